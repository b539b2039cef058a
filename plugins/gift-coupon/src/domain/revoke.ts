import { type Context, Problems, readName } from '@regulars/plugin-sdk';
import { type CouponRow, returnToStock } from '../data/coupon.statements';
import { cancelTransfers } from '../data/transfer.statements';
import type { Reason } from './coupon-state';
import { lockedCoupon, stateAmong } from './locked-coupon';
import { writeTurns } from './write-steps';

const MAX_REASON = 200;

/** Takes a coupon away that is not at a till. The reason goes into the audit with the operation's arguments. */
export async function revokeByStaff(ctx: Context, id: string, reason: string): Promise<{ readonly couponId: string }> {
  const problems = new Problems();
  readName(reason, MAX_REASON, 'reason', problems);
  problems.throwIfAny();
  const row = await lockedCoupon(ctx, id);
  stateAmong(ctx, row, ['SCHEDULED', 'ACTIVE', 'TRANSFER_PENDING'], 'REVOKED');
  revokeCoupons(ctx, [row], 'REVOKED_BY_STAFF');
  return { couponId: row.id };
}

/** Of locked coupons. One that was never used is in stock again. */
export function revokeCoupons(ctx: Context, rows: readonly CouponRow[], reason: Reason): void {
  writeTurns(ctx, rows.map((row) => ({ row, to: 'REVOKED', reason })));
  const offered = rows.filter(({ state }) => state === 'TRANSFER_PENDING').map(({ id }) => id);
  if (offered.length > 0) void ctx.sql(cancelTransfers(offered, ctx.now));
  const unused = rows.filter(({ used }) => used === 0).map(({ template_id }) => template_id);
  if (unused.length > 0) void ctx.sql(returnToStock(unused));
}
