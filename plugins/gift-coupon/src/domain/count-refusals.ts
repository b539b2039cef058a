import { type Context, newUuid } from '@regulars/plugin-sdk';
import type { CouponRow } from '../data/coupon.statements';
import { insertRefusals } from '../data/redemption.statements';

/** Counted, so that a marketer sees why coupons fail. */
export function countRefusals(ctx: Context, refusals: readonly { readonly row: Pick<CouponRow, 'id' | 'template_id'>; readonly reason: string }[]): void {
  if (refusals.length === 0) return;
  void ctx.sql(insertRefusals(refusals.map(newUuid), refusals.map(({ row }) => row.id), refusals.map(({ row }) => row.template_id), refusals.map(({ reason }) => reason)));
}
