import { statement } from '@regulars/plugin-sdk';
import type { Candidates, FoldState, MarkedState, Placement } from './fold-state';

export interface DayOrderRow {
  readonly order_id: string;
  readonly member_id: string;
  readonly business_date: string;
  readonly placed_at: Date;
  readonly source: string;
  readonly external_id: string;
}

/** The orders that count on these members' business days: of some, a version before kept nothing. */
export const ordersOfDays = statement<DayOrderRow, [memberIds: readonly string[], businessDates: readonly string[]]>('stamp-card.orders-of-days', `
  SELECT fact.order_id, fact.member_id, fact.business_date, fact.placed_at, fact.source, fact.external_id
    FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::date[]) AS pair (member_id, business_date)) AS day
    JOIN "order".order_fact AS fact ON fact.member_id = day.member_id AND fact.business_date = day.business_date
   WHERE fact.counts`);

export interface EntryRow {
  readonly program_id: string;
  readonly order_id: string;
  readonly member_id: string;
  readonly business_date: string;
  readonly placed_at: Date;
  readonly amount_stamps: number;
  readonly visit_stamps: number;
  readonly candidates: Candidates | null;
  readonly placed: readonly Placement[];
  readonly tie: number | null;
}

/** With, of an entry of an earlier version, what that did not keep. */
export interface ReadEntryRow extends EntryRow {
  readonly counts: boolean | null;
  readonly source: string | null;
  readonly external_id: string | null;
}

const ENTRY = 'program_id, order_id, member_id, business_date, placed_at, amount_stamps, visit_stamps, candidates, placed, tie';
const NAMES = `entry.${ENTRY.replaceAll(', ', ', entry.')}`;
const EARLIER = 'LEFT JOIN "order".order_fact AS fact ON entry.candidates IS NULL AND fact.order_id = entry.order_id';

/**
 * Where each member of `instant` stands in each `program`: the latest place, not behind the instant, of which it is known.
 * Who has nothing before the instant stands there at it; of whom nothing is known, from the first order on.
 */
const STANDING = `
      LEFT JOIN LATERAL (
        SELECT CASE WHEN card.mark_at <= instant.at THEN card.mark_at ELSE card.opened_at END AS at, (CASE WHEN card.mark_at <= instant.at THEN card.mark ELSE card.base END ->> 'card')::int AS card
          FROM stamp_card.card WHERE card.member_id = instant.member_id AND card.program_id = program.id
           AND (card.mark_at <= instant.at OR (card.opened_at <= instant.at AND card.base IS NOT NULL))
         ORDER BY card.number DESC LIMIT 1) AS known ON true
      LEFT JOIN LATERAL (
        SELECT instant.at WHERE known.at IS NULL
           AND NOT EXISTS (SELECT FROM stamp_card.card WHERE card.member_id = instant.member_id AND card.program_id = program.id AND card.stamps > 0 AND (card.opened_at <= instant.at OR card.base IS NULL))
           AND NOT EXISTS (SELECT FROM stamp_card.act WHERE act.member_id = instant.member_id AND act.program_id = program.id AND act.at < instant.at)) AS fresh ON true`;

const STANDING_AT = "coalesce(known.at, fresh.at, '-infinity')";

/**
 * Members' entries of each program since where they stand in it at an instant; of programs of one bundle, since the earliest
 * of theirs. And whatever these orders hold.
 */
export const entriesSince = statement<ReadEntryRow, [memberIds: readonly string[], instants: readonly string[], programIds: readonly string[], bundles: readonly string[], orderIds: readonly string[]]>('stamp-card.entries-since', `
  WITH held AS MATERIALIZED (
    SELECT ${NAMES} FROM unnest($5::uuid[]) AS changed (order_id) CROSS JOIN LATERAL (
      SELECT * FROM stamp_card.entry WHERE entry.order_id = changed.order_id OFFSET 0) AS entry
  ), instant AS (
    SELECT member_id, min(at) AS at FROM (
      SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS given (member_id, at) UNION ALL SELECT held.member_id, held.placed_at FROM held) AS all_instants
     GROUP BY member_id
  ), standing AS (
    SELECT instant.member_id, program.id AS program_id, program.bundle, ${STANDING_AT} AS at
      FROM instant CROSS JOIN unnest($3::uuid[], $4::text[]) AS program (id, bundle) ${STANDING}
  ), since AS (
    SELECT member_id, program_id, min(at) OVER (PARTITION BY member_id, bundle) AS at FROM standing
  )
  SELECT ${NAMES}, fact.counts, fact.source, fact.external_id FROM held AS entry ${EARLIER}
  UNION ALL
  SELECT ${NAMES}, fact.counts, fact.source, fact.external_id FROM since CROSS JOIN LATERAL (
    SELECT * FROM stamp_card.entry WHERE entry.member_id = since.member_id AND entry.program_id = since.program_id AND entry.placed_at >= since.at OFFSET 0) AS entry ${EARLIER}
   WHERE NOT entry.order_id = ANY($5::uuid[])`);

/** Since when members are looked at: the instant given, or that of what the orders of `$4` held. */
const INSTANT = `instant AS (
    SELECT member_id, min(at) AS at FROM (
      SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS given (member_id, at)
      UNION ALL SELECT held.member_id, held.placed_at FROM unnest($4::uuid[]) AS changed (order_id) CROSS JOIN LATERAL (
        SELECT entry.member_id, entry.placed_at FROM stamp_card.entry WHERE entry.order_id = changed.order_id OFFSET 0) AS held) AS all_instants
     GROUP BY member_id
  )`;

export interface ActRow {
  readonly id: string;
  readonly program_id: string;
  readonly member_id: string;
  readonly stamps: number;
  readonly at: Date;
  readonly event: string | null;
  readonly placed: readonly Placement[];
}

/** Acts of members in each program since where they stand in it, as `entriesSince` has it. */
export const actsSince = statement<ActRow, [memberIds: readonly string[], instants: readonly string[], programIds: readonly string[], orderIds: readonly string[]]>('stamp-card.acts-since', `
  WITH ${INSTANT}, standing AS (
    SELECT instant.member_id, program.id AS program_id, date_trunc('milliseconds', ${STANDING_AT}) AS at
      FROM instant CROSS JOIN unnest($3::uuid[]) AS program (id) ${STANDING}
  )
  SELECT act.id, act.program_id, act.member_id, act.stamps, act.at, act.event, act.placed FROM standing CROSS JOIN LATERAL (
    SELECT * FROM stamp_card.act WHERE act.member_id = standing.member_id AND act.program_id = standing.program_id AND act.at >= standing.at OFFSET 0) AS act`);

export interface HeldCardRow {
  readonly id: string;
  readonly program_id: string;
  readonly member_id: string;
  readonly number: number;
  readonly stamps: number;
  readonly opened_at: Date;
  readonly completed_at: Date | null;
  readonly version: number | null;
  readonly slots: number | null;
  readonly base: FoldState | null;
  /** Where the member stood just before `mark_at`. */
  readonly mark: MarkedState | null;
  readonly mark_at: Date | null;
  readonly kept: readonly number[];
  readonly nearly_full_at: Date | null;
}

/** Members' cards of each program, emptied ones too, from the one on that was the latest where they stand in it, as `entriesSince` has it. */
export const heldCards = statement<HeldCardRow, [memberIds: readonly string[], instants: readonly string[], programIds: readonly string[], orderIds: readonly string[]]>('stamp-card.held-cards', `
  WITH ${INSTANT}, since AS (
    SELECT instant.member_id, program.id AS program_id, coalesce(known.card, 0) AS number
      FROM instant CROSS JOIN unnest($3::uuid[]) AS program (id) ${STANDING}
  )
  SELECT card.id, card.program_id, card.member_id, card.number, card.stamps, card.opened_at, card.completed_at, card.version, card.slots, card.base, card.mark, card.mark_at, card.kept, card.nearly_full_at
    FROM since JOIN stamp_card.card ON card.member_id = since.member_id AND card.program_id = since.program_id AND card.number >= since.number
   ORDER BY card.number`);

/** JSON of `EntryRow`s. */
export const upsertEntries = statement<never, [json: string]>('stamp-card.upsert-entries', `
  INSERT INTO stamp_card.entry AS held (${ENTRY})
  SELECT ${ENTRY} FROM jsonb_to_recordset($1::jsonb) AS entry (program_id uuid, order_id uuid, member_id uuid, business_date date, placed_at timestamptz,
    amount_stamps int, visit_stamps int, candidates jsonb, placed jsonb, tie int)
  ON CONFLICT (brand_id, program_id, order_id) DO UPDATE
    SET member_id = EXCLUDED.member_id, business_date = EXCLUDED.business_date, placed_at = EXCLUDED.placed_at, amount_stamps = EXCLUDED.amount_stamps,
        visit_stamps = EXCLUDED.visit_stamps, candidates = EXCLUDED.candidates, placed = EXCLUDED.placed, tie = EXCLUDED.tie`);

/** JSON of what acts put where. */
export const placeActs = statement<never, [json: string]>('stamp-card.place-acts', `
  UPDATE stamp_card.act SET placed = place.placed, placed_stamps = place.stamps
    FROM jsonb_to_recordset($1::jsonb) AS place (id uuid, placed jsonb, stamps int) WHERE act.id = place.id`);

/** Sets cards to what they are now. */
export const upsertCards = statement<never, [json: string]>('stamp-card.upsert-cards', `
  INSERT INTO stamp_card.card AS held (id, program_id, member_id, number, stamps, opened_at, completed_at, version, slots, valid_until, base, mark, mark_at, kept, nearly_full_at)
  SELECT id, program_id, member_id, number, stamps, opened_at, completed_at, version, slots, valid_until, base, mark, mark_at, coalesce(kept, '{}'), nearly_full_at
    FROM jsonb_to_recordset($1::jsonb) AS card (id uuid, program_id uuid, member_id uuid, number int, stamps int, opened_at timestamptz, completed_at timestamptz,
      version int, slots int, valid_until timestamptz, base jsonb, mark jsonb, mark_at timestamptz, kept int[], nearly_full_at timestamptz)
  ON CONFLICT (brand_id, member_id, program_id, number) DO UPDATE
    SET stamps = EXCLUDED.stamps, opened_at = EXCLUDED.opened_at, completed_at = EXCLUDED.completed_at, version = EXCLUDED.version, slots = EXCLUDED.slots,
        valid_until = EXCLUDED.valid_until, base = EXCLUDED.base, mark = EXCLUDED.mark, mark_at = EXCLUDED.mark_at, kept = EXCLUDED.kept, nearly_full_at = EXCLUDED.nearly_full_at,
        expired_at = CASE WHEN EXCLUDED.stamps > 0 AND (EXCLUDED.valid_until IS NULL OR EXCLUDED.valid_until <= platform.current_now()) THEN held.expired_at END`);
