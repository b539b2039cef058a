import { statement } from '@regulars/plugin-sdk';
import type { State } from '../enums';

export interface CouponRow {
  readonly id: string;
  readonly template_id: string;
  readonly version: number;
  readonly member_id: string;
  readonly issued_to: string;
  readonly state: State;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
  readonly held_until: Date | null;
  readonly held_for: string | null;
  readonly uses: number;
  readonly used: number;
  readonly hops: number;
  readonly issued_at: Date;
  readonly code_sealed: Buffer;
}

export const COUPON_COLUMNS = `c.id, c.template_id, c.version, c.member_id, c.issued_to, c.state, c.valid_from, c.valid_to, c.held_until, c.held_for,
  c.uses, c.used, c.hops, c.issued_at, k.code_sealed`;
export const COUPONS = 'gift_coupon.coupon AS c JOIN gift_coupon.coupon_code AS k ON k.id = c.id';

/** The state now, as `stateAt` of the domain says it. */
export const STATE_NOW = `CASE
  WHEN c.state IN ('REDEEMED', 'EXPIRED', 'REVOKED') THEN c.state
  WHEN c.held_until > platform.current_now() THEN c.state
  WHEN c.valid_to <= platform.current_now() THEN 'EXPIRED'
  WHEN c.valid_from > platform.current_now() THEN 'SCHEDULED'
  ELSE 'ACTIVE' END`;

export const couponsById = statement<CouponRow, [ids: readonly string[]]>('gift-coupon.coupons-by-id', `
  SELECT ${COUPON_COLUMNS} FROM ${COUPONS} WHERE c.id = ANY($1::uuid[])`);

export const couponsByCode = statement<CouponRow & { readonly code_index: Buffer }, [indexes: readonly Buffer[]]>('gift-coupon.coupons-by-code', `
  SELECT ${COUPON_COLUMNS}, k.code_index FROM ${COUPONS} WHERE k.code_index = ANY($1::bytea[])`);

/** Locked, in id order. */
export const couponsForUpdate = statement<CouponRow, [ids: readonly string[]]>('gift-coupon.coupons-for-update', `
  SELECT ${COUPON_COLUMNS} FROM ${COUPONS} WHERE c.id = ANY($1::uuid[]) ORDER BY c.id FOR UPDATE OF c`);

export interface TransitionRow {
  readonly id: string;
  readonly coupon_id: string;
  readonly from_state: State | null;
  readonly to_state: State;
  readonly at: Date;
  readonly reason: string;
  readonly redemption_id: string | null;
}

export const transitionsOf = statement<TransitionRow, [couponIds: readonly string[]]>('gift-coupon.transitions', `
  SELECT t.id, t.coupon_id, t.from_state, t.to_state, t.at, t.reason, t.redemption_id
    FROM gift_coupon.transition AS t WHERE t.coupon_id = ANY($1::uuid[]) ORDER BY t.id`);

/** JSON of rows, whose ids are in the order of what happened. */
export const insertTransitions = statement<never, [json: string]>('gift-coupon.insert-transitions', `
  INSERT INTO gift_coupon.transition (id, coupon_id, from_state, to_state, at, reason, redemption_id)
  SELECT id, coupon_id, from_state, to_state, at, reason, redemption_id
    FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, coupon_id uuid, from_state text, to_state text, at timestamptz, reason text, redemption_id uuid)`);

/** Writes states, if they still are what they were: the caller holds the rows' locks, so all of them are. */
export const setStates = statement<{ id: string }, [json: string]>('gift-coupon.set-states', `
  UPDATE gift_coupon.coupon AS c SET state = r.state, held_until = r.held_until, held_for = r.held_for
    FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, was text, state text, held_until timestamptz, held_for text)
   WHERE c.id = r.id AND c.state = r.was RETURNING c.id`);

/** Of unlimited templates nothing is counted. */
export const returnToStock = statement<never, [templateIds: readonly string[]]>('gift-coupon.return-to-stock', `
  UPDATE gift_coupon.template_counter AS n SET issued = n.issued - r.returned
    FROM (SELECT template_id, count(*)::int AS returned FROM unnest($1::uuid[]) AS template_id GROUP BY template_id) AS r
   WHERE n.template_id = r.template_id AND n.stock IS NOT NULL`);

export interface IssuedRow {
  readonly id: string;
  readonly outcome: 'MADE' | 'LIMIT' | 'STOCK';
}

/**
 * Issues as many as stocks and members' limits leave room for, in the order of the rows, and says of each what became of
 * it. The members are locked, so what they were issued before stands still; a counter is locked only here, last, in the
 * order of templates, and moved by what is made.
 */
export const issueCoupons = statement<IssuedRow, [json: string]>('gift-coupon.issue', `
  WITH asked AS MATERIALIZED (
    SELECT r.*, row_number() OVER (PARTITION BY r.template_id, r.member_id ORDER BY r.place) AS of_member
      FROM jsonb_to_recordset($1::jsonb) AS r (place int, id uuid, template_id uuid, version int, member_id uuid, member_limit int, uses int,
        state text, valid_from timestamptz, valid_to timestamptz, at timestamptz, code_sealed text, code_index text, transition_id uuid, reason text)
  ), allowed AS MATERIALIZED (
    SELECT a.*, row_number() OVER (PARTITION BY a.template_id ORDER BY a.place) AS of_template FROM asked AS a
     WHERE a.member_limit IS NULL OR a.of_member + (
       SELECT count(*) FROM gift_coupon.coupon AS c WHERE c.issued_to = a.member_id AND c.template_id = a.template_id AND c.state <> 'REVOKED') + (
       SELECT count(*) FROM gift_coupon.partner_reservation AS r WHERE r.member_id = a.member_id AND r.template_id = a.template_id AND r.state = 'RESERVED') <= a.member_limit
  ), stocked AS MATERIALIZED (
    SELECT n.template_id, least(w.wanted, n.stock - n.issued)::int AS taken
      FROM gift_coupon.template_counter AS n JOIN (SELECT template_id, count(*) AS wanted FROM allowed GROUP BY template_id) AS w ON w.template_id = n.template_id
     WHERE n.stock IS NOT NULL ORDER BY n.template_id FOR UPDATE OF n
  ), counted AS (
    UPDATE gift_coupon.template_counter AS n SET issued = n.issued + s.taken FROM stocked AS s
     WHERE n.template_id = s.template_id AND s.taken > 0 AND n.issued + s.taken <= n.stock RETURNING n.template_id
  ), given AS MATERIALIZED (
    SELECT a.* FROM allowed AS a LEFT JOIN stocked AS s ON s.template_id = a.template_id WHERE s.template_id IS NULL OR a.of_template <= s.taken
  ), made AS (
    INSERT INTO gift_coupon.coupon (id, template_id, version, member_id, issued_to, state, valid_from, valid_to, uses, issued_at)
    SELECT id, template_id, version, member_id, member_id, state, valid_from, valid_to, uses, at FROM given
  ), coded AS (
    INSERT INTO gift_coupon.coupon_code (id, code_sealed, code_index) SELECT id, decode(code_sealed, 'hex'), decode(code_index, 'hex') FROM given
  ), told AS (
    INSERT INTO gift_coupon.transition (id, coupon_id, from_state, to_state, at, reason) SELECT transition_id, id, NULL, state, at, reason FROM given
  )
  SELECT a.id, CASE WHEN g.id IS NOT NULL THEN 'MADE' WHEN l.id IS NOT NULL THEN 'STOCK' ELSE 'LIMIT' END AS outcome
    FROM asked AS a LEFT JOIN allowed AS l ON l.id = a.id LEFT JOIN given AS g ON g.id = a.id ORDER BY a.place`);

/** What a member could use now or some day, those first that end first. */
export const openCouponsOf = statement<CouponRow, [memberId: string, limit: number]>('gift-coupon.open-coupons-of', `
  SELECT ${COUPON_COLUMNS} FROM ${COUPONS}
   WHERE c.member_id = $1 AND c.state IN ('SCHEDULED', 'ACTIVE', 'RESERVED', 'TRANSFER_PENDING') AND (c.valid_to IS NULL OR c.valid_to > platform.current_now() OR c.held_until > platform.current_now())
   ORDER BY c.valid_to NULLS LAST, c.id LIMIT $2`);

/** What these keep reserved; locked, in id order. */
export const couponsHeldFor = statement<CouponRow, [heldFor: readonly string[], codeIndexes: readonly Buffer[]]>('gift-coupon.coupons-held-for', `
  SELECT ${COUPON_COLUMNS} FROM ${COUPONS}
   WHERE k.code_index = ANY($2::bytea[]) AND c.state = 'RESERVED' AND c.held_for = ANY($1::text[]) ORDER BY c.id FOR UPDATE OF c`);
