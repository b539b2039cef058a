import type { Context } from '@regulars/plugin-sdk';
import { couponsById } from '../data/coupon.statements';
import type { RedemptionRow } from '../data/redemption.statements';
import type { OrderCoupons } from './judge';
import { type Template, templatesOf } from './template';

/** What an order has already, by what stands of its redemptions; and the templates that their coupons were issued under, in their turn. */
export async function couponsOnOrder(ctx: Context, standing: readonly RedemptionRow[], isVoid: boolean): Promise<OrderCoupons & { readonly templates: readonly Template[] }> {
  const couponIds = standing.map(({ coupon_id }) => coupon_id);
  const [coupons, templates] = await Promise.all([standing.length > 0 ? ctx.sql(couponsById(couponIds)) : [], templatesOf(ctx)]);
  const byId = new Map(coupons.map((coupon) => [coupon.id, templates.ofCoupon(coupon)]));
  const own = couponIds.flatMap((id) => byId.get(id) ?? []);
  return { couponIds, isExclusive: own.some(({ stacking }) => stacking === 'EXCLUSIVE'), isVoid, templates: own };
}
