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

/** Occasions both had are the survivor's. */
export const moveOccasions = statement<{ rule: string; occurrence: string; at: string; moved: boolean }, [survivorId: string, loserId: string]>('gift-coupon.move-occasions', `
  WITH gone AS (DELETE FROM gift_coupon.rule_issue WHERE member_id = $2 RETURNING rule, occurrence, at),
    moved AS (INSERT INTO gift_coupon.rule_issue (member_id, rule, occurrence, at) SELECT $1, rule, occurrence, at FROM gone ON CONFLICT DO NOTHING RETURNING rule, occurrence)
  SELECT g.rule, g.occurrence, g.at::text AS at, m.rule IS NOT NULL AS moved FROM gone AS g LEFT JOIN moved AS m ON m.rule = g.rule AND m.occurrence = g.occurrence`);

/** JSON of what \`moveOccasions\` answered. */
export const returnOccasions = statement<never, [survivorId: string, loserId: string, json: string]>('gift-coupon.return-occasions', `
  WITH back AS (SELECT * FROM jsonb_to_recordset($3::jsonb) AS r (rule text, occurrence text, at timestamptz, moved boolean)),
    gone AS (DELETE FROM gift_coupon.rule_issue AS i USING back AS b WHERE b.moved AND i.member_id = $1 AND i.rule = b.rule AND i.occurrence = b.occurrence)
  INSERT INTO gift_coupon.rule_issue (member_id, rule, occurrence, at) SELECT $2, rule, occurrence, at FROM back ON CONFLICT DO NOTHING`);

export const deleteOccasions = statement<never, [memberId: string]>('gift-coupon.delete-occasions', 'DELETE FROM gift_coupon.rule_issue WHERE member_id = $1');
