import { statement } from '@regulars/plugin-sdk';

export interface SettlementRow {
  readonly id: string;
  readonly agreement_id: string;
  readonly reservation_id: string;
  readonly code_end: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly at: Date;
  readonly reversed_at: Date | null;
  readonly version: number;
}

export const SETTLEMENT_COLUMNS = 's.id, s.agreement_id, s.reservation_id, s.code_end, s.amount, s.currency, s.at, s.reversed_at, s.version';

/** Brings entries to where their redemptions are, of coupons that came under an agreement; answers those that moved. The share is rounded down. */
export const settle = statement<{ id: string; agreement_id: string }, [redemptionIds: readonly string[], codeEnds: readonly string[], currency: string]>('gift-coupon.settle', `
  INSERT INTO gift_coupon.settlement AS s (id, agreement_id, reservation_id, code_end, amount, currency, at, reversed_at)
  SELECT r.id, a.id, p.id, t.code_end, r.discount * a.share_bp / 10000, $3, r.at, r.reversed_at
    FROM unnest($1::uuid[], $2::text[]) AS t (id, code_end) JOIN gift_coupon.redemption AS r ON r.id = t.id
    JOIN gift_coupon.partner_reservation AS p ON p.coupon_id = r.coupon_id JOIN gift_coupon.agreement AS a ON a.id = p.agreement_id
  ON CONFLICT (brand_id, id) DO UPDATE SET reversed_at = EXCLUDED.reversed_at, version = s.version + 1
   WHERE s.reversed_at IS DISTINCT FROM EXCLUDED.reversed_at
  RETURNING s.id, s.agreement_id`);

/** Brings entries to what their redemptions take off now; answers those that moved. */
export const settleAmounts = statement<{ id: string; agreement_id: string }, [redemptionIds: readonly string[]]>('gift-coupon.settle-amounts', `
  UPDATE gift_coupon.settlement AS s SET amount = r.discount * a.share_bp / 10000, version = s.version + 1
    FROM gift_coupon.redemption AS r, gift_coupon.agreement AS a
   WHERE s.id = ANY($1::uuid[]) AND r.id = s.id AND a.id = s.agreement_id AND s.amount <> r.discount * a.share_bp / 10000
  RETURNING s.id, s.agreement_id`);

export const settlementsById = statement<SettlementRow, [ids: readonly string[]]>('gift-coupon.settlements-by-id', `
  SELECT ${SETTLEMENT_COLUMNS} FROM gift_coupon.settlement AS s WHERE s.id = ANY($1::uuid[])`);

/** Takes copies that are later than what stands. JSON of rows. */
export const copySettlements = statement<never, [json: string]>('gift-coupon.copy-settlements', `
  INSERT INTO gift_coupon.settlement AS s (id, agreement_id, reservation_id, code_end, amount, currency, at, reversed_at, version)
  SELECT id, agreement_id, reservation_id, code_end, amount, currency, at, reversed_at, version
    FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, agreement_id uuid, reservation_id uuid, code_end text, amount bigint, currency text, at timestamptz, reversed_at timestamptz, version int)
  ON CONFLICT (brand_id, id) DO UPDATE SET amount = EXCLUDED.amount, reversed_at = EXCLUDED.reversed_at, version = EXCLUDED.version WHERE EXCLUDED.version > s.version`);

/** Of which of these, as far as partners have told, a coupon was used. */
export const usedReservations = statement<{ reservation_id: string }, [ids: readonly string[]]>('gift-coupon.used-reservations', `
  SELECT DISTINCT s.reservation_id FROM gift_coupon.settlement AS s WHERE s.reservation_id = ANY($1::uuid[]) AND s.reversed_at IS NULL`);

/** What tells two copies of an agreement's entries apart: how many there are, and how often they moved. */
export const settlementSums = statement<{ entries: string }, [agreementId: string]>('gift-coupon.settlement-sums', `
  SELECT concat_ws('/', count(*), sum(s.version)) AS entries FROM gift_coupon.settlement AS s WHERE s.agreement_id = $1`);

export const settlementIds = statement<{ id: string }, [agreementId: string]>('gift-coupon.settlement-ids', `
  SELECT s.id FROM gift_coupon.settlement AS s WHERE s.agreement_id = $1 ORDER BY s.id`);
