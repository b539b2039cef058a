import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { modules } from './support/modules';
import { LADDER, newKey, ORDER, orderInput, ORDERS, Shop, TIER } from './support/shop';

const RULE = `mutation ($input: EarnRuleInput!) { earnRuleCreate(input: $input) { rule { id } userErrors { code message path } } }`;
const RULE_ON = `mutation ($id: ID!) { earnRuleActivate(id: $id, at: "2020-01-01T00:00:00Z") { rule { state } userErrors { code message path } } }`;

let platform: TestPlatform;
let shop: Shop;
let anna: string;

beforeAll(async () => {
  platform = await createTestPlatform(modules);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  shop = new Shop(await platform.brand());
  const { rule } = await shop.staff.one(RULE, { input: { code: 'spend', name: 'Spend', kind: 'PER_AMOUNT', points: 1, amount: '10' } });
  await shop.staff.ok(RULE_ON, { id: rule.id });
  anna = await shop.join();
  await shop.shop.advance({ hours: 2 });
});

const balance = async (): Promise<number> =>
  (await shop.staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance } } }', { id: anna })).points.balance;

describe('the tier multiplies points', () => {
  it('from the order after the one that reaches it', async () => {
    await shop.program({ tiers: LADDER });
    await shop.buy(anna, 'A-1', '1000');
    expect(await balance()).toBe(100);
    await shop.buy(anna, 'A-2', '100', { placedAt: '2026-01-05T05:10:00Z' });
    expect(await balance()).toBe(112);
  });

  it('of that order already, under SAME_ORDER', async () => {
    await shop.program({ tiers: LADDER, applyTo: 'SAME_ORDER' });
    await shop.buy(anna, 'S-1', '1000');
    expect(await balance()).toBe(125);
  });

  it('order by order in a batch', async () => {
    await shop.program({ tiers: LADDER });
    const inputs = [1_000, 1_000, 1_000].map((amount, index) => orderInput(anna, `B-${index}`, String(amount), { placedAt: `2026-01-05T05:0${index}:00Z` }));
    await shop.staff.ok(ORDERS, { inputs, key: newKey() });
    expect(await balance()).toBe(100 + 125 + 150);
  });

  it('in the flushes and with the reads that the order costs anyway', async () => {
    await shop.program({ tiers: LADDER });
    await shop.buy(anna, 'F-0', '600');
    const { flushes, names } = await shop.staff.traffic(ORDER, { input: orderInput(anna, 'F-1', '5', { placedAt: '2026-01-05T05:50:00Z' }), key: newKey() });
    expect(names.filter((name) => name.startsWith('tier.'))).toEqual([
      'tier.cases-spend', 'tier.insert-order-tiers', 'tier.present-memberships', 'tier.tiers-of-orders', 'tier.moves-of-orders',
    ].sort(byPlace(names)));
    expect(flushes).toBe(4);
  });
});

const byPlace = (names: readonly string[]) => (a: string, b: string): number => names.indexOf(a) - names.indexOf(b);

describe('a tier reached by points', () => {
  const byPoints = (code: string, rank: number, points: number): object =>
    ({ ...LADDER[rank], code, rank, upgradeWhen: { conditions: [{ metric: 'POINTS_EARNED', atLeast: String(points), window: 'ROLLING_DAYS', count: 30 }] } });

  it('counts what the orders gave, in their own transactions', async () => {
    await shop.program({ tiers: [LADDER[0], byPoints('SILVER', 1, 100), byPoints('GOLD', 2, 200)] });
    await shop.buy(anna, 'P-1', '990');
    expect(await shop.tierOf(anna)).toBe('MEMBER');
    const reached = await shop.buy(anna, 'P-2', '10', { placedAt: '2026-01-05T05:10:00Z' });
    expect(reached.order).toMatchObject({ tierAtOrder: 'MEMBER', member: { tier: { tier: { code: 'SILVER' } } } });
    expect((await shop.staff.one(TIER, { id: anna })).tier.progress).toEqual({
      next: { code: 'GOLD' }, toNext: [{ metric: 'POINTS_EARNED', required: '200', have: '100' }], toKeep: [{ metric: 'POINTS_EARNED', required: '100', have: '100' }],
    });
    await shop.buy(anna, 'P-1', '990', { revision: 2, status: 'REFUNDED', refundedQuantity: 1, updatedAt: '2026-01-05T05:20:00Z' });
    expect(await shop.tierOf(anna)).toBe('MEMBER');
  });
});
