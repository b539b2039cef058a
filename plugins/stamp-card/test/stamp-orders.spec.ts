import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { createTestPlatform, type TestCaller, type TestPlatform } from '@regulars/testing';
import { stampCard } from '../src';

const CREATE = `mutation ($input: StampCardProgramInput!) {
  stampCardProgramCreate(input: $input) { program { id state version rules { kind stamps amount } } userErrors { code path message } } }`;
const ACTIVATE = `mutation ($id: ID!) { stampCardProgramActivate(id: $id) { program { state } userErrors { code message } } }`;
const JOIN = `mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code path message } } }`;
const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) { order { id net { amount } effects { kind amount } } userErrors { code path message } } }`;
const CARDS = `query ($id: ID!) { member(by: { id: $id }) { stampCards { program { name } state stamps remaining } } }`;

let platform: TestPlatform;
let staff: TestCaller;
let memberId: string;
let serial = 0;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, stampCard]);
});
afterAll(() => platform.stop());

beforeEach(async () => {
  const shop = await platform.brand({ plugins: ['stamp-card'], timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW' });
  staff = shop.everything();
  memberId = (await staff.one(JOIN, { input: { phone: '0912345678' }, key: 'join' })).member.id;
  await program({ name: 'Visits', slots: 3, rules: [{ kind: 'VISIT' }], rewards: [] });
  await program({ name: 'Spend', slots: 5, rules: [{ kind: 'PER_AMOUNT', amount: '100' }], rewards: [] });
});

async function program(input: object): Promise<void> {
  const { program: created } = await staff.one(CREATE, { input: { startsAt: '2025-12-01T00:00:00Z', ...input } });
  await staff.ok(ACTIVATE, { id: created.id });
}

interface Sale {
  externalId: string;
  amount: number;
  placedAt: string;
  revision?: number;
  updatedAt?: string;
  refunded?: number;
}

async function sell({ externalId, amount, placedAt, refunded = 0, ...revision }: Sale): Promise<{ effects: { kind: string; amount: number }[] }> {
  const lines = [{ number: 1, sku: 'A', quantity: 10, unitPrice: String(amount / 10), refundedQuantity: refunded }];
  const input = { source: 'pos', externalId, member: { id: memberId }, placedAt, lines, ...revision };
  return (await staff.one(ORDER, { input, key: `order-${++serial}` })).order;
}

const cards = async (): Promise<string[]> =>
  ((await staff.one(CARDS, { id: memberId })).stampCards as { program: { name: string }; state: string; stamps: number }[])
    .map(({ program: { name }, state, stamps }) => `${name} ${state} ${stamps}`)
    .sort();

const MONDAY = '2026-01-05T03:00:00Z';
const MONDAY_LATER = '2026-01-05T04:00:00Z';

it('stamps both programs with one order and says so', async () => {
  const sold = await sell({ externalId: 'A', amount: 250, placedAt: MONDAY });
  expect(sold.effects).toEqual([{ kind: 'stamp-card', amount: 1 }, { kind: 'stamp-card', amount: 2 }]);
  expect(await cards()).toEqual(['Spend OPEN 2', 'Visits OPEN 1']);
});

it('stamps nothing for who is frozen, and leaves what was stamped before', async () => {
  await sell({ externalId: 'A', amount: 250, placedAt: MONDAY });
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "freeze") { userErrors { message } } }', { id: memberId });
  await sell({ externalId: 'B', amount: 300, placedAt: '2026-01-04T03:00:00Z' });
  expect(await cards()).toEqual(['Spend OPEN 2', 'Visits OPEN 1']);
  await sell({ externalId: 'A', amount: 250, placedAt: MONDAY, revision: 2, updatedAt: MONDAY_LATER });
  expect(await cards()).toEqual(['Spend OPEN 2', 'Visits OPEN 1']);
  await sell({ externalId: 'A', amount: 250, placedAt: MONDAY, revision: 3, updatedAt: MONDAY_LATER, refunded: 10 });
  expect(await cards()).toEqual([]);
});

it('goes on to the next card when one is full', async () => {
  await sell({ externalId: 'A', amount: 700, placedAt: MONDAY });
  expect(await cards()).toEqual(['Spend CLOSED 5', 'Spend OPEN 2', 'Visits OPEN 1']);
});

it('gives the day one visit, to whichever order is left', async () => {
  await sell({ externalId: 'A', amount: 50, placedAt: MONDAY });
  await sell({ externalId: 'B', amount: 50, placedAt: MONDAY_LATER });
  expect(await cards()).toEqual(['Visits OPEN 1']);
  await sell({ externalId: 'A', amount: 50, placedAt: MONDAY, revision: 2, updatedAt: MONDAY_LATER, refunded: 10 });
  expect(await cards()).toEqual(['Visits OPEN 1']);
  await sell({ externalId: 'B', amount: 50, placedAt: MONDAY_LATER, revision: 2, updatedAt: MONDAY_LATER, refunded: 10 });
  expect(await cards()).toEqual([]);
});

it('takes back exactly what a refunded part gave', async () => {
  await sell({ externalId: 'A', amount: 700, placedAt: MONDAY });
  await sell({ externalId: 'A', amount: 700, placedAt: MONDAY, revision: 2, updatedAt: MONDAY_LATER, refunded: 5 });
  expect(await cards()).toEqual(['Spend OPEN 3', 'Visits OPEN 1']);
});

it('ends the same whatever comes first', async () => {
  const revisions: Sale[] = [
    { externalId: 'A', amount: 700, placedAt: MONDAY },
    { externalId: 'A', amount: 700, placedAt: MONDAY, revision: 2, updatedAt: MONDAY_LATER, refunded: 2 },
    { externalId: 'A', amount: 700, placedAt: MONDAY, revision: 3, updatedAt: '2026-01-05T04:01:00Z', refunded: 6 },
  ];
  for (const [first, second, third] of [[2, 1, 0], [1, 2, 0], [2, 0, 1], [0, 2, 1], [1, 0, 2]] as const) {
    const externalId = `P${first}${second}${third}`;
    memberId = (await staff.one(JOIN, { input: { externalId: { source: 'pos', id: externalId } }, key: `join-${externalId}` })).member.id;
    for (const index of [first, second, third, first]) await sell({ ...(revisions[index] as Sale), externalId });
    expect([externalId, await cards()]).toEqual([externalId, ['Spend OPEN 2', 'Visits OPEN 1']]);
  }
});

it('keeps what an order gave when it moves to another day, where a second one comes in', async () => {
  await sell({ externalId: 'A', amount: 250, placedAt: '2026-01-04T03:00:00Z' });
  await sell({ externalId: 'A', amount: 250, placedAt: MONDAY, revision: 2, updatedAt: MONDAY });
  await sell({ externalId: 'B', amount: 50, placedAt: MONDAY_LATER });
  expect(await cards()).toEqual(['Spend OPEN 2', 'Visits OPEN 1']);
  await sell({ externalId: 'A', amount: 250, placedAt: MONDAY, revision: 3, updatedAt: '2026-01-05T04:01:00Z', refunded: 10 });
  expect(await cards()).toEqual(['Visits OPEN 1']);
});

it('gives no order more than a thousand stamps for what was spent', async () => {
  const sold = await sell({ externalId: 'A', amount: 9_000_000_000_000, placedAt: MONDAY });
  expect(sold.effects).toEqual([{ kind: 'stamp-card', amount: 1 }, { kind: 'stamp-card', amount: 1000 }]);
});

it('costs no more flushes than an order without cards', async () => {
  await sell({ externalId: 'A', amount: 250, placedAt: MONDAY });
  const input = (externalId: string) => ({ source: 'pos', externalId, member: { id: memberId }, placedAt: MONDAY, lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '250' }] });
  await staff.traffic(ORDER, { input: input('B'), key: 'warm' });
  const { flushes } = await staff.traffic(ORDER, { input: input('C'), key: 'cost' });
  expect(flushes).toBe(4);
});
