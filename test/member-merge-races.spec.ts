import { modules } from '@regulars/gateway/installation';
import { newUuid, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform } from '@regulars/testing';
import fc from 'fast-check';
import { burn, buy, grant, merge, stateOf, tryMerge, unmerge } from './support/life';
import { createWholePlatform, join, openShop, type WholeShop } from './support/shop';

let platform: TestPlatform;
let whole: WholeShop;
/** The same caller at two gateways. */
let gateways: readonly [TestCaller, TestCaller];
let made = 0;

beforeAll(async () => {
  platform = await createWholePlatform();
  whole = await openShop(platform);
  gateways = [whole.staff, whole.staff.via(platform.node())];
}, 60_000);
afterAll(() => platform.stop());

const [at, uuid] = [(index: number): TestCaller => gateways[index % 2] as TestCaller, (id: string): string => readId('mbr', id) as string];
const newMember = (): Promise<string> => join(at(0), `race-${++made}`);

/** What every module promises of its books, asked of the brand. */
async function expectBooksRight(): Promise<void> {
  const broken = await whole.shop.read(async (ctx) => {
    const checks = modules.flatMap(({ invariants = [] }) => invariants);
    const found = await Promise.all(checks.map(async ({ id, violations }) => (await ctx.sql<object>({ name: `spec.${id}`, text: violations, values: violations.includes('$1') ? [null] : [] })).map((row) => ({ id, ...row }))));
    return found.flat();
  });
  expect(broken).toEqual([]);
}

afterEach(expectBooksRight);

/** Answers that somebody got; a busy machine may refuse a call for lack of a connection, and then it is made again. */
async function until<T>(call: () => Promise<T | null | undefined>): Promise<T> {
  for (;;) {
    const answer = await call().catch(() => null);
    if (answer) return answer;
  }
}

describe('a merge at the same time as', () => {
  it('orders and burns of both, on two gateways: nothing is lost, all is the survivor\'s', async () => {
    const [a, b] = [await newMember(), await newMember()];
    await Promise.all([grant(at(0), a, 100), grant(at(1), b, 100)]);
    const orders = Array.from({ length: 12 }, (_, index) => until(() => buy(at(index), index % 2 ? a : b, { id: `${a}-${index}`, amount: 100, day: index })));
    const burns = Array.from({ length: 12 }, (_, index) => until(() => burn(at(index + 1), index % 2 ? b : a, 5)));
    const [, ...answers] = await Promise.all([until(() => merge(at(1), a, b)), ...burns, ...orders]);
    const burnt = answers.filter((answer: Data) => answer.order === undefined && answer.userErrors.length === 0).length;
    const state = await stateOf(at(0), a);
    expect(state.orders.nodes).toHaveLength(12);
    expect(await platform.rows('SELECT 1 FROM "order"."order" WHERE member_id = $1 UNION ALL SELECT 1 FROM points.lot WHERE member_id = $1', [uuid(b)])).toEqual([]);
    expect(burnt).toBe(12);
    expect(state.points.lots.reduce((sum: number, lot: Data) => sum + lot.remaining, 0)).toBe(state.points.balance + state.points.pending);
  }, 60_000);

  it('another of the same members: A into B with B into A, and with B into C', async () => {
    const [a, b] = [await newMember(), await newMember()];
    const both = await Promise.all([until(() => tryMerge(at(0), a, b)), until(() => tryMerge(at(1), b, a))]);
    expect(both.map(({ userErrors }: Data) => userErrors.length).sort((x, y) => x - y)).toEqual([0, 1]);
    for (let round = 0; round < 3; round++) {
      const [x, y, z] = [await newMember(), await newMember(), await newMember()];
      const chain = await Promise.all([until(() => tryMerge(at(0), y, x)), until(() => tryMerge(at(1), z, y))]);
      expect(chain.map(({ userErrors }: Data) => userErrors)).toEqual([[], []]);
      expect((await Promise.all([x, y, z].map((id) => stateOf(at(0), id)))).map(({ id }) => id)).toEqual([z, z, z]);
    }
  }, 60_000);
});

it('an erasure at the same time as orders leaves an erased member, and every order', async () => {
  const id = await newMember();
  const ERASE = 'mutation ($id: ID!, $key: String!) { memberErase(id: $id, idempotencyKey: $key) { member { status } userErrors { code } } }';
  const key = newUuid();
  const orders = Array.from({ length: 8 }, async (_, index) => at(index).run('mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { code } } }', {
    input: { source: 'pos', externalId: `${id}-${index}`, status: 'PAID', member: { id }, channel: 'POS', placedAt: '2025-11-01T04:00:00Z', lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '100' }] }, key: newUuid(),
  }));
  const [erased] = await Promise.all([until(async () => (await at(1).run(ERASE, { id, key })).data?.memberErase), ...orders]);
  expect(erased).toEqual({ member: { status: 'ERASED' }, userErrors: [] });
  const [row] = await platform.rows<{ status: string; name: string | null; identities: number }>('SELECT status, name, (SELECT count(*)::int FROM member.identity WHERE member_id = m.id) AS identities FROM member.member m WHERE id = $1', [uuid(id)]);
  expect(row).toEqual({ status: 'ERASED', name: null, identities: 0 });
}, 60_000);

type Step = readonly ['buy' | 'refund' | 'grant' | 'burn', number, number];
const step: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom('buy', 'buy', 'refund', 'grant', 'burn'), fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 80 })) as fc.Arbitrary<Step>;

/** A life of one member: a refund takes back the order before it, if there is one. */
async function live(id: string, steps: readonly Step[]): Promise<void> {
  let last: { id: string; amount: number; day: number } | null = null;
  for (const [index, [what, size, day]] of steps.entries()) {
    if (what === 'buy') await buy(at(0), id, (last = { id: `${id}-${index}`, amount: size, day }));
    if (what === 'refund' && last) await buy(at(0), id, { ...last, revision: index + 2, refunded: true });
    if (what === 'grant') await grant(at(0), id, size);
    if (what === 'burn') await burn(at(0), id, Math.ceil(size / 20));
  }
}

const sumOf = (states: readonly Data[], field: string): number => states.reduce((sum, { points }) => sum + points[field], 0);

it('any two lives: together they hold what they held apart, and parted again they are as before (INV-10)', async () => {
  const runs = Number(process.env.MERGE_RUNS ?? 6);
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 7 }), fc.array(step, { maxLength: 7 }), async (one, other) => {
    const [a, b] = [await newMember(), await newMember()];
    await live(a, one);
    await live(b, other);
    const before = [await stateOf(at(0), a), await stateOf(at(0), b)];
    const { operationId } = await merge(at(0), a, b);
    const together = await stateOf(at(0), a);
    expect(together.points.lifetimeEarned).toBe(sumOf(before, 'lifetimeEarned'));
    expect(together.points.balance + together.points.pending).toBe(sumOf(before, 'balance') + sumOf(before, 'pending'));
    expect(together.orders.nodes).toHaveLength(before.flatMap(({ orders }) => orders.nodes).length);
    await expectBooksRight();
    expect((await unmerge(at(0), operationId)).remainders).toEqual([]);
    expect([await stateOf(at(0), a), await stateOf(at(0), b)]).toEqual(before);
    await expectBooksRight();
  }), { numRuns: runs, endOnFailure: true });
}, 120_000);
