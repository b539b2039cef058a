import { statement } from '@regulars/plugin-sdk';
import { TILL_HOLD } from './till-hold-name';

export interface RedemptionRow {
  readonly id: string;
  readonly coupon_id: string;
  readonly template_id: string;
  readonly occurrence: number;
  readonly member_id: string;
  readonly source: string;
  readonly external_id: string;
  readonly discount: bigint;
  /** Minor units, as text, by line number. */
  readonly lines: Readonly<Record<string, string>>;
  /** What the basket's lines sold; of earlier redemptions what these did, or nothing. */
  readonly skus: Readonly<Record<string, string>>;
  readonly at: Date;
  readonly reversed_at: Date | null;
}

const COLUMNS = 'r.id, r.coupon_id, r.template_id, r.occurrence, r.member_id, r.source, r.external_id, r.discount, r.lines, r.skus, r.at, r.reversed_at';

/** With the store it was used at, or that of the order where that was not said. */
export const redemptionsById = statement<RedemptionRow & { readonly order_id: string | null; readonly store_id: string | null }, [ids: readonly string[]]>('gift-coupon.redemptions-by-id', `
  SELECT ${COLUMNS}, o.order_id, coalesce(r.store_id, o.store_id) AS store_id FROM gift_coupon.redemption AS r
    LEFT JOIN "order".order_fact AS o ON o.source = r.source AND o.external_id = r.external_id
   WHERE r.id = ANY($1::uuid[])`);

/** What stands of these orders' redemptions. */
export const redemptionsOfOrders = statement<RedemptionRow, [sources: readonly string[], externalIds: readonly string[]]>('gift-coupon.redemptions-of-orders', `
  SELECT ${COLUMNS} FROM unnest($1::text[], $2::text[]) AS o (source, external_id)
    JOIN gift_coupon.redemption AS r ON r.source = o.source AND r.external_id = o.external_id
   WHERE r.reversed_at IS NULL ORDER BY r.id`);

export type OwnedRedemptionRow = RedemptionRow & { readonly owner_id: string };

/** The same with whose the coupons are, and what came back with the order, as its last move: it may have to be used again. */
export const redemptionsToReconcile = statement<OwnedRedemptionRow, [sources: readonly string[], externalIds: readonly string[]]>('gift-coupon.redemptions-to-reconcile', `
  SELECT ${COLUMNS}, c.member_id AS owner_id FROM unnest($1::text[], $2::text[]) AS o (source, external_id)
    JOIN gift_coupon.redemption AS r ON r.source = o.source AND r.external_id = o.external_id
    JOIN gift_coupon.coupon AS c ON c.id = r.coupon_id
   WHERE r.reversed_at IS NULL OR 'REVERSED_BY_REFUND' = (
     SELECT t.reason FROM gift_coupon.transition AS t WHERE t.coupon_id = r.coupon_id AND t.redemption_id = r.id ORDER BY t.id DESC LIMIT 1)
   ORDER BY r.id`);

/** Takes a use again that was given back, as the first occurrence that is free. The coupon is locked. */
export const takeUseAgain = statement<never, [id: string, couponId: string, state: string]>('gift-coupon.take-use-again', `
  WITH turned AS (
    UPDATE gift_coupon.coupon AS c SET used = c.used + 1, state = $3, held_until = NULL, held_for = NULL WHERE c.id = $2 AND c.used < c.uses RETURNING c.id, c.uses
  )
  UPDATE gift_coupon.redemption AS r SET reversed_at = NULL, occurrence = (SELECT min(n) FROM generate_series(1, t.uses) AS n WHERE NOT EXISTS (
      SELECT FROM gift_coupon.redemption AS o WHERE o.coupon_id = t.id AND o.occurrence = n AND o.reversed_at IS NULL))
    FROM turned AS t WHERE r.id = $1 AND r.coupon_id = t.id`);

/** Which coupons of each template a member has used, and did not get back; one that a till holds will be. */
export const usesOfMembers = statement<{ member_id: string; template_id: string; coupon_ids: readonly string[] }, [memberIds: readonly string[], templateIds: readonly string[]]>('gift-coupon.uses-of-members', `
  SELECT u.member_id, u.template_id, array_agg(DISTINCT u.coupon_id) AS coupon_ids FROM (
    SELECT r.member_id, r.template_id, r.coupon_id FROM gift_coupon.redemption AS r
     WHERE r.member_id = ANY($1::uuid[]) AND r.template_id = ANY($2::uuid[]) AND r.reversed_at IS NULL
    UNION ALL
    SELECT c.member_id, c.template_id, c.id FROM gift_coupon.coupon AS c
     WHERE c.member_id = ANY($1::uuid[]) AND c.template_id = ANY($2::uuid[]) AND c.state = 'RESERVED' AND c.held_until > platform.current_now() AND c.held_for LIKE '${TILL_HOLD}%') AS u
   GROUP BY u.member_id, u.template_id`);

/** Members who have an order that counts, this one left out. */
export const membersWithOrders = statement<{ member_id: string }, [memberIds: readonly string[], source: string | null, externalId: string | null]>('gift-coupon.members-with-orders', `
  SELECT m.member_id FROM unnest($1::uuid[]) AS m (member_id)
   WHERE EXISTS (SELECT FROM "order".order_fact AS o WHERE o.member_id = m.member_id AND o.counts AND (o.source, o.external_id) IS DISTINCT FROM ($2::text, $3::text))`,
{ acrossStores: true });

/** Whoever redeems anything for one order waits for whoever else does: what is left of it is divided once. */
export const lockOrderNames = statement<never, [names: readonly string[]]>('gift-coupon.lock-order-names', `
  SELECT pg_advisory_xact_lock(hashtextextended(platform.current_brand()::text || '/' || n.name, 0)) FROM (SELECT name FROM unnest($1::text[]) AS name ORDER BY name) AS n`);

/**
 * Uses coupons up that have a use left, are as they were seen and not on the order yet, each in the first occurrence that is free; answers those
 * that were. JSON of rows; the coupons are locked.
 */
export const redeemCoupons = statement<{ coupon_id: string }, [json: string]>('gift-coupon.redeem', `
  WITH asked AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, coupon_id uuid, template_id uuid, was text, state text, member_id uuid, source text, external_id text, store_id uuid,
      discount bigint, lines jsonb, skus jsonb, at timestamptz, redeemed_at timestamptz)
  ), turned AS (
    UPDATE gift_coupon.coupon AS c SET used = c.used + 1, state = r.state, held_until = NULL, held_for = NULL
      FROM asked AS r WHERE c.id = r.coupon_id AND c.used < c.uses AND c.state = r.was
       AND NOT EXISTS (SELECT FROM gift_coupon.redemption AS o WHERE o.coupon_id = r.coupon_id AND o.source = r.source AND o.external_id = r.external_id AND o.reversed_at IS NULL)
      RETURNING c.id, c.uses
  )
  INSERT INTO gift_coupon.redemption (id, coupon_id, template_id, occurrence, member_id, source, external_id, store_id, discount, lines, skus, at, redeemed_at)
  SELECT r.id, r.coupon_id, r.template_id,
    (SELECT min(n) FROM generate_series(1, t.uses) AS n WHERE NOT EXISTS (
      SELECT FROM gift_coupon.redemption AS o WHERE o.coupon_id = r.coupon_id AND o.occurrence = n AND o.reversed_at IS NULL)),
    r.member_id, r.source, r.external_id, r.store_id, r.discount, r.lines, r.skus, r.at, r.redeemed_at
    FROM asked AS r JOIN turned AS t ON t.id = r.coupon_id
  RETURNING coupon_id`);

/** Gives uses back that had not been; answers which. */
export const reverseRedemptions = statement<{ id: string }, [ids: readonly string[], at: Date]>('gift-coupon.reverse', `
  UPDATE gift_coupon.redemption AS r SET reversed_at = $2 WHERE r.id = ANY($1::uuid[]) AND r.reversed_at IS NULL RETURNING r.id`);

/** JSON of what became of the coupons: one use less each, and usable to a later end where there is a grace. */
export const returnUses = statement<never, [json: string]>('gift-coupon.return-uses', `
  UPDATE gift_coupon.coupon AS c SET used = c.used - r.returned, state = r.state, valid_to = coalesce(r.valid_to, c.valid_to), held_until = r.held_until, held_for = r.held_for
    FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, returned int, state text, valid_to timestamptz, held_until timestamptz, held_for text) WHERE c.id = r.id`);

/** JSON of what redemptions take off by now. */
export const cutDiscounts = statement<never, [json: string]>('gift-coupon.cut-discounts', `
  UPDATE gift_coupon.redemption AS r SET discount = c.discount FROM jsonb_to_recordset($1::jsonb) AS c (id uuid, discount bigint) WHERE r.id = c.id`);

export const insertRefusals = statement<never, [ids: readonly string[], couponIds: readonly string[], templateIds: readonly string[], reasons: readonly string[]]>('gift-coupon.insert-refusals', `
  INSERT INTO gift_coupon.refusal (id, coupon_id, template_id, reason)
  SELECT r.id, r.coupon_id, r.template_id, r.reason FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS r (id, coupon_id, template_id, reason)`);

/** Answers those that were not shown before. */
export const useTokens = statement<{ id: string }, [ids: readonly string[], knownUntil: Date]>('gift-coupon.use-tokens', `
  INSERT INTO gift_coupon.used_token (id, expires_at) SELECT t.id, $2 FROM unnest($1::uuid[]) AS t (id) ORDER BY t.id ON CONFLICT DO NOTHING RETURNING id`);

/** Which of these were shown before. */
export const usedTokens = statement<{ id: string }, [ids: readonly string[]]>('gift-coupon.used-tokens', `
  SELECT u.id FROM gift_coupon.used_token AS u WHERE u.id = ANY($1::uuid[])`);

export const forgetTokens = statement<never>('gift-coupon.forget-tokens', `
  DELETE FROM gift_coupon.used_token WHERE id IN (
    SELECT id FROM gift_coupon.used_token WHERE expires_at <= platform.current_now() LIMIT 100 FOR UPDATE SKIP LOCKED)`);
