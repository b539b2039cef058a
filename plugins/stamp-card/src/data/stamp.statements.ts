import { statement } from '@regulars/plugin-sdk';

export interface DayOrderRow {
  readonly order_id: string;
  readonly member_id: string;
  readonly business_date: string;
  readonly placed_at: Date;
}

/** The orders that count on these members' business days, the earliest first: the first one is the day's visit. */
export const ordersOfDays = statement<DayOrderRow, [memberIds: readonly string[], businessDates: readonly string[]]>('stamp-card.orders-of-days', `
  SELECT fact.order_id, fact.member_id, fact.business_date, fact.placed_at
    FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::date[]) AS pair (member_id, business_date)) AS day
    JOIN "order".order_fact AS fact ON fact.member_id = day.member_id AND fact.business_date = day.business_date
   WHERE fact.counts
   ORDER BY fact.member_id, fact.business_date, fact.placed_at, fact.source COLLATE "C", fact.external_id COLLATE "C"`);

export interface EntryRow {
  readonly program_id: string;
  readonly order_id: string;
  readonly member_id: string;
  readonly business_date: string;
  readonly placed_at: Date;
  readonly amount_stamps: number;
  readonly visit_stamps: number;
}

const ENTRY = 'program_id, order_id, member_id, business_date, placed_at, amount_stamps, visit_stamps';

/**
 * What these orders, and the others of these members' business days, hold. Two look-ups, each by its own index: one
 * condition for both would have every entry of the brand read.
 */
export const entriesOfDays = statement<EntryRow, [memberIds: readonly string[], businessDates: readonly string[], orderIds: readonly string[]]>('stamp-card.entries-of-days', `
  SELECT held.* FROM unnest($3::uuid[]) AS changed (order_id) CROSS JOIN LATERAL (
    SELECT ${ENTRY} FROM stamp_card.entry WHERE entry.order_id = changed.order_id OFFSET 0) AS held
  UNION
  SELECT held.* FROM unnest($1::uuid[], $2::date[]) AS day (member_id, business_date) CROSS JOIN LATERAL (
    SELECT ${ENTRY} FROM stamp_card.entry WHERE entry.member_id = day.member_id AND entry.business_date = day.business_date OFFSET 0) AS held`);

export interface TotalRow {
  readonly program_id: string;
  readonly member_id: string;
  readonly stamps: number;
  /** By number, from 1 on. */
  readonly card_ids: readonly string[];
}

export const totalsOfMembers = statement<TotalRow, [memberIds: readonly string[], programIds: readonly string[]]>('stamp-card.totals', `
  SELECT program_id, member_id, sum(stamps)::int AS stamps, array_agg(id ORDER BY number) AS card_ids
    FROM stamp_card.card WHERE member_id = ANY($1::uuid[]) AND program_id = ANY($2::uuid[]) GROUP BY program_id, member_id`);

export const upsertEntries = statement<never, [json: string]>('stamp-card.upsert-entries', `
  INSERT INTO stamp_card.entry AS held (program_id, order_id, member_id, business_date, placed_at, amount_stamps, visit_stamps)
  SELECT program_id, order_id, member_id, business_date, placed_at, amount_stamps, visit_stamps
    FROM jsonb_to_recordset($1::jsonb) AS entry (program_id uuid, order_id uuid, member_id uuid, business_date date, placed_at timestamptz, amount_stamps int, visit_stamps int)
  ON CONFLICT (brand_id, program_id, order_id) DO UPDATE
    SET member_id = EXCLUDED.member_id, business_date = EXCLUDED.business_date, placed_at = EXCLUDED.placed_at,
        amount_stamps = EXCLUDED.amount_stamps, visit_stamps = EXCLUDED.visit_stamps`);

export interface CardRow {
  readonly id: string;
  readonly program_id: string;
  readonly member_id: string;
  readonly number: number;
  readonly stamps: number;
  readonly opened_at: Date;
  readonly completed_at: Date | null;
}

/** Sets cards to what they hold now; one that is no longer full is open again. */
export const upsertCards = statement<never, [json: string]>('stamp-card.upsert-cards', `
  INSERT INTO stamp_card.card AS held (id, program_id, member_id, number, stamps, opened_at, completed_at)
  SELECT id, program_id, member_id, number, stamps, at, CASE WHEN is_full THEN at END
    FROM jsonb_to_recordset($1::jsonb) AS card (id uuid, program_id uuid, member_id uuid, number int, stamps int, is_full boolean, at timestamptz)
  ON CONFLICT (brand_id, member_id, program_id, number) DO UPDATE
    SET stamps = EXCLUDED.stamps, completed_at = CASE WHEN EXCLUDED.completed_at IS NULL THEN NULL ELSE coalesce(held.completed_at, EXCLUDED.completed_at) END`);

const CARD = 'id, program_id, member_id, number, stamps, opened_at, completed_at';

/** An emptied card (everything on it was refunded) is no card. */
export const cardsOfMembers = statement<CardRow, [memberIds: readonly string[]]>('stamp-card.cards-of-members', `
  SELECT ${CARD} FROM stamp_card.card WHERE member_id = ANY($1::uuid[]) AND stamps > 0 ORDER BY opened_at DESC, number DESC, id`);

export const cardsById = statement<CardRow, [ids: readonly string[]]>('stamp-card.cards-by-id', `SELECT ${CARD} FROM stamp_card.card WHERE id = ANY($1::uuid[])`);

export interface OrderStampsRow {
  readonly order_id: string;
  readonly program_id: string;
  readonly program_name: string;
  readonly amount_stamps: number;
  readonly visit_stamps: number;
}

export const stampsOfOrders = statement<OrderStampsRow, [orderIds: readonly string[]]>('stamp-card.stamps-of-orders', `
  SELECT entry.order_id, entry.program_id, program.name AS program_name, entry.amount_stamps, entry.visit_stamps
    FROM stamp_card.entry JOIN stamp_card.program ON program.id = entry.program_id
   WHERE entry.order_id = ANY($1::uuid[]) ORDER BY program.created_at, program.id`);
