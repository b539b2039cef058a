import { newUuid, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { newQrToken } from '../src/domain/qr-tokens';
import { COUPON, ORDER, REDEEM, RELEASE, RESERVE, REVERSE, REVOKE } from './documents';
import { ask, basketOf, brandForEach, give, join, liveTemplate, PLACED } from './support';

const RACERS = Number(process.env.REGULARS_COUPON_RACERS ?? 50);
const LONG = 30_000 + RACERS * 300; // ms

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let other: TestCaller;
let memberId: string;

brandForEach(async (made) => {
  ({ platform, shop, staff } = made);
  other = staff.via(platform.node());
  memberId = await join(staff);
}, { currency: 'TWD' });

const redeem = (code: string, basket: object, caller = staff): Promise<Data> => ask(caller, REDEEM, { code, basket });
const reasonsOf = ({ userErrors }: Data): string[] => (userErrors as { reasons?: { code: string }[]; code: string }[]).flatMap(({ reasons, code }) => reasons?.map((reason) => reason.code) ?? [code]);
const sell = (input: object): Promise<Data> => staff.one(ORDER, { input, key: newUuid() });
const redemptions = async (): Promise<number> => (await platform.rows<{ n: number }>('SELECT count(*)::int AS n FROM gift_coupon.redemption WHERE brand_id = $1 AND reversed_at IS NULL', [shop.id]))[0]?.n ?? -1;

it('takes off what its benefit says, once, and is linked to the order whenever that comes', async () => {
  const { code, id } = await give(staff, await liveTemplate(staff, 'A'), memberId);
  const key = newUuid();
  const first = (await staff.one(REDEEM, { code, basket: basketOf('O1'), key }));
  expect(first).toMatchObject({ redemption: { discount: { amount: '20' }, order: null }, coupon: { id, state: 'REDEEMED', usesLeft: 0 } });
  expect((await staff.one(REDEEM, { code, basket: basketOf('O1'), key })).redemption.id).toBe(first.redemption.id);
  const { order: sold } = await sell(basketOf('O1'));
  expect((await staff.one('query ($id: ID!) { node(id: $id) { ... on GiftCouponRedemption { order { id } coupon { state } } } }', { id: first.redemption.id }))).toEqual({ order: { id: sold.id }, coupon: { state: 'REDEEMED' } });
  expect((await staff.one('query ($id: ID!) { giftCoupon(id: $id) { history { to reason order { id } } } }', { id })).history).toEqual([
    { to: 'ACTIVE', reason: 'ISSUED_BY_STAFF', order: null }, { to: 'REDEEMED', reason: 'REDEEMED', order: { id: sold.id } },
  ]);
  expect(reasonsOf(await redeem(code, basketOf('O2')))).toEqual(['ALREADY_REDEEMED']);
  expect(await redemptions()).toBe(1);
});

it('answers every reason, writes nothing but what it was refused for, and judges at the time of the sale', async () => {
  await staff.ok('mutation { a: storeCreate(input: { code: "S1", name: "One" }) { userErrors { message } } b: storeCreate(input: { code: "S2", name: "Two" }) { userErrors { message } } }');
  const templateId = await liveTemplate(staff, 'A', {
    validity: { fixedFrom: '2026-01-05T03:30:00Z', fixedTo: '2026-01-20T00:00:00Z' }, minSpend: '500', stores: ['S1'], channels: ['ONLINE'], window: { weekdays: [7] }, skus: ['COFFEE'],
  });
  const { code } = await give(staff, templateId, memberId);
  const before = await shop.digest();
  const basket = basketOf('O1', { storeCode: 'S2', member: { id: await join(staff) }, placedAt: '2026-01-05T03:00:00Z' });
  expect(reasonsOf(await redeem(code, basket))).toEqual(['NOT_YET_VALID', 'NOT_OWNER', 'WRONG_STORE', 'WRONG_CHANNEL', 'OUTSIDE_WINDOW', 'MIN_SPEND', 'NOTHING_TO_DISCOUNT']);
  const changed = Object.entries(await shop.digest()).filter(([table, digest]) => before[table] !== digest).map(([table]) => table);
  expect(changed.filter((table) => table.startsWith('gift_coupon.'))).toEqual(['gift_coupon.refusal']);
});

it('is good at a till that was offline when it was sold, though it has expired by the time the till tells of it', async () => {
  const { code, id } = await give(staff, await liveTemplate(staff, 'A', { validity: { daysAfterIssue: 0 } }), memberId);
  await shop.advanceTo(new Date('2026-01-06T02:00:00Z'));
  expect((await staff.one(COUPON, { id })).state).toBe('EXPIRED');
  expect(reasonsOf(await redeem(code, basketOf('LATE', { placedAt: '2026-01-05T16:00:00Z' })))).toEqual(['EXPIRED']);
  expect((await redeem(code, basketOf('LATE', { placedAt: '2026-01-05T15:59:00Z' }))).coupon.state).toBe('REDEEMED');
});

it('is good at a till whose clock lies ten minutes behind, from the moment it was issued', async () => {
  const { code, validFrom } = await give(staff, await liveTemplate(staff, 'A', { validity: { daysAfterIssue: 3 } }), memberId);
  const behind = (ms: number): object => basketOf('O1', { placedAt: new Date(Date.parse(validFrom) - ms).toISOString() });
  expect(reasonsOf(await redeem(code, behind(600_001)))).toEqual(['NOT_YET_VALID']);
  expect((await redeem(code, behind(600_000))).coupon.state).toBe('REDEEMED');
});

it('is not good before a beginning that was planned, nor for a sale from before it was issued that is told of later', async () => {
  const planned = await give(staff, await liveTemplate(staff, 'A', { validity: { fixedFrom: '2026-01-05T04:05:00Z', fixedTo: '2026-01-20T00:00:00Z' } }), memberId);
  const given = await give(staff, await liveTemplate(staff, 'B', { validity: { daysAfterIssue: 3 } }), memberId);
  const before = (externalId: string, { validFrom }: { validFrom: string }): object => basketOf(externalId, { placedAt: new Date(Date.parse(validFrom) - 60_000).toISOString() });
  await shop.advance({ minutes: 10 });
  expect(reasonsOf(await redeem(planned.code, before('O1', planned)))).toEqual(['NOT_YET_VALID']);
  await shop.advance({ minutes: 10 });
  expect(reasonsOf(await redeem(given.code, before('O1', given)))).toEqual(['NOT_YET_VALID']);
  expect(await redemptions()).toBe(0);
});

it('is not used up where it takes nothing off, unless it is for a thing or a service', async () => {
  const free = await liveTemplate(staff, 'FREE', { stacking: 'STACKABLE', benefit: { kind: 'FREE_ITEM', sku: 'CAKE' } });
  const [one, two] = [await give(staff, free, memberId), await give(staff, free, memberId)];
  const wash = await give(staff, await liveTemplate(staff, 'WASH', { stacking: 'STACKABLE', benefit: { kind: 'SERVICE' } }), memberId);
  expect((await redeem(one.code, basketOf('O1'))).redemption.discount).toEqual({ amount: '80' });
  expect(reasonsOf(await redeem(two.code, basketOf('O1')))).toEqual(['NOTHING_TO_DISCOUNT']);
  expect([(await staff.one(COUPON, { id: two.id })).state, await redemptions()]).toEqual(['ACTIVE', 1]);
  expect((await redeem(wash.code, basketOf('O1'))).redemption.discount).toEqual({ amount: '0' });
});

it('can be used as often as its template says, on as many orders', async () => {
  const { code } = await give(staff, await liveTemplate(staff, 'A', { usesPerCoupon: 2, stacking: 'STACKABLE' }), memberId);
  const first = await redeem(code, basketOf('O1'));
  expect(first.coupon).toMatchObject({ state: 'ACTIVE', usesLeft: 1 });
  expect(reasonsOf(await redeem(code, basketOf('O1')))).toEqual(['ALREADY_ON_ORDER']);
  expect((await redeem(code, basketOf('O2'))).coupon).toMatchObject({ state: 'REDEEMED', usesLeft: 0 });
  expect((await staff.one(REVERSE, { id: first.redemption.id, key: newUuid() })).coupon).toEqual({ state: 'ACTIVE', usesLeft: 1 });
  expect((await staff.run(REVERSE, { id: first.redemption.id, key: newUuid() })).data?.giftCouponReverse.userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
  expect((await redeem(code, basketOf('O3'))).coupon).toMatchObject({ state: 'REDEEMED', usesLeft: 0 });
  expect(await redemptions()).toBe(2);
});

it('goes with others on one order only where both may, and all together take off no more than there is', async () => {
  const amount = { benefit: { kind: 'AMOUNT', amount: '150' } };
  const [a, b, c] = [await liveTemplate(staff, 'A', { ...amount, stacking: 'STACKABLE' }), await liveTemplate(staff, 'B', { ...amount, stacking: 'STACKABLE' }), await liveTemplate(staff, 'C', amount)];
  const [one, two, alone] = [await give(staff, a, memberId), await give(staff, b, memberId), await give(staff, c, memberId)];
  expect((await redeem(one.code, basketOf('O1'))).redemption.discount.amount).toBe('150');
  expect(reasonsOf(await redeem(alone.code, basketOf('O1')))).toEqual(['NOT_STACKABLE']);
  expect((await redeem(two.code, basketOf('O1'))).redemption.discount.amount).toBe('50');
  expect((await redeem(alone.code, basketOf('O2'))).redemption.discount.amount).toBe('150');
});

it('gives a reward, and takes it back with the redemption', async () => {
  const { code } = await give(staff, await liveTemplate(staff, 'A', { benefit: { kind: 'REWARD', reward: { kind: 'points', spec: { points: 25 } } } }), memberId);
  const balance = async (): Promise<number> => (await staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance } } }', { id: memberId })).points.balance;
  const { redemption } = await redeem(code, basketOf('O1'));
  expect([redemption.discount.amount, await balance()]).toEqual(['0', 25]);
  await staff.ok(REVERSE, { id: redemption.id, key: newUuid() });
  expect(await balance()).toBe(0);
});

it('is counted, with the reasons of refusals', async () => {
  const templateId = await liveTemplate(staff, 'A', { usesPerCoupon: 2, minSpend: '100', stacking: 'STACKABLE' });
  const { code } = await give(staff, templateId, memberId);
  await give(staff, templateId, memberId);
  await redeem(code, basketOf('O1'));
  const { redemption } = await redeem(code, basketOf('O2'));
  await staff.ok(REVERSE, { id: redemption.id, key: newUuid() });
  const small = { lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '99' }] };
  await redeem(code, basketOf('O3', small));
  await redeem(code, basketOf('O1', small));
  const { stats } = await staff.one('query ($id: ID!) { giftCouponTemplate(id: $id) { stats { issued redeemed reversed expired transferred discount { amount } redemptionRate refusals { reason count } } } }', { id: templateId });
  expect(stats).toEqual({
    issued: 2, redeemed: 1, reversed: 1, expired: 0, transferred: 0, discount: { amount: '20' }, redemptionRate: '0.5000',
    refusals: [{ reason: 'MIN_SPEND', count: 2 }, { reason: 'ALREADY_ON_ORDER', count: 1 }],
  });
});

describe('a refund', () => {
  const refund = (quantity1: number, quantity2: number, more: object = {}): object =>
    basketOf('O1', { revision: 2, updatedAt: '2026-01-05T04:02:00Z', lines: [{ number: 1, sku: 'TEA', quantity: 2, unitPrice: '60', refundedQuantity: quantity1 }, { number: 2, sku: 'CAKE', quantity: 1, unitPrice: '80', refundedQuantity: quantity2 }], ...more });
  const used = async (more: object = {}): Promise<string> => {
    const { code, id } = await give(staff, await liveTemplate(staff, 'A', { benefit: { kind: 'FREE_ITEM', sku: 'TEA' }, ...more }), memberId);
    expect(reasonsOf(await redeem(code, basketOf('O1')))).toEqual([]);
    await sell(basketOf('O1'));
    return id;
  };
  const stateOf = async (id: string): Promise<string> => (await staff.one(COUPON, { id })).state as string;

  it('of a part of a line leaves the coupon used, of the last piece that carried it gives it back', async () => {
    const id = await used();
    await sell(refund(1, 1));
    expect(await stateOf(id)).toBe('REDEEMED');
    await sell(refund(2, 0, { revision: 3 }));
    expect(await stateOf(id)).toBe('ACTIVE');
    await sell(refund(2, 0, { revision: 3 }));
    expect((await staff.one(COUPON, { id })).history.map(({ reason }: Data) => reason)).toEqual(['ISSUED_BY_STAFF', 'REDEEMED', 'REVERSED_BY_REFUND']);
  });

  it('and a void of the whole order do, too', async () => {
    const id = await used({ benefit: { kind: 'SERVICE' } });
    await sell(refund(0, 1));
    expect(await stateOf(id)).toBe('REDEEMED');
    await sell(refund(0, 0, { revision: 3, status: 'VOIDED' }));
    expect(await stateOf(id)).toBe('ACTIVE');
  });

  it('finds a coupon expired whose time is over, unless there is a grace', async () => {
    const id = await used({ validity: { daysAfterIssue: 0 } });
    await shop.advanceTo(new Date('2026-01-07T02:00:00Z'));
    await sell(refund(2, 0, { updatedAt: '2026-01-07T02:00:00Z' }));
    expect(await stateOf(id)).toBe('EXPIRED');
  });

  it('with a grace gives the coupon some days more', async () => {
    await staff.ok('mutation { pluginConfigure(id: "gift-coupon", settings: { reverseGraceDays: 2 }) { userErrors { message } } }');
    const id = await used({ validity: { daysAfterIssue: 0 } });
    await shop.advanceTo(new Date('2026-01-07T02:00:00Z'));
    await sell(refund(2, 0, { updatedAt: '2026-01-07T02:00:00Z' }));
    expect(await staff.one('query ($id: ID!) { giftCoupon(id: $id) { state validTo } }', { id })).toEqual({ state: 'ACTIVE', validTo: '2026-01-09T16:00:00.000Z' });
  });

  it('that was told of before the redemption gives the coupon back with it; a basket that was given back itself takes none', async () => {
    await sell(basketOf('O1'));
    await sell(refund(2, 1));
    const { code } = await give(staff, await liveTemplate(staff, 'A'), memberId);
    expect(reasonsOf(await redeem(code, basketOf('O1', { status: 'VOIDED' })))).toEqual(['ORDER_VOID']);
    expect(await redeem(code, basketOf('O1'))).toMatchObject({ redemption: { discount: { amount: '20' }, reversedAt: expect.any(String) as string }, coupon: { state: 'ACTIVE', usesLeft: 1 } });
    expect(await redemptions()).toBe(0);
  });
});

describe('a reservation', () => {
  it('keeps everybody else from the coupon until it ends, whether or not a job has run', async () => {
    const { code, id } = await give(staff, await liveTemplate(staff, 'A'), memberId);
    expect((await staff.one(RESERVE, { code, orderRef: 'O1', ttl: 60, key: newUuid() })).coupon.state).toBe('RESERVED');
    expect(reasonsOf(await redeem(code, basketOf('O2')))).toEqual(['RESERVED']);
    expect(reasonsOf((await staff.run(RESERVE, { code, orderRef: 'O2', key: newUuid() })).data?.giftCouponReserve)).toEqual(['RESERVED']);
    expect((await staff.run(REVOKE, { id, key: newUuid() })).data?.giftCouponRevoke.userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    await shop.skip({ seconds: 61 });
    expect((await staff.one(COUPON, { id })).state).toBe('ACTIVE');
    expect((await redeem(code, basketOf('O2'))).coupon.state).toBe('REDEEMED');
    expect((await staff.one(COUPON, { id })).history.map(({ to, reason }: Data) => `${to} ${reason}`)).toEqual(['ACTIVE ISSUED_BY_STAFF', 'RESERVED RESERVED', 'ACTIVE RESERVATION_ENDED', 'REDEEMED REDEEMED']);
  });

  it('is for the order it was made for, and can be given back', async () => {
    const { code } = await give(staff, await liveTemplate(staff, 'A', { usesPerCoupon: 2 }), memberId);
    await staff.ok(RESERVE, { code, orderRef: 'O1', key: newUuid() });
    expect((await redeem(code, basketOf('O1'))).coupon).toMatchObject({ state: 'ACTIVE', usesLeft: 1 });
    await staff.ok(RESERVE, { code, orderRef: 'O2', key: newUuid() });
    expect((await staff.one(RELEASE, { code, key: newUuid() })).coupon.state).toBe('ACTIVE');
    expect((await staff.run(RELEASE, { code, key: newUuid() })).data?.giftCouponRelease.userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect((await redeem(code, basketOf('O3'))).coupon.state).toBe('REDEEMED');
  });
});

describe('a token on a screen', () => {
  const tokenOf = (id: string): Promise<string> => shop.read((ctx) => Promise.resolve(newQrToken(ctx, readId('gcp', id) as string, 0)));

  it('is a picture, and names the coupon once within a minute', async () => {
    const { id } = await give(staff, await liveTemplate(staff, 'A', { usesPerCoupon: 3 }), memberId);
    expect((await staff.one('query ($id: ID!) { giftCoupon(id: $id) { qrSvg } }', { id })).qrSvg).toMatch(/^<svg .*<\/svg>\s*$/s);
    const token = await tokenOf(id);
    expect((await redeem(token, basketOf('O1'))).coupon).toMatchObject({ id, usesLeft: 2 });
    expect(reasonsOf(await redeem(token, basketOf('O2')))).toEqual(['GIFT_COUPON_TOKEN_INVALID']);
    const late = await tokenOf(id);
    await shop.skip({ seconds: 61 });
    expect(reasonsOf(await redeem(late, basketOf('O2')))).toEqual(['GIFT_COUPON_TOKEN_INVALID']);
    expect(await redemptions()).toBe(1);
  });
});

it('tells nothing of what it does not know, and after too many guesses nothing at all', async () => {
  const { code } = await give(staff, await liveTemplate(staff, 'A'), memberId);
  const neighbour = (await platform.brand({ plugins: ['gift-coupon'] })).everything();
  const foreign = await give(neighbour, await liveTemplate(neighbour, 'A'), await join(neighbour));
  const before = await shop.digest();
  for (const guess of [foreign.code, 'ABCD-EFGH-JKMN-PQRS', 'nothing at all', '']) {
    expect((await redeem(guess, basketOf('O1'))).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['code'] }]);
  }
  for (let n = 4; n < 100; n++) await redeem(`ABCD-EFGH-JKMN-${String(n).padStart(4, '0')}`, basketOf('O1'));
  expect(reasonsOf(await redeem('ABCD-EFGH-JKMN-0000', basketOf('O1')))).toEqual(['RATE_LIMITED']);
  expect(reasonsOf(await redeem(code, basketOf('O1')))).toEqual(['RATE_LIMITED']);
  const after = await shop.digest();
  expect(Object.keys(after).filter((table) => table.startsWith('gift_coupon.') && after[table] !== before[table])).toEqual([]);
  expect((await redeem(code, basketOf('O1'), shop.as({ permissions: [...staff.scope.actor.permissions], name: 'another till' }))).coupon.state).toBe('REDEEMED');
}, LONG);

it('refuses a basket that orders would refuse', async () => {
  const { code } = await give(staff, await liveTemplate(staff, 'A'), memberId);
  expect((await redeem(code, basketOf('O1', { lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '-5' }] }))).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['basket', 'lines', '0', 'unitPrice'] }]);
  expect((await redeem(code, basketOf('O1', { placedAt: '2030-01-01T00:00:00Z' }))).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['basket', 'placedAt'] }]);
  expect([PLACED, await redemptions()]).toEqual([PLACED, 0]);
});

describe(`${RACERS} at once on two gateways`, () => {
  const race = (work: (caller: TestCaller, n: number) => Promise<Data>): Promise<Data[]> => Promise.all(Array.from({ length: RACERS }, (_, n) => work(n % 2 ? other : staff, n)));

  it('use one coupon once', async () => {
    const { code } = await give(staff, await liveTemplate(staff, 'A'), memberId);
    const answers = await race((caller, n) => redeem(code, basketOf(`O${n}`), caller));
    expect(answers.filter((answer) => reasonsOf(answer).length === 0)).toHaveLength(1);
    expect(answers.flatMap(reasonsOf)).toEqual(Array(RACERS - 1).fill('ALREADY_REDEEMED'));
    expect(await redemptions()).toBe(1);
  }, LONG);

  it('use as many coupons of a template as a member may', async () => {
    const templateId = await liveTemplate(staff, 'A');
    const codes: string[] = [];
    for (let n = 0; n < RACERS; n++) codes.push((await give(staff, templateId, memberId)).code);
    // They came to the member before there was a limit: one is refused the issue of more than may be used.
    await platform.owner.query(`BEGIN; SET LOCAL session_replication_role = replica; UPDATE gift_coupon.template_version SET terms = terms || '{"perMemberLimit": 1}' WHERE brand_id = '${shop.id}'; COMMIT`);
    await platform.owner.query(`UPDATE platform.brand SET revision = revision + 1 WHERE id = $1`, [shop.id]);
    const answers = await race((caller, n) => redeem(codes[n] as string, basketOf(`O${n}`), caller));
    expect(answers.filter((answer) => reasonsOf(answer).length === 0)).toHaveLength(1);
    expect(answers.flatMap(reasonsOf)).toEqual(Array(RACERS - 1).fill('PER_MEMBER_LIMIT'));
    expect(await redemptions()).toBe(1);
  }, LONG);
});
