import { giveRewards, type RewardGift } from '@regulars/member/contract';
import type { OrderState } from '@regulars/order/contract';
import { type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import { type CouponRow, insertTransitions } from '../data/coupon.statements';
import { redeemCoupons } from '../data/redemption.statements';
import type { State } from '../enums';
import { lapse } from './coupon-state';
import { GiftCouponRedeemed, type GiftCouponUsePayload } from './events';
import { COUPON_PREFIX, REDEMPTION_PREFIX, TEMPLATE_PREFIX } from './ids';
import { recordSettlements } from './settlement';
import { type OrderName, rewardKindsOf } from './situation';
import type { Template } from './template';
import { stepRow } from './write-steps';

export interface Redeemed {
  readonly redemptionId: string;
  readonly couponId: string;
}

/** The order that coupons are used for. */
export type UsedFor = OrderName & Pick<OrderState, 'placedAt' | 'storeId' | 'lines'>;

/** A coupon, and what it takes off which line. */
export interface Use {
  readonly row: CouponRow;
  readonly template: Template;
  readonly discounts: ReadonlyMap<number, bigint>;
}

/** Uses coupons up that are locked and were judged; answers those that were. What a reward is, is given here. */
export async function writeRedemptions(ctx: Context, uses: readonly Use[], order: UsedFor): Promise<readonly Redeemed[]> {
  if (uses.length === 0) return [];
  const planned = uses.map((use) => ({ ...use, id: newUuid(), steps: lapse(use.row, ctx.now) }));
  const written = new Set((await ctx.sql(redeemCoupons(JSON.stringify(planned.map((one) => redemptionRow(ctx, one, order)))))).map(({ coupon_id }) => coupon_id));
  const done = planned.filter(({ row }) => written.has(row.id));
  if (done.length < planned.length) return done.map(referenceOf);
  const steps = done.flatMap((one) => [
    ...one.steps.map((step) => stepRow(one.row.id, step)),
    stepRow(one.row.id, { from: one.steps.at(-1)?.to ?? one.row.state, to: stateAfter(one.row, one.steps.at(-1)?.to), at: ctx.now, reason: 'REDEEMED' }, one.id),
  ]);
  void ctx.sql(insertTransitions(JSON.stringify(steps)));
  for (const { row, id } of done) ctx.emit(GiftCouponRedeemed, payloadOf(row, id), row.member_id);
  await Promise.all([
    recordSettlements(ctx, done.map(({ id, row }) => ({ redemptionId: id, row }))),
    giveRewards(ctx, done.flatMap((one) => rewardsOf(ctx, one, order.placedAt))),
  ]);
  return done.map(referenceOf);
}

const referenceOf = ({ id, row }: { readonly id: string; readonly row: CouponRow }): Redeemed => ({ redemptionId: id, couponId: row.id });

/** What a redemption gives; of a kind that was switched off since it was promised, nothing. */
export function rewardsOf(ctx: Context, { row, template, id }: Pick<Use, 'row' | 'template'> & { readonly id: string }, placedAt: Date): readonly RewardGift[] {
  const { reward } = template.benefit;
  if (!reward || !rewardKindsOf(ctx).has(reward.kind)) return [];
  // Clocks of tills run ahead: nothing is deserved later than now.
  const at = placedAt < ctx.now ? placedAt : ctx.now;
  return [{ ...reward, memberId: row.member_id, at, cause: { module: 'gift-coupon', key: causeKey(id), detail: { couponId: publicId(COUPON_PREFIX, row.id) } } }];
}

export const causeKey = (redemptionId: string): string => `redemption/${redemptionId}`;

export const payloadOf = (row: Pick<CouponRow, 'id' | 'template_id'>, redemptionId: string): GiftCouponUsePayload => ({
  couponId: publicId(COUPON_PREFIX, row.id), templateId: publicId(TEMPLATE_PREFIX, row.template_id), redemptionId: publicId(REDEMPTION_PREFIX, redemptionId),
});

/** With uses left it goes on; one whose time has run out meanwhile stays expired. */
export function stateAfter(row: CouponRow, lapsed: State | undefined): State {
  if (row.used + 1 >= row.uses) return 'REDEEMED';
  return (lapsed ?? row.state) === 'EXPIRED' ? 'EXPIRED' : 'ACTIVE';
}

function redemptionRow(ctx: Context, { row, template, discounts, id, steps }: Use & { readonly id: string; readonly steps: ReturnType<typeof lapse> }, order: UsedFor): object {
  const discount = [...discounts.values()].reduce((sum, share) => sum + share, 0n);
  return {
    id, coupon_id: row.id, template_id: template.id, was: row.state, state: stateAfter(row, steps.at(-1)?.to), member_id: row.member_id, source: order.source, external_id: order.externalId, store_id: order.storeId,
    skus: Object.fromEntries(order.lines.map(({ number, sku }) => [number, sku])),
    discount: String(discount), lines: Object.fromEntries([...discounts].map(([number, share]) => [number, String(share)])), at: order.placedAt, redeemed_at: ctx.now,
  };
}
