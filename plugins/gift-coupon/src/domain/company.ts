import type { Context } from '@regulars/plugin-sdk';
import { couponsById } from '../data/coupon.statements';
import type { RedemptionRow } from '../data/redemption.statements';
import type { Company } from './judge';
import { templatesOf } from './template';

/** What an order has already, by what stands of its redemptions. */
export async function companyOf(ctx: Context, standing: readonly RedemptionRow[], isVoid: boolean): Promise<Company> {
  const couponIds = standing.map(({ coupon_id }) => coupon_id);
  const [coupons, templates] = await Promise.all([standing.length > 0 ? ctx.sql(couponsById(couponIds)) : [], templatesOf(ctx)]);
  return { couponIds, isExclusive: coupons.some((coupon) => templates.ofCoupon(coupon).stacking === 'EXCLUSIVE'), isVoid };
}
