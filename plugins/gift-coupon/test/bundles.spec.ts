import { setTimeout as sleep } from 'node:timers/promises';
import { giveRewards, RewardKinds, rewardsOfCauses, takeBackRewards, usedRewards } from '@regulars/member/contract';
import { definePlugin, extend, InvalidInputError, newUuid, readId, reject } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { z } from 'zod';
import { BUNDLE_CREATE, BUNDLE_ISSUE, BUNDLE_UPDATE, BUNDLES, WALLET } from './bundle-documents';
import { PAUSE, REDEEM } from './documents';
import { ask, basketOf, brandForEach, give, join, liveTemplate } from './support';

const RACERS = Number(process.env.REGULARS_COUPON_RACERS ?? 50);
const LONG = 30_000 + RACERS * 300; // ms

/** A reward kind that is sold out. */
const stall = definePlugin({
  id: 'stall', version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' },
  extensions: [
    extend(RewardKinds, { kind: 'lemon', spec: z.strictObject({}), describe: () => 'A lemon', grant: () => reject(new InvalidInputError('Sold out.')), revoke: () => Promise.resolve() }),
    extend(RewardKinds, {
      kind: 'voucher', spec: z.strictObject({}), describe: () => 'What turns out to be a coupon of template A', revoke: () => Promise.resolve(),
      grant: async (ctx, grants) => {
        await giveRewards(ctx, grants.map(({ memberId, at }) => ({ kind: 'gift-coupon', spec: { template: 'A', quantity: 1 }, memberId, at, cause: { module: 'stall', key: newUuid() } })));
        return grants.map(() => ({ receiptKey: 'given' }));
      },
    }),
  ],
});

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let other: TestCaller;

brandForEach((made) => {
  ({ platform, shop, staff } = made);
  other = staff.via(platform.node());
}, { plugins: [stall] });

const coupon = (template: string, quantity = 1): object => ({ reward: { kind: 'gift-coupon', spec: { template } }, quantity });
const ten = { reward: { kind: 'points', spec: { points: 10 } } };
const within = (bundle: string, quantity = 1): object => ({ reward: { kind: 'gift-bundle', spec: { bundle } }, quantity });
const bundleOf = async (items: readonly object[], onStockout = 'FAIL', name = 'Bundle'): Promise<string> => (await staff.one(BUNDLE_CREATE, { input: { name, items, onStockout } })).bundle.id as string;
const issueTo = async (bundleId: string, memberId: string, caller = staff): Promise<Data> => ask(caller, BUNDLE_ISSUE, { bundleId, memberId });
const codes = ({ userErrors }: Data): string[] => (userErrors as { code: string; path: string[] | null }[]).map(({ code, path }) => `${code} ${(path ?? []).join('.')}`);
const told = ({ issued }: Data): unknown[] => (issued as Data[]).map(({ item, coupons, skipped }) => [item.reward.kind, coupons.map(({ template }: Data) => template.code).join(' '), skipped?.code ?? null]);

/** What a member has: points, and codes of coupons' templates that are active. */
async function wallet(memberId: string): Promise<unknown> {
  const { points: purse, giftCoupons } = await staff.one(WALLET, { id: memberId });
  return [purse.balance, (giftCoupons.nodes as Data[]).filter(({ state }) => state === 'ACTIVE').map(({ template }) => template.code).sort((one: string, next: string) => one.localeCompare(next)).join(' ')];
}

const rows = async (table: string): Promise<number> => (await platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE brand_id = $1`, [shop.id]))[0]?.n ?? -1;

async function refused(document: string, variables: object): Promise<string[]> {
  const before = await shop.digest();
  const { data } = await staff.run(document, { key: newUuid(), ...variables });
  expect(await shop.digest()).toEqual(before);
  return codes(Object.values(data ?? {})[0] as Data);
}

it('gives points and coupons together, once, and says of what', async () => {
  await liveTemplate(staff, 'A', { stock: 5 });
  const b = await liveTemplate(staff, 'B');
  const memberId = await join(staff);
  const bundleId = await bundleOf([coupon('A', 2), ten, coupon(b)]);
  const key = newUuid();
  const given = await staff.one(BUNDLE_ISSUE, { bundleId, memberId, key });
  expect(told(given)).toEqual([['gift-coupon', 'A A', null], ['points', '', null], ['gift-coupon', 'B', null]]);
  expect(given.issued[0]).toMatchObject({ item: { quantity: 2 }, coupons: [{ state: 'ACTIVE', owner: { id: memberId }, history: [{ reason: 'ISSUED_BY_STAFF' }] }, {}], skipped: null });
  expect(await staff.one(BUNDLE_ISSUE, { bundleId, memberId, key })).toEqual(given);
  expect(await wallet(memberId)).toEqual([10, 'A A B']);
  expect((await staff.one('{ giftCouponTemplate(code: "A") { issued } }')).issued).toBe(2);
  expect(await rows('gift_coupon.bundle_gift')).toBe(1);
});

it('is all or nothing: whatever stands against one item, nothing is given', async () => {
  const [a, b, c, d] = [await liveTemplate(staff, 'A', { stock: 1 }), await liveTemplate(staff, 'B', { perMemberLimit: 1 }), await liveTemplate(staff, 'C'), await liveTemplate(staff, 'D', { validity: { fixedTo: '2026-01-05T03:00:00Z' } })];
  const memberId = await join(staff);
  await give(staff, b, memberId);
  await staff.ok(PAUSE, { id: c });
  const refusal = async (...items: readonly object[]): Promise<string[]> => refused(BUNDLE_ISSUE, { bundleId: await bundleOf([ten, ...items]), memberId });
  expect(await refusal(coupon(a, 2))).toEqual(['GIFT_COUPON_OUT_OF_STOCK bundleId']);
  expect(await refusal(coupon(a), coupon(a))).toEqual(['GIFT_COUPON_OUT_OF_STOCK bundleId']);
  expect(await refusal(coupon(a), coupon(b))).toEqual(['GIFT_COUPON_LIMIT_REACHED bundleId']);
  expect(await refusal(coupon(a), coupon(c))).toEqual(['INVALID_INPUT bundleId']);
  expect(await refusal(coupon(a), coupon(d))).toEqual(['INVALID_INPUT bundleId']);
  expect(await refusal(coupon(a), { reward: { kind: 'lemon', spec: {} } })).toEqual(['INVALID_INPUT ']);
  expect(await wallet(memberId)).toEqual([0, 'B']);
});

it('leaves out, where the bundle says so, what cannot be given, each with its reason', async () => {
  const [, b, c] = [await liveTemplate(staff, 'A', { stock: 1 }), await liveTemplate(staff, 'B', { perMemberLimit: 1 }), await liveTemplate(staff, 'C')];
  const memberId = await join(staff);
  await give(staff, b, memberId);
  await staff.ok(PAUSE, { id: c });
  const bundleId = await bundleOf([coupon('A', 2), { reward: { kind: 'lemon', spec: {} } }, ten, coupon('B'), coupon('C'), coupon('A')], 'SKIP');
  expect(told(await issueTo(bundleId, memberId))).toEqual([
    ['gift-coupon', '', 'OUT_OF_STOCK'], ['lemon', '', 'REFUSED'], ['points', '', null], ['gift-coupon', '', 'LIMIT_REACHED'], ['gift-coupon', '', 'NOT_LIVE'], ['gift-coupon', 'A', null],
  ]);
  expect(await wallet(memberId)).toEqual([10, 'A B']);
  expect((await platform.rows(`SELECT cause_key FROM member.reward_receipt WHERE brand_id = $1 AND kind = 'lemon'`, [shop.id]))).toEqual([]);
});

it.each(['FAIL', 'SKIP'])('%s: gives its own coupons before what gives some of the same', async (onStockout) => {
  await liveTemplate(staff, 'A', { stock: 1 });
  const voucher = { reward: { kind: 'voucher', spec: {} } };
  const memberId = await join(staff);
  const given = await staff.one(BUNDLE_ISSUE, { bundleId: await bundleOf([voucher, coupon('A')], onStockout), memberId, key: newUuid() });
  expect(told(given)).toEqual([['voucher', '', null], ['gift-coupon', 'A', null]]);
  expect(await wallet(memberId)).toEqual([0, 'A']);
});

it('skips a bundle within it whose coupons another item of it has given meanwhile', async () => {
  await liveTemplate(staff, 'A', { stock: 1 });
  const inner = await bundleOf([ten, coupon('A')]);
  const memberId = await join(staff);
  const given = await staff.one(BUNDLE_ISSUE, { bundleId: await bundleOf([{ reward: { kind: 'voucher', spec: {} } }, within(inner), ten], 'SKIP'), memberId, key: newUuid() });
  expect(told(given)).toEqual([['voucher', '', null], ['gift-bundle', '', 'REFUSED'], ['points', '', null]]);
  expect(await wallet(memberId)).toEqual([10, 'A']);
});

it('refuses whom and what there is not', async () => {
  const bundleId = await bundleOf([ten]);
  const memberId = await join(staff);
  expect(await refused(BUNDLE_ISSUE, { bundleId: 'gbn_none', memberId })).toEqual(['NOT_FOUND bundleId']);
  expect(await refused(BUNDLE_ISSUE, { bundleId, memberId: 'mbr_none' })).toEqual(['NOT_FOUND memberId']);
  const elsewhere = (await platform.brand({ plugins: ['gift-coupon'] })).everything();
  expect(await refused(BUNDLE_ISSUE, { bundleId, memberId: await join(elsewhere) })).toEqual(['NOT_FOUND memberId']);
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "f") { userErrors { message } } }', { id: memberId });
  expect(await refused(BUNDLE_ISSUE, { bundleId, memberId })).toEqual(['INVALID_INPUT memberId']);
});

describe('what a bundle is of', () => {
  it('is checked where it stands', async () => {
    const input = (items: readonly object[], name = 'B'): object => ({ input: { name, items } });
    expect(await refused(BUNDLE_CREATE, input([], ' '))).toEqual(['INVALID_INPUT input.name', 'INVALID_INPUT input.items']);
    expect(await refused(BUNDLE_CREATE, input(Array(21).fill(ten)))).toEqual(['INVALID_INPUT input.items']);
    expect(await refused(BUNDLE_CREATE, input([{ ...ten, quantity: 0 }, { ...ten, quantity: 101 }]))).toEqual(['INVALID_INPUT input.items.0.quantity', 'INVALID_INPUT input.items.1.quantity']);
    expect(await refused(BUNDLE_CREATE, input([{ reward: { kind: 'moon', spec: {} } }, coupon('NONE'), within('gbn_x')]))).toEqual([
      'INVALID_INPUT input.items.0.reward.kind', 'NOT_FOUND input.items.1.reward.spec.template', 'INVALID_INPUT input.items.2.reward.spec.bundle',
    ]);
    const hundred = await bundleOf([{ ...ten, quantity: 100 }]);
    expect(await refused(BUNDLE_CREATE, input([within(hundred, 2), ten]))).toEqual(['INVALID_INPUT input.items']);
  });

  it('is never the bundle itself, neither directly nor through others, nor when two close the circle at once', async () => {
    const a = await bundleOf([ten]);
    const b = await bundleOf([within(a), ten]);
    const c = await bundleOf([within(b), within(a)]);
    const change = (id: string, ...items: readonly object[]): object => ({ id, input: { name: 'B', items } });
    const path = 'GIFT_BUNDLE_CONTAINS_ITSELF input.items.1.reward.spec.bundle';
    for (const inner of [a, b, c]) expect(await refused(BUNDLE_UPDATE, change(a, ten, within(inner)))).toEqual([path]);
    const [x, y] = [await bundleOf([ten]), await bundleOf([ten])];
    const answers = await Promise.all([ask(staff, BUNDLE_UPDATE, change(x, ten, within(y))), ask(other, BUNDLE_UPDATE, change(y, ten, within(x)))]);
    expect(answers.flatMap(codes)).toEqual([path]);
  });

  it('changes for gifts from now on', async () => {
    await liveTemplate(staff, 'A');
    const id = await bundleOf([ten]);
    const memberId = await join(staff);
    await issueTo(id, memberId);
    expect((await staff.one(BUNDLE_UPDATE, { id, input: { name: 'New', items: [coupon('A'), ten], onStockout: 'SKIP' } })).bundle).toEqual({ id, name: 'New', items: [{ quantity: 1 }, { quantity: 1 }] });
    expect(told(await issueTo(id, memberId))).toEqual([['gift-coupon', 'A', null], ['points', '', null]]);
    expect(await wallet(memberId)).toEqual([20, 'A']);
    await bundleOf([within(id)], 'FAIL', 'Outer');
    expect(await staff.one(BUNDLES, { first: 1 })).toMatchObject({ nodes: [{ name: 'Outer', onStockout: 'FAIL', items: [{ quantity: 1, reward: { kind: 'gift-bundle', spec: { bundle: id } } }] }], totalCount: { value: 2 }, pageInfo: { hasNextPage: true } });
  });
});

describe('as a reward', () => {
  const cause = { module: 'stall', key: 'one' };
  const reward = async (bundle: string, memberId: string): Promise<void> =>
    shop.context((ctx) => giveRewards(ctx, [{ kind: 'gift-bundle', spec: { bundle }, memberId: readId('mbr', memberId) ?? '', cause, at: ctx.now }]));

  it('is given with the bundles in it, and taken back but for what was used', async () => {
    await liveTemplate(staff, 'A', { stock: 3 });
    const inner = await bundleOf([coupon('A'), ten]);
    const bundleId = await bundleOf([within(inner, 2), ten]);
    const memberId = await join(staff);
    await reward(bundleId, memberId);
    expect(await wallet(memberId)).toEqual([30, 'A A']);
    await shop.context((ctx) => takeBackRewards(ctx, [cause], 5_000));
    expect(await wallet(memberId)).toEqual([15, 'A']);
    await shop.context((ctx) => takeBackRewards(ctx, [cause]));
    expect(await wallet(memberId)).toEqual([0, '']);
    expect((await staff.one('{ giftCouponTemplate(code: "A") { issued } }')).issued).toBe(0);
  });

  it('is used once any of it was', async () => {
    await liveTemplate(staff, 'A');
    const bundleId = await bundleOf([coupon('A', 2)]);
    const memberId = await join(staff);
    await reward(bundleId, memberId);
    const used = (): Promise<number> => shop.context(async (ctx) => (await usedRewards(ctx, await rewardsOfCauses(ctx, [cause]))).size);
    const seen: number[] = [await used()];
    const { giftCoupons } = await staff.one('query ($id: ID!) { member(by: { id: $id }) { giftCoupons { nodes { code } } } }', { id: memberId });
    for (const [n, { code }] of (giftCoupons.nodes as Data[]).entries()) {
      await staff.ok(REDEEM, { code, basket: basketOf(`O${n}`), key: `use-${n}` });
      seen.push(await used());
    }
    expect(seen).toEqual([0, 1, 1]);
  });

  it('holds nobody up: all or nothing of what is out of stock is nothing, and that is written down', async () => {
    await liveTemplate(staff, 'A', { stock: 1 });
    const bundleId = await bundleOf([ten, coupon('A', 2)]);
    const memberId = await join(staff);
    await reward(bundleId, memberId);
    expect(await wallet(memberId)).toEqual([0, '']);
    const [gift] = await platform.rows<{ parts: { skipped: string }[] }>('SELECT parts FROM gift_coupon.bundle_gift WHERE brand_id = $1', [shop.id]);
    expect(gift?.parts.map(({ skipped }) => skipped)).toEqual(['NOT_ALONE', 'OUT_OF_STOCK']);
    await shop.context((ctx) => takeBackRewards(ctx, [cause]));
  });
});

it('waits for who is ahead, and then knows what is left', async () => {
  await liveTemplate(staff, 'A', { stock: 1 });
  const bundleId = await bundleOf([ten, coupon('A')]);
  const [first, second] = [await join(staff), await join(staff)];
  const waiting = async (): Promise<boolean> => (await platform.rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0;
  const { behind } = await shop.context(async (ctx) => {
    await giveRewards(ctx, [{ kind: 'gift-bundle', spec: { bundle: bundleId }, memberId: readId('mbr', first) ?? '', cause: { module: 'stall', key: 'ahead' }, at: ctx.now }]);
    const answer = other.run(BUNDLE_ISSUE, { bundleId, memberId: second, key: newUuid() });
    while (!(await waiting())) await sleep(5);
    return { behind: answer };
  });
  expect(codes((await behind).data?.giftBundleIssue as Data)).toEqual(['GIFT_COUPON_OUT_OF_STOCK bundleId']);
  expect([await wallet(first), await wallet(second)]).toEqual([[10, 'A'], [0, '']]);
});

describe('many at once on two gateways', () => {
  it.each([['FAIL', RACERS], ['SKIP', Math.ceil(RACERS / 4)]] as const)('%s: %i take a stock of 3 exactly; each has all of it or what is said', async (onStockout, racers) => {
    await liveTemplate(staff, 'A', { stock: 3 });
    await liveTemplate(staff, 'B', { stock: racers });
    const bundles = [await bundleOf([coupon('A'), ten, coupon('B')], onStockout), await bundleOf([coupon('B'), coupon('A'), ten], onStockout)];
    const members = await Promise.all(Array.from({ length: racers }, () => join(staff)));
    const answers = await Promise.all(members.map((memberId, n) => issueTo(bundles[n % 2] as string, memberId, n % 4 < 2 ? staff : other)));
    const wallets = await Promise.all(members.map(wallet));
    const whole = JSON.stringify([10, 'A B']);
    expect(wallets.filter((one) => JSON.stringify(one) === whole)).toHaveLength(3);
    expect(wallets.filter((one) => JSON.stringify(one) !== whole)).toEqual(Array(racers - 3).fill(onStockout === 'FAIL' ? [0, ''] : [10, 'B']));
    const losses = answers.flatMap((answer) => [...codes(answer), ...(answer.issued as Data[]).flatMap(({ skipped }) => (skipped ? [skipped.code as string] : []))]);
    expect(losses).toEqual(Array(racers - 3).fill(onStockout === 'FAIL' ? 'GIFT_COUPON_OUT_OF_STOCK bundleId' : 'OUT_OF_STOCK'));
  }, LONG);
});
