import { statement } from '@regulars/plugin-sdk';
import { COUPON_COLUMNS, type CouponRow, COUPONS } from './coupon.statements';

export const couponsOf = statement<CouponRow, [memberId: string]>('gift-coupon.coupons-of', `
  SELECT ${COUPON_COLUMNS} FROM ${COUPONS} WHERE c.member_id = $1 ORDER BY c.id`);

export const moveCoupons = statement<{ id: string }, [survivorId: string, loserId: string]>('gift-coupon.move-coupons', `
  UPDATE gift_coupon.coupon SET member_id = $1 WHERE member_id = $2 RETURNING id`);

export const moveIssues = statement<{ id: string }, [survivorId: string, loserId: string]>('gift-coupon.move-issues', `
  UPDATE gift_coupon.coupon SET issued_to = $1 WHERE issued_to = $2 RETURNING id`);

/** Those the survivor still has. */
export const returnCoupons = statement<{ id: string }, [survivorId: string, loserId: string, ids: readonly string[]]>('gift-coupon.return-coupons', `
  UPDATE gift_coupon.coupon SET member_id = $2 WHERE id = ANY($3::uuid[]) AND member_id = $1 RETURNING id`);

export const returnIssues = statement<never, [loserId: string, ids: readonly string[]]>('gift-coupon.return-issues', `
  UPDATE gift_coupon.coupon SET issued_to = $1 WHERE id = ANY($2::uuid[])`);

export const moveRedemptions = statement<{ id: string }, [survivorId: string, loserId: string]>('gift-coupon.move-redemptions', `
  UPDATE gift_coupon.redemption SET member_id = $1 WHERE member_id = $2 RETURNING id`);

export const returnRedemptions = statement<never, [loserId: string, ids: readonly string[]]>('gift-coupon.return-redemptions', `
  UPDATE gift_coupon.redemption SET member_id = $1 WHERE id = ANY($2::uuid[])`);

export const redemptionsOf = statement<{ template_id: string; at: Date; discount: bigint; reversed_at: Date | null }, [memberId: string]>('gift-coupon.redemptions-of', `
  SELECT r.template_id, r.at, r.discount, r.reversed_at FROM gift_coupon.redemption AS r WHERE r.member_id = $1 ORDER BY r.id`);
