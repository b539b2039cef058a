import { type Context, defineLoader, Direction, type ListDefinition, manyForEach, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { COUPON_COLUMNS, type CouponRow, COUPONS, couponsById, type TransitionRow, transitionsOf } from '../data/coupon.statements';
import { couponObject, type GiftCoupon } from './coupon.type';

/** The newest first: ids sort by the time they were made. */
const coupons: ListDefinition<CouponRow, GiftCoupon> = {
  name: 'gift-coupon.coupons',
  select: COUPON_COLUMNS,
  from: COUPONS,
  id: { expression: 'c.id', type: 'uuid', direction: Direction.DESC },
  parent: 'c.member_id',
  toItem: couponObject,
};

/** Pages of members' coupons. */
export const couponsOfMember = nestedListLoader(coupons);

export async function loadCoupons(ctx: Context, ids: readonly string[]): Promise<(GiftCoupon | null)[]> {
  return oneForEach(ids, (await ctx.sql(couponsById(ids))).map((row) => couponObject(row, ctx)), ({ row }) => row.id);
}

/** By uuid. */
export const couponById = defineLoader<string, GiftCoupon | null>(loadCoupons);

/** What was written of coupons' histories, by the coupon's uuid, oldest first. */
export const writtenHistory = defineLoader<string, readonly TransitionRow[]>(async (ctx, ids) =>
  manyForEach(ids, await ctx.sql(transitionsOf(ids)), ({ coupon_id }) => coupon_id),
);
