import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { points } from '../src';
import { join, liveRule, rule, RULE_ACTIVATE, RULE_CREATE, RULE_END, RULE_UPDATE, RULES, SETTINGS_UPDATE, upsert, walletOf } from './documents';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  shop = await platform.brand();
  staff = shop.everything();
});

const create = async (changes: object = {}): Promise<string> => (await staff.one(RULE_CREATE, { input: rule(changes) })).rule.id as string;
const rules = async (): Promise<unknown[]> => (await staff.ok(RULES)).earnRules.map(({ code, state, version }: Record<string, unknown>) => [code, version, state]);

describe('an earn rule', () => {
  it('is a draft, goes live, gets a draft beside it, is replaced, and ends', async () => {
    const id = await create();
    expect(await rules()).toEqual([['base', 1, 'DRAFT']]);
    expect(await staff.one(RULE_UPDATE, { id, input: rule({ points: 2 }) })).toMatchObject({ rule: { id, version: 1, state: 'DRAFT' } });
    expect(await staff.one(RULE_ACTIVATE, { id })).toMatchObject({ rule: { id, version: 1, state: 'LIVE', liveTo: null } });
    expect(await staff.one(RULE_UPDATE, { id, input: rule({ points: 3 }) })).toMatchObject({ rule: { id, version: 2, state: 'DRAFT' } });
    expect(await rules()).toEqual([['base', 1, 'LIVE'], ['base', 2, 'DRAFT']]);
    expect((await staff.one('query ($id: ID!) { node(id: $id) { ... on EarnRule { version points state scope { skus windows { from } } amount basis } } }', { id })))
      .toEqual({ version: 1, points: 2, state: 'LIVE', scope: { skus: null, windows: [] }, amount: '100', basis: 'CASH_PAID' });
    await staff.ok(RULE_ACTIVATE, { id });
    expect(await rules()).toEqual([['base', 2, 'LIVE']]);
    expect(await staff.one(RULE_END, { id })).toMatchObject({ rule: { version: 2, state: 'ENDED' } });
    expect(await rules()).toEqual([['base', 2, 'ENDED']]);
    expect((await staff.one('{ earnRules(states: [LIVE, DRAFT]) { id } }'))).toEqual([]);
  });

  it('counts for orders placed while it was live, and a new version from its activation on', async () => {
    const id = await liveRule(staff, {}, '2026-01-01T00:00:00+08:00');
    await staff.ok(RULE_UPDATE, { id, input: rule({ points: 10 }) });
    await staff.ok(RULE_ACTIVATE, { id, at: '2026-01-03T00:00:00+08:00' });
    await staff.ok(RULE_END, { id, at: '2026-01-04T00:00:00+08:00' });
    const buyer = await join(staff);
    const given = async (day: string): Promise<number> => (await upsert(staff, { externalId: day, member: { id: buyer }, placedAt: `${day}T12:00:00+08:00` })).effects[0].amount;
    expect([await given('2025-12-31'), await given('2026-01-02'), await given('2026-01-03'), await given('2026-01-04')]).toEqual([0, 12, 120, 0]);
  });

  it('may go live before it was made, for orders that have not come in yet', async () => {
    const buyer = await join(staff);
    const early = { externalId: 'early', member: { id: buyer }, placedAt: '2009-12-01T09:00:00Z' };
    await upsert(staff, early);
    await liveRule(staff, { startsAt: '2009-01-01T00:00:00Z' }, '2009-01-01T00:00:00Z');
    await upsert(staff, { ...early, externalId: 'late' });
    await upsert(staff, { ...early, revision: 2, updatedAt: '2026-01-05T10:00:00+08:00', status: 'FULFILLED' });
    expect(await walletOf(staff, buyer)).toMatchObject({ balance: 12, entries: { nodes: [{ order: { externalId: 'late' } }] } });
  });

  it('is live from its own start when that has passed and nothing else is said', async () => {
    const id = await create({ startsAt: '2025-06-01T00:00:00Z' });
    expect(await staff.one(RULE_ACTIVATE, { id })).toMatchObject({ rule: { liveFrom: '2025-06-01T00:00:00.000Z' } });
  });

  it.each([
    ['a code that is taken', rule(), 'input.code'],
    ['a code with spaces', rule({ code: 'a b' }), 'input.code'],
    ['no name', rule({ code: 'x', name: ' ' }), 'input.name'],
    ['an amount rule without an amount', rule({ code: 'x', amount: null }), 'input.amount'],
    ['an amount of nothing', rule({ code: 'x', amount: '0' }), 'input.amount'],
    ['an amount finer than the currency', rule({ code: 'x', amount: '0.5' }), 'input.amount'],
    ['points below one', rule({ code: 'x', points: 0 }), 'input.points'],
    ['a multiplier with points', rule({ code: 'x', kind: 'MULTIPLIER', amount: null, multiplierBp: 20_000 }), 'input.points'],
    ['a multiplier without one', rule({ code: 'x', kind: 'MULTIPLIER', amount: null, points: null }), 'input.multiplierBp'],
    ['an end before the start', rule({ code: 'x', startsAt: '2026-02-01T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' }), 'input.endsAt'],
    ['tiers that nobody is in', rule({ code: 'x', tierCodes: [] }), 'input.tierCodes'],
    ['a window of a day that is none', rule({ code: 'x', scope: { windows: [{ weekdays: [8] }] } }), 'input.scope.windows.0.weekdays.0'],
  ])('is refused with %s', async (_, input, path) => {
    await create();
    const before = await shop.digest();
    const answer = await staff.run(RULE_CREATE, { input });
    expect(answer.data.earnRuleCreate).toMatchObject({ rule: null, userErrors: [{ code: 'INVALID_INPUT', path: path.split('.') }] });
    expect(await shop.digest()).toEqual(before);
  });

  it('is refused what its state does not allow', async () => {
    const id = await create();
    const refused = async (document: string, variables: object) => Object.values((await staff.run(document, { id, ...variables })).data as Record<string, { userErrors: object[] }>)[0]!.userErrors;
    expect(await refused(RULE_END, {})).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['id'] }]);
    await staff.ok(RULE_ACTIVATE, { id });
    expect(await refused(RULE_ACTIVATE, {})).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['id'] }]);
    expect(await refused(RULE_UPDATE, { input: rule({ code: 'other' }) })).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', 'code'] }]);
    await staff.ok(RULE_END, { id });
    expect(await refused(RULE_UPDATE, { input: rule() })).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['id'] }]);
    expect(await refused(RULE_END, { id: 'ern_00000000000000000000000000' })).toMatchObject([{ code: 'NOT_FOUND', path: ['id'] }]);
  });
});

describe('points settings', () => {
  const SETTINGS = '{ pointsSettings { version pendingDays expiry expiryCount onShortfall onBurnRefund restoreGraceDays rounding maxMultiplierBp maxPointsPerOrder burnNeedsVerifiedPhone worth remindDaysBefore } }';

  it('have defaults, change field by field, and count their versions', async () => {
    const defaults = {
      version: 1, pendingDays: 0, expiry: 'NEVER', expiryCount: 0, onShortfall: 'DEBT', onBurnRefund: 'RESTORE_WITH_GRACE', restoreGraceDays: 30, rounding: 'FLOOR',
      maxMultiplierBp: null, maxPointsPerOrder: null, burnNeedsVerifiedPhone: false, worth: null, remindDaysBefore: [30, 7, 1],
    };
    expect(await staff.one(SETTINGS)).toEqual(defaults);
    expect(await staff.one(SETTINGS_UPDATE, { input: { expiry: 'AFTER_MONTHS', expiryCount: 12, worth: '0.25', maxMultiplierBp: 30_000, remindDaysBefore: [3, 14] }, expectedVersion: 1 })).toMatchObject({ settings: { version: 2 } });
    await staff.ok(SETTINGS_UPDATE, { input: { maxMultiplierBp: null, pendingDays: 7 } });
    expect(await staff.one(SETTINGS)).toEqual({ ...defaults, version: 3, expiry: 'AFTER_MONTHS', expiryCount: 12, worth: '0.2500', pendingDays: 7, remindDaysBefore: [14, 3] });
  });

  it.each([
    ['a stale version', { input: { pendingDays: 1 }, expectedVersion: 7 }, 'VERSION_CONFLICT', 'expectedVersion'],
    ['negative days', { input: { pendingDays: -1 } }, 'INVALID_INPUT', 'input.pendingDays'],
    ['months that are none', { input: { expiry: 'AFTER_MONTHS', expiryCount: 0 } }, 'INVALID_INPUT', 'input.expiryCount'],
    ['a reminder twice', { input: { remindDaysBefore: [7, 7] } }, 'INVALID_INPUT', 'input.remindDaysBefore'],
    ['a point worth nothing', { input: { worth: '0' } }, 'INVALID_INPUT', 'input.worth'],
    ['a worth too fine', { input: { worth: '0.00001' } }, 'INVALID_INPUT', 'input.worth'],
  ])('are refused with %s', async (_, variables, code, path) => {
    const before = await shop.digest();
    expect((await staff.run(SETTINGS_UPDATE, variables)).data.pointsSettingsUpdate).toMatchObject({ settings: null, userErrors: [{ code, path: path.split('.') }] });
    expect(await shop.digest()).toEqual(before);
  });
});
