import { statement } from '@regulars/plugin-sdk';
import { COUPON_COLUMNS, type CouponRow } from './coupon.statements';

const DUE = `CASE c.state WHEN 'SCHEDULED' THEN c.valid_from WHEN 'ACTIVE' THEN c.valid_to ELSE c.held_until END`;
const OPEN = `c.state IN ('SCHEDULED', 'ACTIVE', 'RESERVED', 'TRANSFER_PENDING')`;

/** Coupons whose state is no longer what was written, and their owners. */
export const couponsDue = statement<{ id: string; member_id: string }, [limit: number]>('gift-coupon.coupons-due', `
  SELECT c.id, c.member_id FROM gift_coupon.coupon AS c WHERE ${OPEN} AND ${DUE} <= platform.current_now() ORDER BY ${DUE}, c.id LIMIT $1`);

/** Of those that were due, what still is; locked, in id order. The owners are locked before. */
export const lockDue = statement<CouponRow, [ids: readonly string[]]>('gift-coupon.lock-due', `
  SELECT ${COUPON_COLUMNS} FROM gift_coupon.coupon AS c JOIN gift_coupon.coupon_code AS k ON k.id = c.id
   WHERE c.id = ANY($1::uuid[]) AND ${OPEN} AND ${DUE} <= platform.current_now() ORDER BY c.id FOR UPDATE OF c`);

export const nextDue = statement<{ at: Date | null; reminder: Date | null }, [horizonDays: number | null]>('gift-coupon.next-due', `
  SELECT (SELECT min(${DUE}) FROM gift_coupon.coupon AS c WHERE ${OPEN} AND ${DUE} > platform.current_now()) AS at,
    (SELECT min(c.valid_to) - make_interval(days => $1) FROM gift_coupon.coupon AS c
      WHERE c.state = 'ACTIVE' AND c.reminded_at IS NULL AND c.valid_to - make_interval(days => $1) > platform.current_now()) AS reminder`);

export interface RemindedRow {
  readonly id: string;
  readonly member_id: string;
  readonly template_id: string;
}

/** Marks coupons that end within so many days as announced, each once. */
export const remind = statement<RemindedRow, [days: number, limit: number]>('gift-coupon.remind', `
  UPDATE gift_coupon.coupon AS c SET reminded_at = platform.current_now()
   WHERE c.id IN (SELECT d.id FROM gift_coupon.coupon AS d
     WHERE d.state = 'ACTIVE' AND d.reminded_at IS NULL AND d.valid_to > platform.current_now()
       AND d.valid_to <= platform.current_now() + make_interval(days => $1) ORDER BY d.valid_to, d.id LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING c.id, c.member_id, c.template_id`);
