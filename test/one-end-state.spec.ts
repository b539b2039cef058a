import { DAY } from '@regulars/plugin-sdk';
import type { TestCaller, TestPlatform } from '@regulars/testing';
import fc from 'fast-check';
import { createWholePlatform, importFile, join, openShop, stampCard, type WholeShop } from './support/shop';

interface Sale {
  readonly day: number;
  readonly member: number;
  readonly price: number;
  readonly quantity: number;
  /** Pieces given back by each later revision, in total. */
  readonly refunds: readonly number[];
}

interface Revision {
  readonly sale: number;
  readonly revision: number;
}

const MEMBERS = 2;
const FIRST_DAY = Date.parse('2025-12-20T03:00:00Z');

const saleOf = fc.record({
  day: fc.integer({ min: 0, max: 4 }), member: fc.integer({ min: 0, max: MEMBERS - 1 }), price: fc.integer({ min: 40, max: 900 }), quantity: fc.integer({ min: 1, max: 4 }),
  refunds: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 2 }),
});

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createWholePlatform();
});
afterAll(() => platform.stop());

const placedAt = (sale: Sale, index: number): Date => new Date(FIRST_DAY + sale.day * DAY + index * 60_000);

function orderOf(sales: readonly Sale[], { sale: index, revision }: Revision): object {
  const sale = sales[index] as Sale;
  const placed = placedAt(sale, index);
  const back = revision === 1 ? 0 : Math.min(sale.quantity, Math.max(...sale.refunds.slice(0, revision - 1)));
  return {
    source: 'pos', externalId: `O${index}`, revision, member: { externalId: { source: 'pos', id: `M${sale.member}` } }, placedAt: placed.toISOString(),
    ...(revision === 1 ? {} : { updatedAt: new Date(placed.getTime() + revision * 3_600_000).toISOString() }),
    lines: [{ number: 1, sku: 'A', quantity: sale.quantity, unitPrice: String(sale.price), refundedQuantity: back }],
  };
}

const STATE = `query ($id: String!) { member(by: { externalId: { source: "pos", id: $id } }) {
  points { balance pending debt lifetimeEarned lots { remaining expiresAt } }
  tier { tier { code } progress { toNext { have } toKeep { have } } }
  stampCards { program { name } state stamps }
  orders(first: 50) { nodes { externalId status net { amount } refunded { amount } lines { number quantity refundedQuantity net { amount } } } } } }`;

/** What must not depend on how the orders came. */
async function stateOf(staff: TestCaller): Promise<object[]> {
  const states: object[] = [];
  for (let member = 0; member < MEMBERS; member++) {
    const { points, tier, stampCards, orders } = await staff.one(STATE, { id: `M${member}` });
    const byExpiry: Record<string, number> = {};
    for (const { remaining, expiresAt } of points.lots) byExpiry[expiresAt ?? 'never'] = (byExpiry[expiresAt ?? 'never'] ?? 0) + remaining;
    const cards = stampCards.map(({ program, state, stamps }: { program: { name: string }; state: string; stamps: number }) => `${program.name} ${state} ${stamps}`).sort();
    const sorted = [...orders.nodes].sort((a: { externalId: string }, b: { externalId: string }) => (a.externalId < b.externalId ? -1 : 1));
    states.push({ ...points, lots: Object.fromEntries(Object.entries(byExpiry).filter(([, left]) => left > 0).sort(([a], [b]) => (a < b ? -1 : 1))), tier, cards, orders: sorted });
  }
  return states;
}

async function freshShop(): Promise<WholeShop> {
  const whole = await openShop(platform);
  for (const input of CARDS) await stampCard(whole.staff, { rewards: [], ...input });
  for (let member = 0; member < MEMBERS; member++) await join(whole.staff, `M${member}`);
  return whole;
}

/** Beside the shop's two: with limits, ends and conditions, and a mission. */
const CARDS = [
  { name: 'Limited', slots: 4, rules: [{ kind: 'PER_ITEM', sku: ['A'] }, { kind: 'VISIT', conditions: { minNet: '200' } }], dailyLimit: 3, validForDays: 1, surplus: 'DROP', exclusiveGroup: 'one', priority: 1 },
  { name: 'Spaced', slots: 2, rules: [{ kind: 'PER_AMOUNT', amount: '50', conditions: { tierCodes: ['BASE', 'SILVER', 'GOLD'] } }], minIntervalMinutes: 3, reopens: false, exclusiveGroup: 'one' },
  { name: 'Mission', kind: 'MISSION', slots: 2, rules: [{ kind: 'TASK', step: 'dear', sku: ['A'], conditions: { minNet: '900' } }, { kind: 'TASK', step: 'any', sku: ['A'] }] },
];

let keys = 0;
const ONE = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { userErrors { code path message } } }';
const MANY = 'mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { userErrors { code path message } } userErrors { message } } }';

const COLUMNS = ['externalId', 'revision', 'memberExternalId', 'placedAt', 'updatedAt', 'lineNumber', 'sku', 'quantity', 'unitPrice', 'refundedQuantity'];

/** The file has each order once, as it stands in the end. */
function csvOf(orders: readonly object[]): string {
  const rows = orders.map((order) => {
    const { externalId, revision, member, placedAt: placed, updatedAt, lines: [line] } = order as { externalId: string; revision: number; member: { externalId: { id: string } }; placedAt: string; updatedAt?: string; lines: [{ sku: string; quantity: number; unitPrice: string; refundedQuantity: number }] };
    return [externalId, revision, member.externalId.id, placed, updatedAt ?? '', 1, line.sku, line.quantity, line.unitPrice, line.refundedQuantity].join(',');
  });
  return [COLUMNS.join(','), ...rows, ''].join('\n');
}

it('is the same for single calls in any order, batches and an import', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(saleOf, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), async (sales, dice) => {
      const revisions = sales.flatMap((sale, index) => Array.from({ length: sale.refunds.length + 1 }, (_, at) => ({ sale: index, revision: at + 1 })));
      const final = sales.map((sale, index) => orderOf(sales, { sale: index, revision: sale.refunds.length + 1 }));

      const inTime = await freshShop();
      for (const revision of revisions) await inTime.staff.ok(ONE, { input: orderOf(sales, revision), key: `k${++keys}` });
      const expected = await stateOf(inTime.staff);

      const shuffled = await freshShop();
      const mixed = [...revisions, ...revisions.slice(0, 2)].map((revision) => ({ revision, at: dice.next().value as number })).sort((a, b) => a.at - b.at);
      for (const { revision } of mixed) await shuffled.staff.ok(ONE, { input: orderOf(sales, revision), key: `k${++keys}` });
      expect(await stateOf(shuffled.staff)).toEqual(expected);

      const batched = await freshShop();
      await batched.staff.ok(MANY, { inputs: mixed.map(({ revision }) => orderOf(sales, revision)), key: `k${++keys}` });
      expect(await stateOf(batched.staff)).toEqual(expected);

      const imported = await freshShop();
      expect(await importFile(platform, imported, 'ORDERS', csvOf(final))).toEqual({ status: 'SUCCEEDED', created: sales.length, failed: 0, errors: [] });
      expect(await stateOf(imported.staff)).toEqual(expected);
    }),
    { numRuns: Number(process.env.REGULARS_RUNS ?? 12), endOnFailure: false },
  );
}, 120_000);
