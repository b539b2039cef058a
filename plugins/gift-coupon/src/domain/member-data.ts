import type { MemberDataOwner } from '@regulars/member/contract';
import { money, publicId } from '@regulars/plugin-sdk';
import { bundleGiftsOf, moveBundleGifts, returnBundleGifts } from '../data/bundle.statements';
import { couponsForUpdate } from '../data/coupon.statements';
import {
  couponsOf, deleteOccasions, moveCoupons, moveIssues, moveOccasions, moveRedemptions, redemptionsOf, returnCoupons, returnIssues, returnOccasions, returnRedemptions,
} from '../data/member-data.statements';
import { moveReservations, returnReservations } from '../data/partner.statements';
import { moveReceivers, moveSenders, returnTransfers } from '../data/transfer.statements';
import { openCode, printedCode } from './codes';
import { stateAt } from './coupon-state';
import { COUPON_PREFIX } from './ids';
import { revokeCoupons } from './revoke';
import { templatesOf } from './template';

/** Coupons go with the member who goes on. Of one who is erased they are of no more use; that there were some stays. */
export const giftCouponMemberData: MemberDataOwner = {
  module: 'gift-coupon',
  async merge(ctx, { survivorId, loserId }) {
    const moved = await Promise.all([ctx.sql(moveCoupons(survivorId, loserId)), ctx.sql(moveIssues(survivorId, loserId)), ctx.sql(moveRedemptions(survivorId, loserId))]);
    const [coupons, issued, redemptions] = moved.map((rows) => rows.map(({ id }) => id)) as [string[], string[], string[]];
    const [occasions, sent, received] = await Promise.all([ctx.sql(moveOccasions(survivorId, loserId)), ctx.sql(moveSenders(survivorId, loserId)), ctx.sql(moveReceivers(survivorId, loserId))]);
    const [bundles, reservations] = await Promise.all([ctx.sql(moveBundleGifts(survivorId, loserId)), ctx.sql(moveReservations(survivorId, loserId))]);
    return { coupons, issued, redemptions, occasions: occasions.map((row) => ({ ...row })), sent: sent.map(({ id }) => id), received: received.map(({ id }) => id), bundles: bundles.map(({ id }) => id), reservations: reservations.map(({ id }) => id) };
  },
  async unmerge(ctx, { survivorId, loserId }, { coupons, issued, redemptions, occasions, sent, received, bundles, reservations }) {
    const ids = coupons as readonly string[];
    const [returned] = await Promise.all([
      ctx.sql(returnCoupons(survivorId, loserId, ids)), ctx.sql(returnIssues(loserId, issued as readonly string[])), ctx.sql(returnRedemptions(loserId, redemptions as readonly string[])),
      ctx.sql(returnOccasions(survivorId, loserId, JSON.stringify(occasions ?? []))),
      ctx.sql(returnBundleGifts(loserId, (bundles ?? []) as readonly string[])),
      ctx.sql(returnReservations(loserId, (reservations ?? []) as readonly string[])),
      ctx.sql(returnTransfers(loserId, (sent ?? []) as readonly string[], (received ?? []) as readonly string[])),
    ]);
    return [{ what: 'COUPONS_TRANSFERRED_SINCE', count: ids.length - returned.length }];
  },
  async export(ctx, memberId) {
    const [coupons, redemptions, templates, bundles] = await Promise.all([ctx.sql(couponsOf(memberId)), ctx.sql(redemptionsOf(memberId)), templatesOf(ctx), ctx.sql(bundleGiftsOf(memberId))]);
    return {
      bundles: bundles.map(({ name, given_at }) => ({ name, givenAt: given_at.toISOString() })),
      coupons: coupons.map((row) => ({
        id: publicId(COUPON_PREFIX, row.id), name: templates.ofCoupon(row).name, code: printedCode(openCode(ctx, row.id, row.code_sealed)), state: stateAt(row, ctx.now),
        issuedAt: row.issued_at.toISOString(), validFrom: row.valid_from.toISOString(), validTo: row.valid_to?.toISOString() ?? null, used: row.used,
      })),
      redemptions: redemptions.map(({ template_id, at, discount, reversed_at }) => ({
        name: templates.byId(template_id)?.name ?? '', at: at.toISOString(), discount: money(discount, ctx.brand.currency).amount, reversedAt: reversed_at?.toISOString() ?? null,
      })),
    };
  },
  async erase(ctx, memberId) {
    void ctx.sql(deleteOccasions(memberId));
    const open = (await ctx.sql(couponsOf(memberId))).filter((row) => !['REDEEMED', 'EXPIRED', 'REVOKED'].includes(stateAt(row, ctx.now)));
    if (open.length === 0) return;
    revokeCoupons(ctx, await ctx.sql(couponsForUpdate(open.map(({ id }) => id))), 'MEMBER_ERASED');
  },
};
