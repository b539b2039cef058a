import { definePlugin, extend, statement } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { type TierMetric, TierMetrics, Tiers } from '../src/contract';
import { modules } from './support/modules';
import { LADDER, Shop, TIER, uuidOf } from './support/shop';

/** Reviews that members wrote, as another module would keep them. */
const reviews = new Map<string, Date[]>();
const metric: TierMetric = {
  metric: 'REVIEWS',
  description: 'Reviews written',
  unit: 'COUNT',
  facts: (_ctx, queries) =>
    Promise.resolve(queries.flatMap(({ memberId }) => (reviews.get(memberId) ?? []).map((at) => ({ memberId, at, amount: 1n })))),
};
const review = definePlugin({ id: 'review', version: '1.0.0', sdk: '^1.0.0', requires: { tier: '^1.0.0' }, extensions: [extend(TierMetrics, metric)] });

const byReviews = { ...LADDER[1], upgradeWhen: { match: 'ANY', conditions: [{ metric: 'REVIEWS', atLeast: '2', window: 'ROLLING_DAYS', count: 30 }, { metric: 'NET_SPEND', atLeast: '500', window: 'ROLLING_DAYS', count: 365 }] } };

let platform: TestPlatform;
let shop: Shop;
let anna: string;

beforeAll(async () => {
  platform = await createTestPlatform([...modules, review]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  shop = new Shop(await platform.brand({ plugins: ['review'] }));
  anna = await shop.join();
  await shop.shop.advance({ hours: 2 });
});

const write = async (...instants: string[]): Promise<void> => {
  const at = instants.map((instant) => new Date(instant));
  reviews.set(uuidOf(anna), [...(reviews.get(uuidOf(anna)) ?? []), ...at]);
  await shop.shop.context((ctx) => ctx.use(Tiers).rejudge(at.map((instant) => ({ memberId: uuidOf(anna), at: instant }))));
};

describe('a metric of another module', () => {
  it('lifts and lets fall like the built-in ones', async () => {
    await shop.program({ tiers: [LADDER[0], byReviews] });
    await write('2026-01-05T05:00:00Z');
    expect((await shop.staff.one(TIER, { id: anna })).tier.progress.toNext[0]).toEqual({ metric: 'REVIEWS', required: '2', have: '1' });
    await write('2026-01-05T05:30:00Z');
    expect(await shop.history(anna)).toEqual(['SILVER 2026-01-05T05:30:00.000Z  UPGRADED', expect.stringContaining('JOINED')]);
    expect(await shop.shop.read((ctx) => ctx.use(Tiers).tiersOf([uuidOf(anna)]))).toEqual(new Map([[uuidOf(anna), { code: 'SILVER', name: 'Silver', rank: 1 }]]));
    await shop.shop.advance({ days: 31 });
    expect((await shop.history(anna))[0]).toBe('MEMBER 2026-02-03T16:00:00.000Z  DOWNGRADED');
  });

  it('stands beside what orders count', async () => {
    await shop.program({ tiers: [LADDER[0], byReviews] });
    await shop.buy(anna, 'E-1', '500', { placedAt: '2026-01-05T05:10:00Z' });
    expect(await shop.tierOf(anna)).toBe('SILVER');
  });

  it('is unknown to brands without the module', async () => {
    const other = new Shop(await platform.brand({ plugins: [] }));
    const { data } = await other.staff.run('mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { userErrors { path } } }', { input: { tiers: [LADDER[0], byReviews] } });
    expect(data.tierProgramCreate.userErrors).toEqual([{ path: ['input', 'tiers', '1', 'upgradeWhen', 'conditions', '0', 'metric'] }]);
  });
});

describe('a hidden tier', () => {
  const tiers = [LADDER[0], LADDER[1], { ...LADDER[2], hidden: true }, LADDER[3]];

  it('is for staff to see; its members see the one below', async () => {
    await shop.program({ tiers });
    await shop.buy(anna, 'H-1', '2500', { placedAt: '2026-01-05T05:10:00Z' });
    expect(await shop.tierOf(anna)).toBe('GOLD');
    expect((await shop.staff.ok('{ tiers { code hidden } }')).tiers.map(({ code }: { code: string }) => code)).toEqual(['MEMBER', 'SILVER', 'GOLD', 'PLATINUM']);
    const herself = shop.shop.as({ audience: 'member', memberId: anna });
    expect((await herself.ok('{ tiers { code } }')).tiers.map(({ code }: { code: string }) => code)).toEqual(['MEMBER', 'SILVER', 'PLATINUM']);
  });
});

describe('the periods of a member', () => {
  const insert = statement<never, [memberId: string, from: string, to: string | null, program: string]>(
    'spec.insert-period',
    `INSERT INTO tier.membership (member_id, from_at, to_at, program_id, tier_code, state, reason, since, memory, evidence)
     VALUES ($1, $2, $3, $4, 'SILVER', 'CURRENT', 'UPGRADED', $2, '{}', '[]')`,
  );

  it('have one that is open, and none that ends before it begins', async () => {
    await shop.program({ tiers: LADDER });
    await shop.buy(anna, 'O-1', '700', { placedAt: '2026-01-05T05:10:00Z' });
    const [{ program_id: program } = { program_id: '' }] = await platform.rows<{ program_id: string }>('SELECT program_id FROM tier.membership WHERE member_id = $1', [uuidOf(anna)]);
    const add = (from: string, to: string | null): Promise<unknown> => shop.shop.context((ctx) => ctx.sql(insert(uuidOf(anna), from, to, program)));
    await expect(add('2026-01-05T05:20:00Z', null)).rejects.toThrow('membership_one_open');
    await expect(add('2026-01-05T05:00:00Z', '2026-01-05T04:00:00Z')).rejects.toThrow('membership_check');
    await expect(add('2026-01-05T05:10:00Z', '2026-01-05T05:11:00Z')).rejects.toThrow('membership_pkey');
  });
});
