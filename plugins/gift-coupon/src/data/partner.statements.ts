import { statement } from '@regulars/plugin-sdk';

export type Outcome = 'ISSUED' | 'ABANDONED';

export interface DecisionRow {
  readonly id: string;
  readonly outcome: Outcome;
}

/** Answers those it has decided: of the others somebody has before. Waits for who is about to. */
export const decide = statement<{ id: string }, [ids: readonly string[], outcome: Outcome]>('gift-coupon.decide', `
  INSERT INTO gift_coupon.partner_decision (id, outcome) SELECT id, $2 FROM unnest($1::uuid[]) AS id ORDER BY id ON CONFLICT DO NOTHING RETURNING id`);

export const decisions = statement<DecisionRow, [ids: readonly string[]]>('gift-coupon.decisions', `
  SELECT d.id, d.outcome FROM gift_coupon.partner_decision AS d WHERE d.id = ANY($1::uuid[])`);

export interface ReservationRow {
  readonly id: string;
  readonly agreement_id: string;
  readonly template_id: string;
  readonly version: number;
  readonly member_id: string;
  readonly state: 'RESERVED' | 'CONFIRMED' | 'RELEASED';
  readonly at: Date;
  readonly valid_from: Date;
  readonly valid_to: Date | null;
  readonly coupon_id: string | null;
}

const COLUMNS = 'r.id, r.agreement_id, r.template_id, r.version, r.member_id, r.state, r.at, r.valid_from, r.valid_to, r.coupon_id';

export const reservationsById = statement<ReservationRow, [ids: readonly string[]]>('gift-coupon.reservations-by-id', `
  SELECT ${COLUMNS} FROM gift_coupon.partner_reservation AS r WHERE r.id = ANY($1::uuid[])`);

/** Those that nothing has become of; locked, in id order. */
export const standingReservations = statement<ReservationRow, [ids: readonly string[]]>('gift-coupon.standing-reservations', `
  SELECT ${COLUMNS} FROM gift_coupon.partner_reservation AS r WHERE r.id = ANY($1::uuid[]) AND r.state = 'RESERVED' ORDER BY r.id FOR UPDATE`);

/** What is reserved counts as issued. JSON of rows; the counters are locked, and have as many left. */
export const insertReservations = statement<never, [json: string]>('gift-coupon.insert-reservations', `
  WITH made AS (
    INSERT INTO gift_coupon.partner_reservation (id, agreement_id, template_id, version, member_id, at, expires_at, valid_from, valid_to)
    SELECT id, agreement_id, template_id, version, member_id, at, expires_at, valid_from, valid_to
      FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, agreement_id uuid, template_id uuid, version int, member_id uuid, at timestamptz, expires_at timestamptz, valid_from timestamptz, valid_to timestamptz)
    RETURNING template_id)
  UPDATE gift_coupon.template_counter AS n SET issued = n.issued + m.made
    FROM (SELECT template_id, count(*)::int AS made FROM made GROUP BY template_id) AS m WHERE n.template_id = m.template_id AND n.stock IS NOT NULL`);

/** What a reserved coupon is made with; bytes as hex. */
export interface ConfirmedCoupon {
  /** Of the reservation. */
  readonly id: string;
  readonly coupon_id: string;
  readonly uses: number;
  readonly state: 'SCHEDULED' | 'ACTIVE';
  readonly code_sealed: string;
  readonly code_index: string;
  readonly transition_id: string;
}

/** Makes the coupons that were reserved, in the state their time is in. JSON of `ConfirmedCoupon`s; the members and the reservations are locked. */
export const confirmReservations = statement<never, [json: string]>('gift-coupon.confirm-reservations', `
  WITH asked AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, coupon_id uuid, uses int, state text, code_sealed text, code_index text, transition_id uuid)
  ), confirmed AS (
    UPDATE gift_coupon.partner_reservation AS r SET state = 'CONFIRMED', coupon_id = a.coupon_id FROM asked AS a WHERE r.id = a.id AND r.state = 'RESERVED'
    RETURNING a.coupon_id, r.template_id, r.version, r.member_id, r.valid_from, r.valid_to, r.at, a.uses, a.state, a.code_sealed, a.code_index, a.transition_id
  ), made AS (
    INSERT INTO gift_coupon.coupon (id, template_id, version, member_id, issued_to, state, valid_from, valid_to, uses, issued_at)
    SELECT coupon_id, template_id, version, member_id, member_id, state, valid_from, valid_to, uses, at FROM confirmed
  ), coded AS (
    INSERT INTO gift_coupon.coupon_code (id, code_sealed, code_index) SELECT coupon_id, decode(code_sealed, 'hex'), decode(code_index, 'hex') FROM confirmed
  )
  INSERT INTO gift_coupon.transition (id, coupon_id, from_state, to_state, at, reason) SELECT transition_id, coupon_id, NULL, state, at, 'ISSUED_BY_PARTNER' FROM confirmed`);

/** Answers the templates of those that were given up. */
export const releaseReservations = statement<{ template_id: string }, [ids: readonly string[]]>('gift-coupon.release-reservations', `
  UPDATE gift_coupon.partner_reservation AS r SET state = 'RELEASED' WHERE r.id = ANY($1::uuid[]) AND r.state = 'RESERVED' RETURNING r.template_id`);

/** Those whose time is over, and who asked for them; so many, of every brand as many as of another. */
export const reservationsDue = statement<{ id: string; partner_id: string }, [limit: number]>('gift-coupon.reservations-due', `
  SELECT r.id, a.partner_id FROM gift_coupon.partner_reservation AS r JOIN gift_coupon.agreement AS a ON a.id = r.agreement_id
   WHERE r.state = 'RESERVED' AND r.expires_at <= platform.current_now() ORDER BY row_number() OVER (PARTITION BY a.partner_id ORDER BY r.expires_at, r.id), r.id LIMIT $1`);

export const nextReservationDue = statement<{ at: Date | null }>('gift-coupon.next-reservation-due', `
  SELECT min(r.expires_at) AS at FROM gift_coupon.partner_reservation AS r WHERE r.state = 'RESERVED' AND r.expires_at > platform.current_now()`);

export const moveReservations = statement<{ id: string }, [survivorId: string, loserId: string]>('gift-coupon.move-reservations', `
  UPDATE gift_coupon.partner_reservation SET member_id = $1 WHERE member_id = $2 RETURNING id`);

/** With the coupons they have become, also since the merge: the merge itself has moved none of those. One that was given to a friend stays there. */
export const returnReservations = statement<never, [loserId: string, ids: readonly string[]]>('gift-coupon.return-reservations', `
  WITH back AS (UPDATE gift_coupon.partner_reservation SET member_id = $1 WHERE id = ANY($2::uuid[]) RETURNING coupon_id)
  UPDATE gift_coupon.coupon AS c SET member_id = CASE WHEN c.member_id = c.issued_to THEN $1 ELSE c.member_id END, issued_to = $1
    FROM back AS b WHERE c.id = b.coupon_id`);
