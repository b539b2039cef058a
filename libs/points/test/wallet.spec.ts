import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describeReward, giveRewards, readReward, takeBackRewards } from '@regulars/member/contract';
import { order } from '@regulars/order';
import { Problems, readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { points } from '../src';
import { Points } from '../src/contract';
import { expectBooksBalance } from './audit';
import { BURN, burn, GRANT, grant, join, line, liveRule, newKey, SETTINGS_UPDATE, upsert, walletOf } from './documents';

const BURN_HELD = `mutation ($memberId: ID!, $key: String!) {
  pointsBurn(memberId: $memberId, points: 1, reason: "x", idempotencyKey: $key) { userErrors { __typename code path ... on PointsHeldError { until } } }
}`;

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let buyer: string;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  shop = await platform.brand();
  staff = shop.everything();
  buyer = await join(staff);
});
afterEach(() => expectBooksBalance(shop));

const uuidOf = (id: string): string => readId('mbr', id) as string;
const taipei = (day: string, time = '00:00:00'): Date => new Date(`${day}T${time}+08:00`);
const events = (name: string) => platform.rows<{ at: Date; payload: Record<string, unknown> }>('SELECT at, payload FROM platform.event WHERE brand_id = $1 AND name = $2 ORDER BY at, xid, id', [shop.id, name]);

describe('pointsGrant', () => {
  it('gives points that can be spent at once', async () => {
    const granted = await grant(staff, buyer, 50);
    expect(granted).toMatchObject({ entry: { kind: 'EARN', points: 50, balanceAfter: 50, reason: 'goodwill', explanation: { granted: 50, by: 'points' } }, member: { id: buyer, points: { balance: 50 } } });
    expect((await events('points.earned')).map(({ payload }) => payload)).toMatchObject([{ entryId: granted.entry.id, memberId: buyer, points: 50, balance: 50, orderId: null, expiresAt: null }]);
    expect(await staff.one('query ($id: ID!) { node(id: $id) { ... on PointsEntry { points } } }', { id: granted.entry.id })).toEqual({ points: 50 });
  });

  it('is done once however often it is asked for', async () => {
    const variables = { memberId: buyer, points: 5, reason: 'once', key: newKey() };
    const first = await staff.run(GRANT, variables);
    expect(await staff.run(GRANT, variables)).toEqual(first);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 5, entries: { nodes: [{ points: 5 }] } });
    expect((await staff.run(GRANT, { ...variables, points: 6 })).data.pointsGrant.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
  });

  it.each([
    ['no points', { points: 0 }, 'INVALID_INPUT', ['points']],
    ['negative points', { points: -5 }, 'INVALID_INPUT', ['points']],
    ['no reason', { reason: '  ' }, 'INVALID_INPUT', ['reason']],
    ['an expiry that has passed', { expiresAt: '2026-01-05T03:00:00Z' }, 'INVALID_INPUT', ['expiresAt']],
    ['nobody', { memberId: 'mbr_00000000000000000000000000' }, 'NOT_FOUND', ['memberId']],
    ['what is no id', { memberId: 'nonsense' }, 'NOT_FOUND', ['memberId']],
  ])('refuses %s, and writes nothing', async (_, changes, code, path) => {
    const before = await shop.digest();
    const answer = await staff.run(GRANT, { memberId: buyer, points: 1, reason: 'x', key: newKey(), ...changes });
    expect(answer.data.pointsGrant).toEqual({ entry: null, request: null, member: null, userErrors: [expect.objectContaining({ code, path })] });
    expect(await shop.digest()).toEqual(before);
  });

  it('refuses another brand\'s member like one that never was', async () => {
    const other = await platform.brand();
    const stranger = await join(other.everything());
    const answer = await staff.run(GRANT, { memberId: stranger, points: 1, reason: 'x', key: newKey() });
    expect(answer.data.pointsGrant.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['memberId'] }]);
  });

  it('refuses more than a member can have', async () => {
    await grant(staff, buyer, 2_000_000_000);
    const before = await shop.digest();
    expect((await staff.run(GRANT, { memberId: buyer, points: 1_000_000_000, reason: 'x', key: newKey() })).data.pointsGrant.userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['points'] }]);
    expect(await shop.digest()).toEqual(before);
  });
});

describe('pointsBurn', () => {
  it('takes what expires first', async () => {
    await grant(staff, buyer, 10);
    await grant(staff, buyer, 10, { expiresAt: taipei('2026-03-01').toISOString() });
    await grant(staff, buyer, 10, { expiresAt: taipei('2026-02-01').toISOString() });
    expect(await burn(staff, buyer, 15)).toMatchObject({ entry: { kind: 'BURN', points: -15, balanceAfter: 15, reason: 'a mug' }, member: { points: { balance: 15 } } });
    expect((await walletOf(staff, buyer)).lots).toMatchObject([
      { remaining: 5, expiresAt: '2026-02-28T16:00:00.000Z' }, { remaining: 10, expiresAt: null }, { remaining: 0, state: 'SPENT', expiresAt: '2026-01-31T16:00:00.000Z' },
    ]);
    expect((await events('points.burned')).map(({ payload }) => payload)).toMatchObject([{ memberId: buyer, points: 15, balance: 15 }]);
  });

  it('refuses more than there is, says how much there is, and writes nothing', async () => {
    await grant(staff, buyer, 10);
    const before = await shop.digest();
    const answer = await staff.run(BURN, { memberId: buyer, points: 11, reason: 'a mug', key: newKey() });
    expect(answer.data.pointsBurn).toEqual({ entry: null, member: null, userErrors: [{ __typename: 'InsufficientPointsError', code: 'INSUFFICIENT_POINTS', path: ['points'], required: 11, available: 10 }] });
    expect(await shop.digest()).toEqual(before);
  });

  it('refuses frozen members and, where a brand wants it, unproved phones', async () => {
    await grant(staff, buyer, 10);
    await staff.ok(SETTINGS_UPDATE, { input: { burnNeedsVerifiedPhone: true } });
    const refused = async () => (await staff.run(BURN, { memberId: buyer, points: 1, reason: 'x', key: newKey() })).data.pointsBurn.userErrors;
    expect(await refused()).toMatchObject([{ code: 'INVALID_INPUT', path: ['memberId'] }]);
    await staff.ok(SETTINGS_UPDATE, { input: { burnNeedsVerifiedPhone: false } });
    await platform.owner.query(`UPDATE member.member SET status = 'FROZEN' WHERE brand_id = $1`, [shop.id]);
    expect(await refused()).toMatchObject([{ code: 'INVALID_INPUT', path: ['memberId'] }]);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 10 });
  });

  it('refuses, for 24 hours, whose phone was changed, and says until when', async () => {
    await grant(staff, buyer, 10);
    const { memberUpdate } = await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { phone: "0987654321" }) { member { phone } userErrors { message } } }', { id: buyer });
    expect(memberUpdate.member.phone).toBe('+886987654321');
    const held = async () => (await staff.run(BURN_HELD, { memberId: buyer, key: newKey() })).data.pointsBurn.userErrors;
    const [error] = await held();
    expect(error).toEqual({ __typename: 'PointsHeldError', code: 'POINTS_HELD', path: ['memberId'], until: expect.any(String) });
    await shop.advanceTo(new Date(Date.parse(error.until) - 60_000));
    expect(await held()).toEqual([error]);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 10 });
    await shop.advanceTo(new Date(error.until));
    expect(await held()).toEqual([]);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 9 });
  });
});

describe('time', () => {
  it('the published story, through the API and a movable clock (V-F1)', async () => {
    await shop.advanceTo(taipei('2026-01-10'));
    const until = (lastDay: string): object => ({ expiresAt: new Date(taipei(lastDay).getTime() + 86_400_000).toISOString() });
    await grant(staff, buyer, 100, until('2026-07-10'));
    await shop.advanceTo(taipei('2026-02-10'));
    await grant(staff, buyer, 50, until('2026-03-31'));
    await liveRule(staff, { points: 30 });
    await staff.ok(SETTINGS_UPDATE, { input: { pendingDays: 14, expiry: 'AFTER_MONTHS', expiryCount: 6 } });
    await shop.advanceTo(taipei('2026-03-01'));
    await upsert(staff, { member: { id: buyer }, placedAt: taipei('2026-03-01').toISOString(), lines: [line({ unitPrice: '100' })] });
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 150, pending: 30 });
    await shop.advanceTo(taipei('2026-03-05'));
    const { entry } = await burn(staff, buyer, 60);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 90, pending: 30 });
    await shop.advanceTo(taipei('2026-03-20'));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 120, pending: 0 });
    await shop.advanceTo(taipei('2026-04-01'));
    await shop.context((ctx) => ctx.use(Points).restore([readId('pte', entry.id) as string], ctx.now));
    await shop.context((ctx) => ctx.use(Points).restore([readId('pte', entry.id) as string], ctx.now));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 180, pending: 0, nextExpiry: { points: 50, on: '2026-05-01' } });
    const days: Record<string, number> = { '2026-05-01': 180, '2026-05-02': 130, '2026-07-10': 130, '2026-07-11': 30, '2026-09-15': 30, '2026-09-16': 0 };
    for (const [day, balance] of Object.entries(days)) {
      await shop.advanceTo(taipei(day));
      expect([day, (await walletOf(staff, buyer)).balance]).toEqual([day, balance]);
    }
    const { entries } = await walletOf(staff, buyer);
    expect(entries.nodes.map(({ kind, points: amount, balanceAfter }: Record<string, unknown>) => [kind, amount, balanceAfter]).reverse()).toEqual([
      ['EARN', 100, 100], ['EARN', 50, 150], ['EARN', 30, 150], ['BURN', -60, 90], ['RESTORE_BURN', 60, 180], ['EXPIRE', -50, 130], ['EXPIRE', -100, 30], ['EXPIRE', -30, 0],
    ]);
    expect((await events('points.expired')).map(({ at, payload }) => [at, payload.points])).toEqual([[taipei('2026-05-02'), 50], [taipei('2026-07-11'), 100], [taipei('2026-09-16'), 30]]);
  });

  it('expiry and maturity take effect at their instant, job or no job', async () => {
    const end = taipei('2026-01-06', '12:00:00');
    await grant(staff, buyer, 10, { expiresAt: end.toISOString() });
    const balanceAt = (at: Date): Promise<number | undefined> => platform.runtime.transaction({ ...staff.scope, now: at, readOnly: true }, async (ctx) => (await ctx.use(Points).balances([uuidOf(buyer)])).get(uuidOf(buyer)));
    expect(await balanceAt(new Date(end.getTime() - 1))).toBe(10);
    expect(await balanceAt(end)).toBe(0);
    const burnAt = (at: Date): Promise<readonly string[]> => platform.runtime.transaction({ ...staff.scope, now: at }, (ctx) => ctx.use(Points).burn([{ memberId: uuidOf(buyer), points: 1, at, cause: { module: 'test', key: 'burn' } }]));
    await expect(burnAt(end)).rejects.toThrow('1 points are needed, 0 can be spent.');
    await burnAt(new Date(end.getTime() - 1));
    await platform.runtime.transaction({ ...staff.scope, now: end }, (ctx) => ctx.use(Points).grant([{ memberId: uuidOf(buyer), points: 1, at: end, cause: { module: 'test', key: 'grant' } }]));
    const posted = await platform.rows('SELECT kind, points, balance_after, at FROM points.entry WHERE brand_id = $1 ORDER BY number', [shop.id]);
    expect(posted).toMatchObject([{ kind: 'EARN', points: 10 }, { kind: 'BURN', points: -1 }, { kind: 'EXPIRE', points: -9, balance_after: 0, at: end }, { kind: 'EARN', points: 1, balance_after: 1 }]);
  });

  it('reminds once per day and offset, of late points only most urgently', async () => {
    await grant(staff, buyer, 10, { expiresAt: taipei('2026-03-11').toISOString() });
    await grant(staff, buyer, 7, { expiresAt: taipei('2026-01-09').toISOString() });
    await shop.advance({ days: 90 });
    expect((await events('points.expiring')).map(({ at, payload }) => [at.toISOString().slice(0, 10), payload.points, payload.on, payload.daysBefore])).toEqual([
      ['2026-01-05', 7, '2026-01-08', 7], ['2026-01-06', 7, '2026-01-08', 1],
      ['2026-02-07', 10, '2026-03-10', 30], ['2026-03-02', 10, '2026-03-10', 7], ['2026-03-08', 10, '2026-03-10', 1],
    ]);
  });

  it('ends the same in one step of the clock or in many (INV-22)', async () => {
    const run = async (steps: readonly number[]) => {
      shop = await platform.brand();
      staff = shop.everything();
      buyer = await join(staff);
      await grant(staff, buyer, 10, { expiresAt: taipei('2026-01-20').toISOString() });
      await grant(staff, buyer, 5, { expiresAt: taipei('2026-02-20').toISOString() });
      for (const days of steps) await shop.advance({ days });
      const rows = await platform.rows('SELECT kind, points, balance_after, CASE kind WHEN \'EXPIRE\' THEN at END AS at FROM points.entry WHERE brand_id = $1 ORDER BY number', [shop.id]);
      const { balance, lifetimeEarned, lots } = await walletOf(staff, buyer);
      return { rows, balance, lifetimeEarned, lots: lots.map((lot: { remaining: number; state: string }) => [lot.remaining, lot.state]), told: (await events('points.expiring')).map(({ payload }) => [payload.on, payload.daysBefore]) };
    };
    expect(await run([60])).toEqual(await run([3, 7, 1, 20, 29]));
  });
});

describe('points that activity keeps alive', () => {
  beforeEach(async () => {
    await liveRule(staff);
    await staff.ok(SETTINGS_UPDATE, { input: { expiry: 'INACTIVITY_MONTHS', expiryCount: 1 } });
  });
  const ordered = (day: string, changes: object = {}) => upsert(staff, { externalId: day, member: { id: buyer }, placedAt: `${day}T10:00:00+08:00`, ...changes });
  const lots = async () => (await walletOf(staff, buyer)).lots.map((lot: { remaining: number; expiresAt: string }) => [lot.remaining, new Date(Date.parse(lot.expiresAt) + 8 * 3_600_000).toISOString().slice(0, 10)]);

  it('live on with every order and burn', async () => {
    await ordered('2026-01-05');
    expect(await lots()).toEqual([[12, '2026-02-06']]);
    await shop.advanceTo(taipei('2026-02-01'));
    await burn(staff, buyer, 2);
    expect(await lots()).toEqual([[10, '2026-03-02']]);
    await shop.advanceTo(taipei('2026-03-05'));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0 });
  });

  it('come back when activity becomes known late, and end the same in any order', async () => {
    await shop.advanceTo(taipei('2026-03-20'));
    await ordered('2026-01-05');
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, lots: [{ state: 'EXPIRED' }] });
    await ordered('2026-03-01');
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 12 });
    await ordered('2026-02-03');
    const revived = await lots();
    expect(revived).toEqual([[12, '2026-04-02'], [12, '2026-04-02'], [12, '2026-04-02']]);
    await ordered('2026-02-03', { revision: 2, updatedAt: '2026-02-10T10:00:00+08:00', status: 'VOIDED' });
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 12 });
  });

  it('keep the promise they were given when the rule changes (INV-21)', async () => {
    await ordered('2026-01-05');
    await staff.ok(SETTINGS_UPDATE, { input: { expiry: 'AFTER_DAYS', expiryCount: 1 } });
    await ordered('2026-01-04', { lines: [line({ unitPrice: '100' })] });
    expect(await lots()).toEqual([[1, '2026-01-06'], [12, '2026-02-06']]);
  });
});

describe('the service', () => {
  it('takes a grant back in parts, and what was spent of it is owed', async () => {
    const memberId = uuidOf(buyer);
    const give = () => shop.context((ctx) => ctx.use(Points).grant([{ memberId, points: 9, at: ctx.now, cause: { module: 'test', key: 'prize', detail: { prize: 'a' } } }]));
    const revoke = (lotId: string, portionBp: number) => shop.context((ctx) => ctx.use(Points).revoke([{ memberId, lotId }], portionBp, ctx.now));
    const [given] = await give();
    await revoke(given!.lotId, 5_000);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 5, lifetimeEarned: 5 });
    await revoke(given!.lotId, 5_000);
    await burn(staff, buyer, 5);
    await revoke(given!.lotId, 10_000);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: -5, debt: 5, lifetimeEarned: 0 });
  });

  it('adds up whatever is given in one transaction, from wherever', async () => {
    const memberId = uuidOf(buyer);
    const cause = (key: string) => ({ module: 'test', key });
    await shop.context(async (ctx) => {
      const service = ctx.use(Points);
      await Promise.all([
        service.grant([{ memberId, points: 5, at: ctx.now, cause: cause('a') }, { memberId, points: 6, at: ctx.now, cause: cause('b') }]),
        service.grant([{ memberId, points: 7, at: ctx.now, cause: cause('c') }]),
      ]);
      await service.burn([{ memberId, points: 17, at: ctx.now, cause: cause('d') }]);
    });
    const { balance, entries } = await walletOf(staff, buyer);
    expect(balance).toBe(1);
    expect(entries.nodes.map((entry: { balanceAfter: number }) => entry.balanceAfter)).toEqual([1, 18, 11, 5]);
  });

  it('is what the reward kind `points` gives and takes back', async () => {
    const memberId = uuidOf(buyer);
    const cause = { module: 'test', key: 'welcome', detail: { why: 'welcome' } };
    const problems = new Problems();
    await shop.context(async (ctx) => {
      expect(readReward(ctx, { kind: 'points', spec: { points: 0 } }, 'input.reward', problems)).toBeNull();
      const spec = readReward(ctx, { kind: 'points', spec: { points: 20, expiresAfterDays: 7 } }, 'input.reward', new Problems())!;
      expect(describeReward(ctx, spec)).toEqual({ kind: 'points', spec: { points: 20, expiresAfterDays: 7 }, description: '20 points, usable for 7 days' });
      await giveRewards(ctx, [{ ...spec, memberId, cause, at: ctx.now }]);
    });
    expect(problems.list).toMatchObject([{ path: ['input', 'reward', 'spec', 'points'] }]);
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 20, nextExpiry: { points: 20, on: '2026-01-12' } });
    await shop.context((ctx) => takeBackRewards(ctx, [cause]));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 0, lifetimeEarned: 0, lots: [{ state: 'REVERSED' }] });
  });

  it('merges wallets: points, debts, orders and what they depend on', async () => {
    await liveRule(staff);
    const other = await join(staff);
    await upsert(staff, { externalId: 'mine', member: { id: buyer } });
    await upsert(staff, { externalId: 'theirs', member: { id: other } });
    await burn(staff, other, 10);
    await upsert(staff, { externalId: 'theirs', member: { id: other }, revision: 2, updatedAt: '2026-01-05T11:00:00+08:00', status: 'VOIDED' });
    const owner = platform.runtime.registry.extensions('member', 'member-data').find(({ module }) => module.id === 'points')!.value.value as { merge: (ctx: object, ids: object) => Promise<void> };
    await shop.context((ctx) => owner.merge(ctx, { survivorId: uuidOf(buyer), loserId: uuidOf(other) }));
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 2, debt: 0, lifetimeEarned: 12 });
    expect(await walletOf(staff, other)).toMatchObject({ balance: 0, debt: 0, lifetimeEarned: 0, lots: [] });
    expect((await walletOf(staff, buyer)).entries.nodes[0]).toMatchObject({ kind: 'MERGE_IN', points: -10, balanceAfter: 2 });
  });
});
