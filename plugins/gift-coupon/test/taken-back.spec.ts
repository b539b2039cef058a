import { giveRewards, rewardsOfCauses, takeBackRewards, usedRewards } from '@regulars/member/contract';
import { readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestShop } from '@regulars/testing';
import { BUNDLE_CREATE } from './bundle-documents';
import { COUPON, RELEASE, RESERVE } from './documents';
import { ask, brandForEach, join, liveTemplate } from './support';

const OFFER = 'mutation ($id: ID!, $key: String!) { giftCouponTransferOffer(id: $id, idempotencyKey: $key) { token userErrors { code } } }';
const ACCEPT = 'mutation ($token: String!, $memberId: ID!, $key: String!) { giftCouponTransferAccept(token: $token, memberId: $memberId, idempotencyKey: $key) { userErrors { code } } }';
const CANCEL = 'mutation ($id: ID!, $key: String!) { giftCouponTransferCancel(id: $id, idempotencyKey: $key) { userErrors { code } } }';

let shop: TestShop;
let staff: TestCaller;
let ann: string;
let bob: string;

brandForEach(async (made) => {
  ({ shop, staff } = made);
  [ann, bob] = [await join(staff), await join(staff)];
  await liveTemplate(staff, 'GIFT', { transferable: true, maxTransfers: 3, stock: 9 });
});

const cause = { module: 'stall', key: 'one' };
const codes = ({ userErrors }: Data): string[] => (userErrors as { code: string }[]).map(({ code }) => code);
const takeBack = (): Promise<void> => shop.context((ctx) => takeBackRewards(ctx, [cause]));
const used = (): Promise<number> => shop.context(async (ctx) => (await usedRewards(ctx, await rewardsOfCauses(ctx, [cause]))).size);
const stateOf = async (id: string): Promise<string> => (await staff.one(COUPON, { id })).state as string;
const issued = async (): Promise<number> => (await staff.one('{ giftCouponTemplate(code: "GIFT") { issued } }')).issued as number;

const specs: Readonly<Record<string, () => Promise<object>>> = {
  'gift-coupon': () => Promise.resolve({ template: 'GIFT', quantity: 1 }),
  'gift-bundle': async () => ({ bundle: (await staff.one(BUNDLE_CREATE, { input: { name: 'Pair', items: [{ reward: { kind: 'gift-coupon', spec: { template: 'GIFT', quantity: 1 } }, quantity: 1 }], onStockout: 'FAIL' } })).bundle.id }),
};

describe.each(['gift-coupon', 'gift-bundle'])('what the reward %s gave', (kind) => {
  let coupon: { readonly id: string; readonly code: string };

  beforeEach(async () => {
    const spec = await (specs[kind] as () => Promise<object>)();
    await shop.context((ctx) => giveRewards(ctx, [{ kind, spec, memberId: readId('mbr', ann) ?? '', cause, at: ctx.now }]));
    [coupon] = (await staff.one('query ($id: ID!) { member(by: { id: $id }) { giftCoupons { nodes { id code } } } }', { id: ann })).giftCoupons.nodes;
  });

  it('is taken back while it is offered to a friend: the offer ends with it', async () => {
    const { token } = await ask(staff, OFFER, { id: coupon.id });
    expect(await used()).toBe(0);
    await takeBack();
    expect([await stateOf(coupon.id), await issued()]).toEqual(['REVOKED', 0]);
    expect(codes(await ask(staff, CANCEL, { id: coupon.id }))).toEqual(['INVALID_TRANSITION']);
    expect(codes(await ask(staff, ACCEPT, { token, memberId: bob }))).toEqual(['GIFT_COUPON_TOKEN_INVALID']);
    expect([await stateOf(coupon.id), (await staff.one(COUPON, { id: coupon.id })).owner.id]).toEqual(['REVOKED', ann]);
  });

  it('is used while it is at a till, and once a friend has it', async () => {
    await ask(staff, RESERVE, { code: coupon.code, orderRef: 'O1', ttl: 60 });
    expect(await used()).toBe(1);
    await ask(staff, RELEASE, { code: coupon.code });
    expect(await used()).toBe(0);
    const { token } = await ask(staff, OFFER, { id: coupon.id });
    await ask(staff, ACCEPT, { token, memberId: bob });
    expect(await used()).toBe(1);
    await takeBack();
    expect([await stateOf(coupon.id), await issued()]).toEqual(['ACTIVE', 1]);
  });
});
