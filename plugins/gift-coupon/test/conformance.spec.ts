import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { giveRewards, takeBackRewards } from '@regulars/member/contract';
import { order } from '@regulars/order';
import { newUuid, publicId, readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import { BEFORE_THE_RULE, describePlugin, type TestCaller, type TestShop } from '@regulars/testing';
import { tier } from '@regulars/tier';
import { TierChanged, TierRenewed } from '@regulars/tier/contract';
import { giftCoupon } from '../src';
import { BUNDLE_CREATE, BUNDLE_ISSUE } from './bundle-documents';
import { ORDER, REDEEM } from './documents';
import { agreeBoth, basketOf, codeOf, give, join, liveTemplate, SHARES } from './support';

/** Each round: agreements with another brand, and what they are for; a live template with a stock, and a member with two coupons of it, of which one is used. */
async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const templateId = await liveTemplate(staff, `T${round}`, { stock: 20, transferable: true, maxTransfers: 1, issue: [{ on: 'WELCOME' }, { on: 'TIER_UPGRADE' }, { on: 'TIER_RENEW' }] });
  const phone = `+8869100000${String(round).padStart(2, '0')}`;
  const memberId = await join(staff, { phone, ...SHARES });
  await shop.context((ctx) => {
    // What members' orders and the time bring about.
    const programId = publicId('tpr', newUuid());
    ctx.emit(TierChanged, { from: 'BASE', to: 'GOLD', programId, reason: 'UPGRADED' }, readId('mbr', memberId));
    ctx.emit(TierRenewed, { tier: 'GOLD', programId, from: '2026-01-05T04:00:00.000Z' }, readId('mbr', memberId));
    return Promise.resolve();
  });
  const { id } = await give(staff, templateId, memberId);
  await staff.ok('mutation ($id: ID!, $key: String!) { giftCouponTransferOffer(id: $id, idempotencyKey: $key) { userErrors { message } } }', { id, key: `offer-${round}` });
  const { bundle } = await staff.one(BUNDLE_CREATE, { input: { name: `B${round}`, items: [{ reward: { kind: 'gift-coupon', spec: { template: templateId, quantity: 2 } } }, { reward: { kind: 'points', spec: { points: 5 } } }] } });
  await staff.ok(BUNDLE_ISSUE, { bundleId: bundle.id, memberId, key: `bundle-${round}` });
  const { code } = await give(staff, templateId, memberId);
  await giveWithPartner(shop, round, { memberId, templateId, phone });
  await staff.ok(REDEEM, { code, basket: basketOf(`O${round}`), key: `redeem-${round}` });
  await staff.ok(ORDER, { input: basketOf(`O${round}`), key: `order-${round}` });
}

/** Coupons of a partner's, by hand and as a reward that is taken back, and one for the partner. */
async function giveWithPartner(shop: TestShop, round: number, { memberId, templateId, phone }: { readonly memberId: string; readonly templateId: string; readonly phone: string }): Promise<void> {
  const partner = await shop.partner();
  await agreeBoth(shop, partner);
  const [staff, theirs] = [shop.everything(), partner.everything()];
  const there = await join(theirs, { phone, ...SHARES });
  const bundleOf = async (caller: TestCaller, of: TestShop, template: string): Promise<string> =>
    (await caller.one(BUNDLE_CREATE, { input: { name: `P${round}`, items: [{ reward: { kind: 'gift-coupon', spec: { template } }, brandCode: await codeOf(of) }] } })).bundle.id as string;
  const bundle = await bundleOf(staff, partner, await liveTemplate(theirs, 'P'));
  await staff.ok(BUNDLE_ISSUE, { bundleId: bundle, memberId, key: `partner-${round}` });
  const cause = { module: 'tier', key: `reward-${round}` };
  await shop.context((ctx) => giveRewards(ctx, [{ kind: 'gift-bundle', spec: { bundle }, memberId: readId('mbr', memberId) ?? '', cause, at: ctx.now }]));
  await theirs.ok(BUNDLE_ISSUE, { bundleId: await bundleOf(theirs, shop, templateId), memberId: there, key: `partner-${round}` });
  await shop.platform.drain();
  await shop.context((ctx) => takeBackRewards(ctx, [cause]));
  const { giftCoupons } = await staff.one('query ($id: ID!) { member(by: { id: $id }) { giftCoupons(first: 1) { nodes { code } } } }', { id: memberId });
  await staff.ok(REDEEM, { code: giftCoupons.nodes[0].code, basket: basketOf(`P${round}`), key: `redeem-partner-${round}` });
}

const faults = {
  'INV-8.stock': 'UPDATE gift_coupon.template_counter SET issued = issued + 1 WHERE brand_id = :brand',
  'gift-coupon.history': `UPDATE gift_coupon.coupon SET state = 'EXPIRED' WHERE brand_id = :brand AND state = 'ACTIVE'`,
  'INV-8.uses': 'UPDATE gift_coupon.redemption SET reversed_at = at WHERE brand_id = :brand',
  'INV-8.limit': `UPDATE gift_coupon.template_version SET terms = terms || '{"perMemberLimit": 0}' WHERE brand_id = :brand`,
  'gift-coupon.settlement': 'UPDATE gift_coupon.settlement SET amount = amount + 1 WHERE brand_id = :brand',
  'gift-coupon.settlement-of': `DELETE FROM gift_coupon.redemption WHERE brand_id = :brand`,
  'gift-coupon.partner-decision': `DELETE FROM gift_coupon.partner_decision WHERE brand_id = :brand`,
  'gift-coupon.bundle': `UPDATE gift_coupon.bundle_gift SET parts = jsonb_set(parts, '{1,skipped}', '"REFUSED"') WHERE brand_id = :brand`,
  'INV-8.order': 'UPDATE gift_coupon.redemption SET discount = 1000 WHERE brand_id = :brand',
};

describePlugin(giftCoupon, [brand, member, order, points, tier], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  shopStoppers: { RedeemGiftCoupons1791500000442: BEFORE_THE_RULE, TransferGiftCoupons1791500000444: BEFORE_THE_RULE, GiveAcrossBrands1791500000562: BEFORE_THE_RULE },
  scenario,
  anyCaller: ['giftCouponTransferOffer (member)', 'giftCouponTransferAccept (member)', 'giftCouponTransferCancel (member)'],
  faults,
  // What a member was given and used stays, under the member's pseudonym, as the orders do.
  books: ['gift_coupon.coupon', 'gift_coupon.partner_reservation', 'gift_coupon.redemption', 'gift_coupon.bundle_gift'],
  events: {
    'gift-coupon.transferred': [{ couponId: 'gcp_0', templateId: 'gct_0', fromMemberId: 'mbr_0' }],
    'gift-coupon.reversed': [{ couponId: 'gcp_0', templateId: 'gct_0', redemptionId: 'gcr_0' }],
    'gift-coupon.expiring': [{ couponId: 'gcp_0', templateId: 'gct_0' }],
    'gift-coupon.expired': [{ couponId: 'gcp_0', templateId: 'gct_0' }],
  },
  examples: [{ name: 'bundles with their rewards', document: '{ giftBundles(first: 50) { nodes { name items { quantity reward { kind description } } } } }' }, { name: 'templates with their statistics', document: '{ giftCouponTemplates(first: 50) { nodes { code issued stats { issued redeemed refusals { reason count } } } } }' }, { name: 'members with their coupons', document: '{ members(first: 50) { nodes { giftCoupons { nodes { code state template { name issued benefit { reward { kind } } } owner { id } history { to } } } } } }' }],
});
