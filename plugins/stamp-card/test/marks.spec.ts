import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { newUuid, readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { stampCard } from '../src';

const ORDERS = 'mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { userErrors { code } } userErrors { code message } } }';
const JOIN = 'mutation ($key: String!) { memberJoin(input: { externalId: { source: "pos", id: $key } }, idempotencyKey: $key) { member { id } userErrors { message } } }';
const CARDS = 'query ($id: ID!) { member(by: { id: $id }) { stampCards { state stamps } } }';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let programId: string;
let serial = 0;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, stampCard]);
});
afterAll(() => platform.stop());

/** A brand with one card, which has a stamp for each order. */
async function open(slots: number, more: object = {}): Promise<string> {
  shop = await platform.brand({ plugins: ['stamp-card'], timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW' });
  staff = shop.everything();
  const input = { name: 'Spend', slots, startsAt: '2025-01-01T00:00:00Z', rewards: [], rules: [{ kind: 'PER_AMOUNT', amount: '100' }], ...more };
  const { program } = await staff.one('mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } userErrors { message } } }', { input });
  await staff.ok('mutation ($id: ID!) { stampCardProgramActivate(id: $id) { userErrors { message } } }', { id: program.id });
  programId = program.id;
  return join();
}

const join = async (): Promise<string> => (await staff.one(JOIN, { key: `member-${++serial}` })).member.id;
const minute = (count: number): string => new Date(Date.parse('2026-01-01T01:00:00Z') + count * 60_000).toISOString();
const sale = (memberId: string, count: number): object => ({ source: 'pos', externalId: `O${count}`, member: { id: memberId }, placedAt: minute(count), lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '100' }] });
const sell = async (memberId: string, from: number, to = from): Promise<void> => {
  await staff.ok(ORDERS, { inputs: Array.from({ length: to - from + 1 }, (_, index) => sale(memberId, from + index)), key: `orders-${++serial}` });
};
const told = async (memberId: string): Promise<string[]> =>
  ((await staff.one(CARDS, { id: memberId })).stampCards as { state: string; stamps: number }[]).map(({ state, stamps }) => `${state} ${stamps}`).sort();
const marks = (): Promise<{ stamps: number; at: Date }[]> => platform.rows(`SELECT (mark ->> 'stamps')::int AS stamps, mark_at AS at FROM stamp_card.card WHERE brand_id = $1 AND mark_at IS NOT NULL`, [shop.id]);

it('a card that was full at its mark is full when a late order makes up for the stamp that it lost since', async () => {
  const memberId = await open(2, { dailyLimit: 2 });
  await sell(memberId, 1, 42);
  expect((await marks()).map(({ stamps }) => stamps)).toEqual([2]);
  await staff.ok('mutation ($m: ID!, $p: ID!, $key: String!) { stampCardRevoke(memberId: $m, programId: $p, stamps: 1, reason: "mistake", idempotencyKey: $key) { userErrors { code } } }', { m: memberId, p: programId, key: 'revoke' });
  expect(await told(memberId)).toEqual(['OPEN 1']);
  const aDay = 24 * 60;
  await sell(memberId, aDay);
  expect([await told(memberId), await shop.violations()]).toEqual([['COMPLETED 2'], []]);
});

/** Statements of versions before, which name neither `mark` nor `mark_at`. */
const REVISE = `UPDATE "order"."order" SET status = $3, counts = $4, member_id = $5 WHERE brand_id = $1 AND external_id = $2 RETURNING id`;
const STAMPS = 'UPDATE stamp_card.card SET stamps = stamps - 1 WHERE brand_id = $1 AND number = $2';

describe('a version before, at work meanwhile', () => {
  it('takes a stamp from behind the mark', async () => {
    const memberId = await open(200);
    await sell(memberId, 1, 40);
    expect(await marks()).toEqual([{ stamps: 24, at: new Date(minute(25)) }]);
    const [voided] = await platform.rows<{ id: string }>(REVISE, [shop.id, 'O3', 'VOIDED', false, readId('mbr', memberId)]);
    await platform.rows(`UPDATE stamp_card.entry SET amount_stamps = 0, candidates = '{}', placed = '[]' WHERE brand_id = $1 AND order_id = $2`, [shop.id, voided?.id]);
    await platform.rows(STAMPS, [shop.id, 1]);
    await sell(memberId, 41);
    expect([await told(memberId), await shop.violations()]).toEqual([['OPEN 40'], []]);
  });

  it('gives one from behind the mark', async () => {
    const memberId = await open(200);
    await sell(memberId, 1, 40);
    const late = newUuid();
    const copied = (table: string): string => `INSERT INTO ${table} SELECT (jsonb_populate_record(one, $3::jsonb)).* FROM ${table} AS one WHERE brand_id = $1`;
    const [like] = await platform.rows<{ id: string }>(`SELECT id FROM "order"."order" WHERE brand_id = $1 AND external_id = 'O9'`, [shop.id]);
    await platform.rows(`${copied('"order"."order"')} AND id = $2`, [shop.id, like?.id, { id: late, external_id: 'late', placed_at: minute(3.5) }]);
    await platform.rows(`${copied('stamp_card.entry')} AND order_id = $2`, [shop.id, like?.id, { order_id: late, placed_at: minute(3.5) }]);
    await platform.rows('UPDATE stamp_card.card SET stamps = stamps + 1 WHERE brand_id = $1', [shop.id]);
    await sell(memberId, 41);
    expect(await told(memberId)).toEqual(['OPEN 42']);
    expect((await shop.violations()).filter(({ invariant }) => invariant.startsWith('stamp-card'))).toEqual([]);
  });

  it('gives an order to another member', async () => {
    const memberId = await open(30);
    await sell(memberId, 1, 70);
    expect(await told(memberId)).toEqual(['CLOSED 30', 'CLOSED 30', 'OPEN 10']);
    const other = await join();
    const [moved] = await platform.rows<{ id: string }>(REVISE, [shop.id, 'O3', 'PAID', true, readId('mbr', other)]);
    await platform.rows(`INSERT INTO stamp_card.entry AS held (brand_id, program_id, order_id, member_id, business_date, placed_at, amount_stamps, visit_stamps)
      SELECT brand_id, program_id, order_id, $3, business_date, placed_at, 1, 0 FROM stamp_card.entry AS e WHERE brand_id = $1 AND order_id = $2
      ON CONFLICT (brand_id, program_id, order_id) DO UPDATE SET member_id = EXCLUDED.member_id, amount_stamps = EXCLUDED.amount_stamps, visit_stamps = EXCLUDED.visit_stamps`, [shop.id, moved?.id, readId('mbr', other)]);
    await platform.rows(STAMPS, [shop.id, 3]);
    await platform.rows(`INSERT INTO stamp_card.card (brand_id, id, program_id, member_id, number, stamps, opened_at) VALUES ($1, $2, $3, $4, 1, 1, $5)`, [shop.id, newUuid(), readId('scp', programId), readId('mbr', other), minute(3)]);
    await sell(memberId, 71);
    await sell(other, 72);
    expect([await told(memberId), await told(other)]).toEqual([['CLOSED 30', 'CLOSED 30', 'OPEN 10'], ['OPEN 2']]);
    expect(await shop.violations()).toEqual([]);
  });
});
