import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { modules } from './support/modules';
import { LADDER, newKey, ORDER, orderInput, ORDERS, Shop, TIER, TIER_AT, uuidOf } from './support/shop';

let platform: TestPlatform;
let shop: Shop;
let anna: string;

beforeAll(async () => {
  platform = await createTestPlatform(modules);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  shop = new Shop(await platform.brand());
  await shop.program({ tiers: LADDER });
  anna = await shop.join();
  // Noon of 5 January 2026 in Taipei; orders below are placed an hour later.
  await shop.shop.advance({ hours: 2 });
});

const changes = (): Promise<object[]> =>
  platform.rows("SELECT payload, at FROM platform.event WHERE brand_id = $1 AND name = 'tier.changed' ORDER BY xid, id", [shop.shop.id]);

describe('an order', () => {
  it('lifts the tier in its own transaction, and says so', async () => {
    const first = await shop.buy(anna, 'A-1', '499');
    expect(first).toMatchObject({ order: { tierAtOrder: 'MEMBER', member: { tier: { tier: { code: 'MEMBER' } } } }, effects: [], userErrors: [] });
    const second = await shop.buy(anna, 'A-2', '1501', { placedAt: '2026-01-05T05:10:00Z' });
    expect(second).toEqual({
      order: { id: second.order.id, tierAtOrder: 'MEMBER', member: { tier: { tier: { code: 'GOLD' } } } },
      effects: [{
        kind: 'tier', summary: 'Member to Gold', reversed: false,
        explanation: { from: 'MEMBER', to: 'GOLD', at: '2026-01-05T05:10:00.000Z', reason: 'UPGRADED', conditions: [{ metric: 'NET_SPEND', window: 'ROLLING_DAYS', required: '2000', have: '2000' }] },
      }],
      userErrors: [],
    });
    expect((await shop.buy(anna, 'A-3', '1', { placedAt: '2026-01-05T05:20:00Z' })).order.tierAtOrder).toBe('GOLD');
    expect(await changes()).toEqual([{ payload: { from: 'MEMBER', to: 'GOLD', programId: expect.stringMatching(/^tpr_/), reason: 'UPGRADED' }, at: new Date('2026-01-05T05:10:00Z') }]);
  });

  it('of a guest moves nothing; given to a member later, it does', async () => {
    const guest = await shop.buy(null, 'G-1', '600');
    expect(guest).toMatchObject({ order: { tierAtOrder: null, member: null }, effects: [] });
    const claimed = await shop.buy(anna, 'G-1', '600', { revision: 2, updatedAt: '2026-01-05T05:30:00Z' });
    expect(claimed).toMatchObject({ order: { tierAtOrder: 'MEMBER', member: { tier: { tier: { code: 'SILVER' } } } } });
    const ben = await shop.join();
    await shop.buy(ben, 'G-1', '600', { revision: 3, updatedAt: '2026-01-05T05:40:00Z' });
    expect([await shop.tierOf(anna), await shop.tierOf(ben)]).toEqual(['MEMBER', 'SILVER']);
  });

  it('in a batch sees the tier after the order before it', async () => {
    const inputs = [300, 300, 1, 4_500, 1].map((amount, index) => orderInput(anna, `B-${index}`, String(amount), { placedAt: `2026-01-05T05:0${index}:00Z` }));
    const { results } = await shop.staff.one(ORDERS, { inputs, key: newKey() });
    expect(results.map((result: { order: { tierAtOrder: string } }) => result.order.tierAtOrder)).toEqual(['MEMBER', 'MEMBER', 'SILVER', 'SILVER', 'PLATINUM']);
    expect(await shop.tierOf(anna)).toBe('PLATINUM');
  });

  it('under SAME_ORDER has the tier it reaches', async () => {
    await shop.program({ tiers: LADDER, applyTo: 'SAME_ORDER' }, null);
    expect((await shop.buy(anna, 'S-1', '700', { placedAt: '2026-01-05T06:00:05Z' })).order.tierAtOrder).toBe('SILVER');
  });

  it('that is given back lets the tier fall at its updatedAt, and past periods stay', async () => {
    await shop.buy(anna, 'R-1', '1000', { quantity: 3 });
    const refunded = await shop.buy(anna, 'R-1', '1000', { quantity: 3, revision: 2, updatedAt: '2026-01-05T05:45:00Z', refundedQuantity: 3, status: 'REFUNDED' });
    expect(refunded.effects).toEqual([
      expect.objectContaining({ summary: 'Member to Gold', reversed: false }),
      expect.objectContaining({ summary: 'Gold to Member', reversed: true }),
    ]);
    expect(await shop.history(anna)).toEqual([
      'MEMBER 2026-01-05T05:45:00.000Z  REFUNDED',
      'GOLD 2026-01-05T05:00:00.000Z 2026-01-05T05:45:00.000Z UPGRADED',
      expect.stringMatching(/^MEMBER 2026-01-05T04:00:.* 2026-01-05T05:00:00.000Z JOINED$/),
    ]);
    const at = async (instant: string): Promise<string | null> => (await shop.staff.one(TIER_AT, { id: anna, at: instant }))?.code ?? null;
    expect([await at('2026-01-05T03:00:00Z'), await at('2026-01-05T04:59:59Z'), await at('2026-01-05T05:00:00Z'), await at('2026-01-05T05:44:59Z'), await at('2026-01-05T05:45:00Z')])
      .toEqual([null, 'MEMBER', 'GOLD', 'GOLD', 'MEMBER']);
  });

  it('that comes late makes the past be judged again', async () => {
    await shop.buy(anna, 'L-2', '1600', { placedAt: '2026-01-05T05:30:00Z' });
    await shop.buy(anna, 'L-1', '450', { placedAt: '2026-01-05T05:10:00Z' });
    expect(await shop.history(anna)).toEqual(['GOLD 2026-01-05T05:30:00.000Z  UPGRADED', expect.stringContaining('JOINED')]);
    await shop.buy(anna, 'L-0', '100', { placedAt: '2026-01-05T05:05:00Z' });
    expect(await shop.history(anna)).toEqual([
      'GOLD 2026-01-05T05:30:00.000Z  UPGRADED', 'SILVER 2026-01-05T05:10:00.000Z 2026-01-05T05:30:00.000Z UPGRADED', expect.stringContaining('JOINED'),
    ]);
  });

  it('from before joining counts from joining on, however finely that is timed', async () => {
    await platform.rows("UPDATE member.member SET joined_at = '2026-01-05T05:00:00.000321Z' WHERE id = $1", [uuidOf(anna)]);
    await shop.buy(anna, 'Y-1', '600', { placedAt: '2025-12-01T05:00:00Z' });
    await shop.buy(anna, 'Y-2', '1500', { placedAt: '2025-12-02T05:00:00Z' });
    expect(await shop.history(anna)).toEqual(['GOLD 2026-01-05T05:00:00.000Z  UPGRADED']);
  });

  it('costs four flushes', async () => {
    await shop.buy(anna, 'F-0', '600');
    const input = orderInput(anna, 'F-1', '5', { placedAt: '2026-01-05T05:50:00Z' });
    expect(await shop.staff.countFlushes(ORDER, { input, key: newKey() })).toBe(4);
  });
});

describe('Member.tier', () => {
  it('says how far it is to the next tier and what keeps this one', async () => {
    await shop.buy(anna, 'P-1', '700');
    const { tier } = await shop.staff.one(TIER, { id: anna });
    expect(tier).toEqual({
      tier: { code: 'SILVER', name: 'Silver', rank: 1 }, since: '2026-01-05T05:00:00.000Z', until: null, state: 'CURRENT',
      progress: { next: { code: 'GOLD' }, toNext: [{ metric: 'NET_SPEND', required: '2000', have: '700' }], toKeep: [{ metric: 'NET_SPEND', required: '500', have: '700' }] },
    });
  });

  it('is the base tier since joining of who never bought, without a row', async () => {
    const { tier } = await shop.staff.one(TIER, { id: anna });
    expect(tier).toMatchObject({ tier: { code: 'MEMBER' }, until: null, state: 'CURRENT', progress: { next: { code: 'SILVER' }, toNext: [{ have: '0' }], toKeep: [] } });
    expect(await platform.rows('SELECT 1 FROM tier.membership WHERE member_id = $1', [uuidOf(anna)])).toEqual([]);
  });

  it('is what members can be found by', async () => {
    const ben = await shop.join();
    await shop.buy(anna, 'W-1', '700');
    const found = async (tier: object): Promise<string[]> =>
      (await shop.staff.one('query ($where: MemberWhere) { members(where: $where, first: 10) { nodes { id } } }', { where: { tier } })).nodes.map((node: { id: string }) => node.id);
    expect(await found({ eq: 'SILVER' })).toEqual([anna]);
    expect(await found({ eq: 'MEMBER' })).toEqual([ben]);
    expect((await found({ in: ['MEMBER', 'SILVER'] })).sort()).toEqual([anna, ben].sort());
    expect(await found({ eq: 'GOLD' })).toEqual([]);
  });

  it('falls when the clock passes the end of the window, in one step or in many', async () => {
    const ben = await shop.join();
    await shop.buy(anna, 'C-1', '700');
    await shop.buy(ben, 'C-2', '2500');
    await shop.buy(ben, 'C-3', '600', { placedAt: '2026-01-05T05:59:59Z' });
    await shop.shop.advance({ days: 363 });
    expect([await shop.tierOf(anna), await shop.tierOf(ben)]).toEqual(['SILVER', 'GOLD']);
    await shop.shop.advanceTo(new Date('2027-06-01T00:00:00Z'));
    expect([await shop.tierOf(anna), await shop.tierOf(ben)]).toEqual(['MEMBER', 'MEMBER']);
    expect((await shop.history(anna))[0]).toBe('MEMBER 2027-01-04T16:00:00.000Z  DOWNGRADED');
  });

  it('costs the same for fifty members as for one', async () => {
    for (let index = 0; index < 12; index++) {
      const each = await shop.join();
      await shop.buy(each, `N-${index}`, String(300 * index + 1));
    }
    const list = (first: number): string => `{ members(first: ${first}) { nodes { tier { tier { code gifts { on } } since progress { next { code } toNext { have } } } tierHistory { tier { code } } } } }`;
    const [one, many] = [await shop.staff.countStatements(list(1)), await shop.staff.countStatements(list(50))];
    expect(many).toBe(one);
  });
});
