import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { payJob } from '../src/domain/pay-due';
import { MERGE, ORDER, PAUSE, PUBLISH, UNMERGE, UPDATE, VISIT } from './support/documents';
import { bind, bring, codeOf, join, JOIN_RULE, liveProgram, POINTS, programInput } from './support/programs';
import { referralShop } from './support/shop';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
referralShop((opened) => {
  ({ platform, shop, staff } = opened);
});

const share = (key: string, bp: number, level = 1, more: object = {}): object => ({ key, on: 'EVERY_ORDER', level, reward: { kind: 'points', spec: {} }, share: { bp }, ...more });
const CHAIN = { acknowledgement: 'FTC 2026-1', rules: [share('one', 500), share('two', 200, 2)] };

/** An order as its source has it by now; `refunded` of its one line. */
async function sell(externalId: string, memberId: string, amount: number, refunded = 0, more: object = {}): Promise<void> {
  const now = await shop.now();
  const key = newUuid();
  const input = { source: 'pos', externalId, member: { id: memberId }, placedAt: placed.get(externalId) ?? now.toISOString(), updatedAt: now.toISOString(), lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: String(amount), ...(refunded ? { refundedAmount: String(refunded) } : {}) }], ...more };
  placed.set(externalId, input.placedAt);
  await staff.ok(ORDER, { input, key });
  await platform.drain();
}
const placed = new Map<string, string>();
beforeEach(() => placed.clear());

const REWARDS = 'query ($id: ID!) { member(by: { id: $id }) { points { balance debt } referralRewards(first: 50) { nodes { rule level state amount given reason reward { spec } } } } }';
const rewardsOf = async (id: string): Promise<string[]> =>
  ((await staff.one(REWARDS, { id })).referralRewards.nodes as Data[]).map(({ rule, state, amount, given }) => `${rule as string} ${state as string} ${String(amount)}/${String(given)}`).reverse();
const balances = (...ids: string[]): Promise<number[]> =>
  Promise.all(ids.map(async (id) => { const { points: wallet } = await staff.one(REWARDS, { id }); return (wallet.balance as number) - (wallet.debt as number); }));

async function chain(more: object = CHAIN): Promise<[string, string, string, string]> {
  const programId = await liveProgram(staff, 'P', more);
  const a = await join(staff);
  const b = await bring(staff, programId, a);
  return [a, b, await bring(staff, programId, b), programId];
}

it('shares what a friend spends up the chain once it cannot be refunded, and takes the same shares back', async () => {
  const [a, b, c] = await chain();
  await sell('S', c, 1_000);
  expect([await rewardsOf(a), await rewardsOf(b), await rewardsOf(c)]).toEqual([['two PENDING 20/0'], ['one PENDING 50/0'], []]);
  await shop.advance({ days: 13, hours: 23 });
  expect(await balances(a, b, c)).toEqual([0, 0, 0]);
  await shop.advance({ hours: 2 });
  await platform.drain();
  expect(await balances(a, b, c)).toEqual([20, 50, 0]);
  await sell('S', c, 1_000, 400, { revision: 2 });
  expect(await balances(a, b, c)).toEqual([12, 30, 0]);
  expect([await rewardsOf(a), await rewardsOf(b)]).toEqual([['two PAID 12/12'], ['one PAID 30/30']]);
  // Told again, and as another revision of the same.
  await sell('S', c, 1_000, 400, { revision: 2 });
  await sell('S', c, 1_000, 400, { revision: 3 });
  expect(await balances(a, b)).toEqual([12, 30]);
  await sell('S', c, 1_000, 700, { revision: 4 });
  expect(await balances(a, b)).toEqual([6, 15]);
  // It was too much: what is due again is given again.
  await sell('S', c, 1_000, 667, { revision: 5 });
  expect([await rewardsOf(a), await rewardsOf(b)]).toEqual([['two PAID 6/6'], ['one PENDING 16/15']]);
  await shop.advance({ minutes: 2 });
  await platform.drain();
  expect(await balances(a, b)).toEqual([6, 16]);
  await sell('S', c, 1_000, 667, { revision: 6, status: 'VOIDED' });
  expect(await balances(a, b, c)).toEqual([0, 0, 0]);
  expect([await rewardsOf(a), await rewardsOf(b)]).toEqual([['two REVERSED 0/0'], ['one REVERSED 0/0']]);
  const { timeline } = await staff.one('query ($id: ID!) { member(by: { id: $id }) { timeline(first: 20) { nodes { __typename ... on ReferralRewardedEvent { amount } ... on ReferralReversedEvent { amount reward { rule } } } } } }', { id: b });
  expect((timeline.nodes as Data[]).filter(({ __typename }) => /^Referral/.test(__typename as string)).map(({ __typename, amount }) => `${__typename as string} ${String(amount ?? '')}`.trim()).reverse()).toEqual([
    'ReferralBoundEvent', 'ReferralQualifiedEvent', 'ReferralRewardedEvent 50', 'ReferralReversedEvent 20', 'ReferralReversedEvent 15', 'ReferralRewardedEvent 1', 'ReferralReversedEvent 16',
  ]);
});

it('lowers what was not given yet, and gives the rest when it is due', async () => {
  const [a, b, c] = await chain();
  await sell('S', c, 1_000);
  await sell('S', c, 1_000, 400, { revision: 2 });
  await sell('T', c, 500);
  await sell('T', c, 500, 500, { revision: 2 });
  expect([await rewardsOf(a), await rewardsOf(b)]).toEqual([['two PENDING 12/0', 'two REVERSED 0/0'], ['one PENDING 30/0', 'one REVERSED 0/0']]);
  await shop.advance({ days: 15 });
  await platform.drain();
  expect(await balances(a, b, c)).toEqual([12, 30, 0]);
  // Who is frozen when it is due is given nothing.
  await sell('U', c, 100);
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "looked at", idempotencyKey: "f") { userErrors { message } } }', { id: b });
  await shop.advance({ days: 15 });
  await platform.drain();
  expect([await rewardsOf(b), await balances(a, b)]).toEqual([['one PAID 30/30', 'one REVERSED 0/0', 'one REJECTED 5/0'], [14, 30]]);
  expect((await staff.one(REWARDS, { id: b })).referralRewards.nodes[0]).toMatchObject({ reason: 'NOT_ACTIVE' });
});

it('rewards joining, both sides; and the first and the nth order, wherever it stands by then', async () => {
  const [a, b] = await chain({ rules: [JOIN_RULE, { ...JOIN_RULE, key: 'welcome', to: 'REFEREE', reward: { ...POINTS, spec: { points: 10 } } },
    { key: 'first', on: 'NTH_ORDER', minNet: '100', holdDays: 0, reward: { kind: 'points', spec: { points: 100 } } },
    { key: 'third', on: 'NTH_ORDER', nth: 3, holdDays: 0, windowDays: 30, reward: { kind: 'points', spec: { points: 7 } } }] });
  await shop.advance({ minutes: 2 });
  await platform.drain();
  expect(await balances(a, b)).toEqual([50, 60]);
  await sell('small', b, 99);
  expect(await rewardsOf(a)).toEqual(['join PAID 1/1']);
  await sell('large', b, 100);
  await shop.advance({ minutes: 2 });
  await platform.drain();
  expect([await rewardsOf(a), await balances(a)]).toEqual([['join PAID 1/1', 'first PAID 1/1'], [150]]);
  await sell('third', b, 10);
  await shop.advance({ minutes: 2 });
  await platform.drain();
  expect(await balances(a)).toEqual([157]);
  // Another is the first now, and nothing is the third.
  await sell('later', b, 300);
  await sell('large', b, 100, 1, { revision: 2 });
  await shop.advance({ minutes: 2 });
  await platform.drain();
  expect([await rewardsOf(a), await balances(a)]).toEqual([['join PAID 1/1', 'first PAID 1/1', 'third PAID 1/1'], [157]]);
  await sell('later', b, 300, 0, { revision: 2, status: 'VOIDED' });
  await sell('small', b, 99, 0, { revision: 2, status: 'VOIDED' });
  expect([await rewardsOf(a), await balances(a)]).toEqual([['join PAID 1/1', 'first REVERSED 0/0', 'third REVERSED 0/0'], [50]]);
  await shop.skip({ days: 31 });
  await sell('late', b, 300);
  await sell('later', b, 5);
  await shop.advance({ minutes: 2 });
  await platform.drain();
  expect(await rewardsOf(a)).toEqual(['join PAID 1/1', 'first PAID 1/1', 'third REVERSED 0/0']);
});

it('keeps to its limits, and to the rules by which a friend came', async () => {
  const [a, b, c, programId] = await chain({ rules: [share('one', 1_000, 1, { mostPerOrder: 40, mostPerReferee: 90, mostPerMonth: 100, holdDays: 0 })] });
  const d = await bring(staff, programId, b);
  await sell('1', c, 1_000);
  await sell('2', c, 300);
  await sell('3', c, 1_000);
  await sell('4', d, 1_000);
  expect(await rewardsOf(b)).toEqual(['one PENDING 40/0', 'one PENDING 30/0', 'one PENDING 20/0', 'one PENDING 10/0']);
  await sell('2', c, 300, 100, { revision: 2 });
  expect((await rewardsOf(b))[1]).toBe('one PENDING 20/0');
  await shop.skip({ days: 31 });
  await sell('5', d, 1_000);
  expect((await rewardsOf(b)).at(-1)).toBe('one PENDING 40/0');
  await staff.ok(PAUSE, { id: programId });
  await staff.ok(UPDATE, { id: programId, input: programInput('P', { rules: [share('one', 100, 1, { holdDays: 0 })] }) });
  await staff.ok(PUBLISH, { id: programId });
  const e = await bring(staff, programId, a);
  await sell('6', d, 200);
  await sell('7', e, 200);
  expect([(await rewardsOf(b)).at(-1), await rewardsOf(a)]).toEqual(['one PENDING 20/0', ['one PENDING 2/0']]);
});

it('gives nobody anything for themselves, or for who was a member before, and follows members who are merged', async () => {
  const [a, b, c] = await chain();
  await sell('S', c, 1_000);
  const twin = await join(staff);
  const { operationId } = await staff.one(MERGE, { survivorId: twin, loserId: b, key: 'm' });
  expect(await rewardsOf(twin)).toEqual(['one PENDING 50/0']);
  await staff.ok(UNMERGE, { id: operationId, key: 'u' });
  expect([await rewardsOf(twin), await rewardsOf(b)]).toEqual([[], ['one PENDING 50/0']]);
  // The friend is who brought them.
  await staff.ok(MERGE, { survivorId: b, loserId: c, key: 'n' });
  await shop.advance({ days: 15 });
  await platform.drain();
  expect([await rewardsOf(a), await rewardsOf(b), await balances(a, b)]).toEqual([['two REJECTED 20/0'], ['one REJECTED 50/0'], [0, 0]]);
  // The friend is somebody the brand knew long before.
  const [f, programId] = [await join(staff), await liveProgram(staff, 'Q')];
  const old = await join(staff);
  await shop.skip({ days: 20 });
  const g = await bring(staff, programId, f);
  await staff.ok(MERGE, { survivorId: old, loserId: g, key: 'o' });
  await shop.advance({ minutes: 2 });
  await platform.drain();
  expect([await rewardsOf(f), (await staff.one(REWARDS, { id: f })).referralRewards.nodes[0].reason]).toEqual([['join REJECTED 1/0'], 'NOT_NEW']);
  // Who is erased is given nothing more.
  await bring(staff, programId, old);
  await staff.ok('mutation ($id: ID!) { memberErase(id: $id, reason: "asked", idempotencyKey: "e") { userErrors { code message } } }', { id: old });
  expect(await platform.rows('SELECT state, reason FROM referral.reward WHERE brand_id = $1 AND reason = $2', [shop.id, 'ERASED'])).toEqual([{ state: 'REJECTED', reason: 'ERASED' }]);
});

it('takes back what was given for a friend who was merged since', async () => {
  const [a, b, c] = await chain();
  await sell('S', c, 1_000);
  await shop.advance({ days: 15 });
  await platform.drain();
  expect(await balances(a, b)).toEqual([20, 50]);
  // The friend is who brought them: the order is theirs now, and nothing more is given for it.
  await staff.ok(MERGE, { survivorId: b, loserId: c, key: 'm' });
  await sell('S', b, 1_000, 400, { revision: 2 });
  expect(await balances(a, b)).toEqual([12, 30]);
  await sell('T', b, 1_000);
  expect([await rewardsOf(a), await rewardsOf(b)]).toEqual([['two PAID 12/12', 'one PENDING 50/0'], ['one PAID 30/30']]);
  await sell('S', b, 1_000, 400, { revision: 3, status: 'VOIDED' });
  expect(await balances(a, b)).toEqual([0, 0]);
});

it('pays for the first order of one person once, also when both of two had bought before they proved to be one', async () => {
  const programId = await liveProgram(staff, 'P', { rules: [{ key: 'first', on: 'NTH_ORDER', holdDays: 2, reward: POINTS }] });
  const [a, d] = [await join(staff), await join(staff)];
  const b = await bring(staff, programId, a);
  await sell('X', b, 300);
  await shop.advance({ days: 2, minutes: 2 });
  const [e, c] = [await bring(staff, programId, d), await bring(staff, programId, d)];
  await sell('Y', e, 300);
  await sell('Z', c, 300);
  expect([await balances(a, d), await rewardsOf(d)]).toEqual([[50, 0], ['first PENDING 1/0', 'first PENDING 1/0']]);
  const { operationId } = await staff.one(MERGE, { survivorId: e, loserId: b, key: 'm' });
  // Nothing of theirs is told again before it is due.
  await shop.advance({ days: 2, minutes: 2 });
  await platform.drain();
  expect([await balances(a, d), await rewardsOf(d)]).toEqual([[50, 50], ['first REVERSED 0/0', 'first PAID 1/1']]);
  await sell('Y', e, 300, 1, { revision: 2 });
  await sell('W', e, 100);
  expect(await rewardsOf(d)).toEqual(['first REVERSED 0/0', 'first PAID 1/1']);
  // Two after all: what one gave for each is due.
  await staff.ok(UNMERGE, { id: operationId, key: 'u' });
  await platform.drain();
  expect([await rewardsOf(a), await rewardsOf(d)]).toEqual([['first PAID 1/1'], ['first PENDING 1/0', 'first PAID 1/1']]);
  // One again: what is told of them before it is due has it given to one of the two, and then to the other.
  await staff.ok(MERGE, { survivorId: e, loserId: b, key: 'n' });
  await sell('Y', e, 300, 2, { revision: 3 });
  expect(await rewardsOf(d)).toEqual(['first REVERSED 0/0', 'first PAID 1/1']);
  await sell('X', e, 300, 0, { revision: 2, status: 'VOIDED' });
  await shop.advance({ minutes: 2 });
  await platform.drain();
  expect([await rewardsOf(a), await rewardsOf(d), await balances(a, d)]).toEqual([['first REVERSED 0/0'], ['first PAID 1/1', 'first PAID 1/1'], [0, 100]]);
});

it('gives nothing up the chain for what was ordered before somebody stood there', async () => {
  const programId = await liveProgram(staff, 'P', CHAIN);
  const [a, b] = [await join(staff), await join(staff)];
  const c = await bring(staff, programId, b);
  await sell('early', c, 1_000);
  await shop.skip({ hours: 1 });
  expect(await bind(staff, b, await codeOf(staff, programId, a))).toEqual([]);
  await sell('early', c, 1_000, 0, { revision: 2 });
  await sell('late', c, 500);
  expect([await rewardsOf(a), await rewardsOf(b)]).toEqual([['two PENDING 10/0'], ['one PENDING 50/0', 'one PENDING 25/0']]);
  // What earlier versions have written is not given either.
  await platform.rows('UPDATE referral.reward SET at = at - interval \'2 hours\' WHERE brand_id = $1 AND rule_key = \'two\'', [shop.id]);
  await shop.advance({ days: 15 });
  await platform.drain();
  expect([await rewardsOf(a), await balances(a, b)]).toEqual([['two REJECTED 10/0'], [0, 75]]);
});

it('tells the way from the link to what friends spend', async () => {
  const [a, b, c, programId] = await chain();
  const page = shop.as({ audience: 'member', kind: 'anonymous', name: 'page' });
  const code = await codeOf(staff, programId, b);
  for (const key of ['x', 'y', 'z']) await page.ok(VISIT, { code, key });
  const d = await join(staff, { recruitmentLink: (await page.one(VISIT, { code, key: 'z' })).recruitmentLink });
  await sell('1', c, 1_000);
  await sell('1', c, 1_000, 400, { revision: 2 });
  await sell('2', d, 100);
  await shop.advance({ days: 15 });
  await sell('3', d, 50);
  await shop.advance({ days: 20 });
  const RESULTS = 'links clicks joins joinRateBp qualified rewarded orders net { amount } pendingRewards rejectedRewards';
  const { results, retention } = await staff.one(`query ($id: ID!) { referralProgram(id: $id) { results { ${RESULTS} } retention { days friends returned } } }`, { id: programId });
  expect(results).toEqual({ links: 2, clicks: 3, joins: 3, joinRateBp: 3_333, qualified: 2, rewarded: 2, orders: 3, net: { amount: '750' }, pendingRewards: 0, rejectedRewards: 0 });
  expect(retention).toEqual([{ days: 30, friends: 2, returned: 1 }, { days: 60, friends: 0, returned: 0 }, { days: 90, friends: 0, returned: 0 }]);
  const referrers = await staff.one(`query ($id: ID!) { referralReferrers(programId: $id) { member { id } results { ${RESULTS} } } }`, { id: programId });
  expect(referrers).toEqual([
    { member: { id: b }, results: { links: 1, clicks: 3, joins: 2, joinRateBp: 3_333, qualified: 2, rewarded: 2, orders: 3, net: { amount: '750' }, pendingRewards: 0, rejectedRewards: 0 } },
    { member: { id: a }, results: { links: 1, clicks: 0, joins: 1, joinRateBp: null, qualified: 0, rewarded: 0, orders: 0, net: { amount: '0' }, pendingRewards: 0, rejectedRewards: 0 } },
  ]);
});

it('pays once, and takes back once, whoever does it at the same time', async () => {
  const [a, b, c] = await chain({ ...CHAIN, rules: [share('one', 500, 1, { holdDays: 1 }), share('two', 200, 2, { holdDays: 1 })] });
  for (let n = 0; n < 10; n++) await sell(`S${n}`, c, 1_000);
  await shop.skip({ days: 2 });
  const now = await shop.now();
  const back = Array.from({ length: 10 }, (_, n) => ({ source: 'pos', externalId: `S${n}`, member: { id: c }, placedAt: placed.get(`S${n}`), updatedAt: now.toISOString(), revision: 2, lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '1000', refundedAmount: '400' }] }));
  // Two workers pay what is due, while every order is given back in part, and the workers settle that.
  await Promise.all([
    ...[0, 1].map(() => shop.context(async (ctx) => void (await payJob.run(ctx)))),
    ...back.map((input) => staff.ok(ORDER, { input, key: newUuid() })),
    platform.drain(),
  ]);
  await platform.drain();
  await shop.advance({ minutes: 2 });
  await platform.drain();
  expect(await balances(a, b, c)).toEqual([120, 300, 0]);
  expect([new Set(await rewardsOf(a)), new Set(await rewardsOf(b))]).toEqual([new Set(['two PAID 12/12']), new Set(['one PAID 30/30'])]);
});
