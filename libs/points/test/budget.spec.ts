import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { createTestPlatform, type TestCaller, type TestPlatform } from '@regulars/testing';
import { points } from '../src';
import { BURN, GRANT, grant, join, line, liveRule, newKey, orderJson, UPSERT, upsert } from './documents';

let platform: TestPlatform;
let staff: TestCaller;
let buyer: string;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points]);
  staff = (await platform.brand()).everything();
  buyer = await join(staff);
  await liveRule(staff);
  await liveRule(staff, { code: 'visit', kind: 'PER_VISIT', points: 5, amount: null });
  // Whatever is kept in memory is there, and every statement prepared.
  for (const externalId of ['warm-1', 'warm-2']) await upsert(staff, { externalId, member: { id: buyer } });
  await grant(staff, buyer, 100);
});
afterAll(() => platform.stop());

const ALL = `mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) {
  order { id member { number points { balance pending debt } } lines { sku } } effects { kind amount explanation } userErrors { code }
} }`;

describe('round trips', () => {
  it('an order with its points takes four', async () => {
    const bought = { externalId: 'A-1', member: { id: buyer } };
    expect(await staff.countFlushes(ALL, { input: orderJson(bought), key: newKey() })).toBe(4);
    const refund = { ...bought, revision: 2, updatedAt: '2026-01-05T11:00:00+08:00', lines: [line({ quantity: 2, refundedQuantity: 1 })] };
    expect(await staff.countFlushes(ALL, { input: orderJson(refund), key: newKey() })).toBe(4);
  });

  it('giving and taking points takes four', async () => {
    expect(await staff.countFlushes(GRANT, { memberId: buyer, points: 1, reason: 'x', key: newKey() })).toBe(4);
    expect(await staff.countFlushes(BURN, { memberId: buyer, points: 1, reason: 'x', key: newKey() })).toBe(4);
  });

  it('an order of a hundred takes the statements of one', async () => {
    const one = await staff.traffic(UPSERT, { input: orderJson({ externalId: 'one', member: { id: buyer } }), key: newKey() });
    const inputs = await Promise.all(Array.from({ length: 100 }, async (_, index) => orderJson({ externalId: `many-${index}`, member: { id: await join(staff) } })));
    const many = await staff.traffic('mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { userErrors { code } order { effects { amount } } } userErrors { code } } }', { inputs, key: newKey() });
    const ofPoints = (names: readonly string[]): string[] => names.filter((name) => name.startsWith('points.')).sort();
    expect(ofPoints(many.names)).toEqual(ofPoints(one.names));
  });
});

it('a list of fifty members with their points takes the statements of one', async () => {
  for (let index = 0; index < 50; index++) await grant(staff, await join(staff), index + 1);
  const list = `query ($first: Int!) { members(first: $first, orderBy: [{ by: POINTS, direction: DESC }]) { nodes { number points {
    balance pending debt held lifetimeEarned nextExpiry { points on } lots { quantity remaining state activeAt expiresAt } entries(first: 3) { nodes { kind points reason explanation order { externalId } } }
  } } } }`;
  await staff.ok(list, { first: 50 });
  const cost = (first: number) => staff.traffic(list, { first });
  const [one, fifty] = [await cost(1), await cost(50)];
  expect(fifty.data.members.nodes).toHaveLength(50);
  expect({ statements: fifty.statements, flushes: fifty.flushes }).toEqual({ statements: one.statements, flushes: one.flushes });
});

it('members are found and sorted by what they can spend', async () => {
  const [rich, poor] = [await join(staff), await join(staff)];
  await grant(staff, rich, 100_000);
  await grant(staff, poor, 99_999);
  const found = (where: object) => staff.ok('query ($where: MemberWhere) { members(first: 10, where: $where, orderBy: [{ by: POINTS, direction: DESC }]) { nodes { id points { balance } } } }', { where });
  expect((await found({ points: { gte: 99_999 } })).members.nodes).toEqual([{ id: rich, points: { balance: 100_000 } }, { id: poor, points: { balance: 99_999 } }]);
  expect((await found({ points: { eq: 100_000 } })).members.nodes).toEqual([{ id: rich, points: { balance: 100_000 } }]);
});
