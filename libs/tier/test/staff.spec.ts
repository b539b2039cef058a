import { MemberData } from '@regulars/member/contract';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { modules } from './support/modules';
import { LADDER, newKey, SET, Shop, UNLOCK, uuidOf } from './support/shop';

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
  await shop.shop.advance({ hours: 2 });
});

const set = (more: object, key = newKey()): Promise<ReturnType<typeof JSON.parse>> => shop.staff.one(SET, { id: anna, code: 'GOLD', key, ...more });

describe('tierSet', () => {
  it('gives a tier with a reason, which stands in the history', async () => {
    expect(await set({ until: '2026-06-01T00:00:00+08:00' })).toEqual({
      member: { tier: { tier: { code: 'GOLD' }, state: 'CURRENT', until: '2026-05-31T16:00:00.000Z' } }, userErrors: [],
    });
    expect((await shop.history(anna))[0]).toMatch(/^GOLD 2026-01-05T06:00:.* SET: A guest of the house$/);
    expect(await platform.rows('SELECT kind, tier_code, locks, reason, length(reason_sealed) AS sealed, actor_kind FROM tier.manual_set')).toEqual([
      { kind: 'SET', tier_code: 'GOLD', locks: false, reason: null, sealed: 1 + 16 + 12 + 16 + 'A guest of the house'.length, actor_kind: 'staff' },
    ]);
    await shop.buy(anna, 'A-1', '5000', { placedAt: '2026-01-05T06:00:30Z' });
    expect(await shop.tierOf(anna)).toBe('PLATINUM');
    await shop.shop.advanceTo(new Date('2026-06-02T00:00:00Z'));
    expect(await shop.tierOf(anna)).toBe('PLATINUM');
  });

  it('does not fall below it before its time, and falls at it', async () => {
    await set({ until: '2026-06-01T00:00:00+08:00' });
    await shop.shop.advanceTo(new Date('2026-05-31T15:59:00Z'));
    expect(await shop.tierOf(anna)).toBe('GOLD');
    await shop.shop.advance({ minutes: 2 });
    expect((await shop.history(anna))[0]).toBe('MEMBER 2026-05-31T16:00:00.000Z  DOWNGRADED');
  });

  it('with a lock is moved by nothing, not even by an order from before it', async () => {
    expect(await set({ code: 'SILVER', lock: true })).toMatchObject({ member: { tier: { tier: { code: 'SILVER' }, state: 'LOCKED', until: null } } });
    await shop.buy(anna, 'A-1', '5000', { placedAt: '2026-01-05T06:00:30Z' });
    await shop.buy(anna, 'A-0', '600', { placedAt: '2026-01-05T05:00:00Z' });
    expect(await shop.tierOf(anna)).toBe('SILVER');
    const unlocked = await shop.staff.one(UNLOCK, { id: anna, key: newKey() });
    expect(unlocked).toMatchObject({ member: { tier: { tier: { code: 'PLATINUM' }, state: 'CURRENT' } }, userErrors: [] });
    // The clock of the till is half a minute ahead.
    expect(await shop.history(anna)).toEqual([
      'PLATINUM 2026-01-05T06:00:30.000Z  UPGRADED', expect.stringMatching(/^SILVER .* UNLOCKED: Enough$/), expect.stringMatching(/^SILVER .* SET: A guest of the house$/),
      expect.stringMatching(/^SILVER 2026-01-05T05:00:00.000Z .* UPGRADED$/), expect.stringMatching(/^MEMBER .* JOINED$/),
    ]);
  });

  it('twice with one key is once', async () => {
    const key = newKey();
    await set({}, key);
    await set({}, key);
    expect(await platform.rows('SELECT 1 FROM tier.manual_set WHERE member_id = $1', [uuidOf(anna)])).toHaveLength(1);
  });

  it.each([
    ['an unknown tier', { code: 'BRASS' }, 'tierCode'],
    ['a time that is over', { until: '2026-01-05T05:59:00Z' }, 'until'],
    ['no reason', { reason: '  ' }, 'reason'],
    ['nobody', { id: 'mbr_00000000000000000000000000' }, 'memberId'],
  ])('is refused for %s, and nothing is written', async (_, more, path) => {
    const before = await shop.shop.digest();
    expect(await shop.staff.run(SET, { id: anna, code: 'GOLD', key: newKey(), ...more })).toMatchObject({ data: { tierSet: { member: null, userErrors: [{ path: [path] }] } } });
    expect(await shop.shop.digest()).toEqual(before);
  });

  it('needs its permission', async () => {
    const { errors } = await shop.shop.as({ permissions: ['tier:read', 'member:read'] }).run(SET, { id: anna, code: 'GOLD', key: newKey() });
    expect(errors).toHaveLength(1);
  });
});

describe('tierUnlock', () => {
  it('of a member that staff do not hold is no transition', async () => {
    const before = await shop.shop.digest();
    const { data } = await shop.staff.run(UNLOCK, { id: anna, key: newKey() });
    expect(data.tierUnlock).toEqual({ member: null, userErrors: [{ __typename: 'InvalidTransitionError', code: 'INVALID_TRANSITION', path: ['memberId'] }] });
    expect(await shop.shop.digest()).toEqual(before);
  });
});

describe("a member's data", () => {
  it('is exported, and forgets what staff wrote', async () => {
    await set({ until: '2026-06-01T00:00:00+08:00', reason: 'Cousin of Chen' });
    await shop.shop.context(async (ctx) => {
      const data = ctx.extensions(MemberData).find(({ module }) => module === 'tier')!;
      expect(await data.export(ctx, uuidOf(anna))).toMatchObject({ tiers: [{ tier: 'GOLD', reason: 'SET' }], setByStaff: [{ kind: 'SET', tier: 'GOLD', reason: 'Cousin of Chen' }], gifts: [] });
      await data.erase(ctx, uuidOf(anna));
      expect(JSON.stringify(await data.export(ctx, uuidOf(anna)))).not.toContain('Chen');
    });
    expect(await shop.tierOf(anna)).toBe('GOLD');
  });

  it('merges into the higher tier until the later end', async () => {
    const ben = await shop.join();
    await set({ until: '2026-06-01T00:00:00+08:00' });
    await shop.buy(ben, 'B-1', '700', { placedAt: '2026-01-05T05:00:00Z' });
    await shop.shop.context(async (ctx) => {
      const data = ctx.extensions(MemberData).filter(({ module }) => module === 'order' || module === 'tier');
      for (const owned of data) await owned.merge(ctx, { survivorId: uuidOf(ben), loserId: uuidOf(anna) });
    });
    expect((await shop.history(ben)).slice(0, 2)).toEqual([expect.stringMatching(/^GOLD .* SET: Merge$/), expect.stringMatching(/^SILVER .* UPGRADED$/)]);
    await shop.shop.advanceTo(new Date('2026-06-02T00:00:00Z'));
    expect(await shop.tierOf(ben)).toBe('SILVER');
  });
});
