import { newUuid, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { newQrToken } from '../src/domain/qr-tokens';
import { BUNDLE_CREATE, BUNDLE_UPDATE } from './bundle-documents';
import { REDEEM } from './documents';
import { basketOf, brandForEach, give, join, liveTemplate } from './support';

/** What is no slip of a till: refused by a code of its own, and nothing is written. */
let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let ann: string;
/** The code and the id of a coupon of ann's, which may be given away. */
let coupon: { readonly id: string; readonly code: string };

brandForEach(async (made) => {
  ({ platform, shop, staff } = made);
  ann = await join(staff);
  coupon = await give(staff, await liveTemplate(staff, 'A', { usesPerCoupon: 2, transferable: true, maxTransfers: 1 }), ann);
}, { currency: 'TWD' });

const OFFER = 'mutation ($id: ID!, $key: String!) { giftCouponTransferOffer(id: $id, idempotencyKey: $key) { token userErrors { code path } } }';
const ACCEPT = 'mutation ($token: String!, $memberId: ID!, $key: String!) { giftCouponTransferAccept(token: $token, memberId: $memberId, idempotencyKey: $key) { coupon { id } userErrors { code path } } }';
const ten = { reward: { kind: 'points', spec: { points: 10 } } };

const run = async (document: string, variables: object, caller = staff): Promise<Data> => Object.values((await caller.run(document, { ...variables, key: newUuid() })).data as object)[0];
const redeem = (code: string, more: object = {}, caller = staff): Promise<Data> => run(REDEEM, { code, basket: basketOf('O9', more) }, caller);
const tokenOf = (id: string): Promise<string> => shop.read((ctx) => Promise.resolve(newQrToken(ctx, readId('gcp', id) as string, 0)));

/** Every row, but that somebody guessed: that is counted beside what they guessed at. */
const written = async (): Promise<object> => Object.fromEntries(Object.entries(await shop.digest()).filter(([table]) => table !== 'platform.attempts'));

/** Each makes what it needs, and answers what is then to be refused. */
const BAD: Readonly<Record<string, readonly [refusal: string, prepare: () => Promise<() => Promise<Data>>]>> = {
  'a code of another brand': ['NOT_FOUND code', async () => {
    const neighbour = (await platform.brand({ plugins: ['gift-coupon'] })).everything();
    const { code } = await give(neighbour, await liveTemplate(neighbour, 'A'), await join(neighbour));
    return () => redeem(code);
  }],
  'a code that is guessed': ['NOT_FOUND code', () => Promise.resolve(() => redeem('ABCD-EFGH-JKMN-PQRS'))],
  'a token that was shown before': ['GIFT_COUPON_TOKEN_INVALID code', async () => {
    const token = await tokenOf(coupon.id);
    expect((await run(REDEEM, { code: token, basket: basketOf('O1') })).userErrors).toEqual([]);
    return () => redeem(token);
  }],
  'a token that has expired': ['GIFT_COUPON_TOKEN_INVALID code', async () => {
    const token = await tokenOf(coupon.id);
    await shop.skip({ seconds: 61 });
    return () => redeem(token);
  }],
  'a token that was forged': ['NOT_FOUND code', async () => {
    const token = await tokenOf(coupon.id);
    const forged = `${token.slice(0, -6)}${[...token.slice(-6)].reverse().join('')}`;
    return () => redeem(forged === token ? `${token}x` : forged);
  }],
  'a negative price': ['INVALID_INPUT basket.lines.0.unitPrice', () => Promise.resolve(() => redeem(coupon.code, { lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '-5' }] }))],
  'a transfer to oneself': ['GIFT_COUPON_SELF_TRANSFER token', async () => {
    const { token } = await run(OFFER, { id: coupon.id });
    return () => run(ACCEPT, { token, memberId: ann });
  }],
  'a transfer that somebody accepted before': ['GIFT_COUPON_TOKEN_INVALID token', async () => {
    const { token } = await run(OFFER, { id: coupon.id });
    expect((await run(ACCEPT, { token, memberId: await join(staff) })).userErrors).toEqual([]);
    const third = await join(staff);
    return () => run(ACCEPT, { token, memberId: third });
  }],
  'a transfer that was offered 72 hours ago': ['GIFT_COUPON_TOKEN_INVALID token', async () => {
    const { token } = await run(OFFER, { id: coupon.id });
    const bob = await join(staff);
    await shop.skip({ hours: 72 });
    return () => run(ACCEPT, { token, memberId: bob });
  }],
  'a bundle that contains itself': ['GIFT_BUNDLE_CONTAINS_ITSELF input.items.1.reward.spec.bundle', async () => {
    const { bundle } = await run(BUNDLE_CREATE, { input: { name: 'B', items: [ten] } });
    return () => run(BUNDLE_UPDATE, { id: bundle.id, input: { name: 'B', items: [ten, { reward: { kind: 'gift-bundle', spec: { bundle: bundle.id } } }] } });
  }],
};

it.each(Object.entries(BAD))('refuses %s', async (_, [refusal, prepare]) => {
  const attempt = await prepare();
  const before = await written();
  expect(((await attempt()).userErrors as Data[]).map(({ code, path }) => `${code} ${path.join('.')}`)).toEqual([refusal]);
  expect(await written()).toEqual(before);
});

it('limits guesses at one code, whoever makes them, and goes on serving them right ones', async () => {
  const till = (n: number): TestCaller => shop.as({ permissions: [...staff.scope.actor.permissions], name: `till ${n}` });
  const codeOf = async (n: number, code: string): Promise<string[]> => ((await redeem(code, {}, till(n))).userErrors as Data[]).map((error) => error.code as string);
  for (let n = 0; n < 20; n++) expect(await codeOf(n, 'ABCD-EFGH-JKMN-PQRS')).toEqual(['NOT_FOUND']);
  expect(await codeOf(20, 'ABCD-EFGH-JKMN-PQRS')).toEqual(['RATE_LIMITED']);
  expect(await codeOf(20, 'ABCD-EFGH-JKMN-PQRT')).toEqual(['NOT_FOUND']);
  expect(await codeOf(20, coupon.code)).toEqual([]);
});
