import { Direction, type SortKey, statement } from '@regulars/plugin-sdk';
import type { Placement } from './fold-state';

export interface CardRow {
  readonly id: string;
  readonly program_id: string;
  readonly member_id: string;
  readonly number: number;
  readonly stamps: number;
  readonly opened_at: Date;
  readonly completed_at: Date | null;
  readonly version: number | null;
  readonly valid_until: Date | null;
  readonly kept: readonly number[];
  /** Another one followed. */
  readonly is_followed: boolean;
}

const CARD = `card.id, card.program_id, card.member_id, card.number, card.stamps, card.opened_at, card.completed_at, card.version, card.valid_until, card.kept,
  card.completed_at IS NOT NULL AND EXISTS (
    SELECT FROM stamp_card.card AS later WHERE later.member_id = card.member_id AND later.program_id = card.program_id AND later.number = card.number + 1 AND later.stamps > 0) AS is_followed`;

/** An emptied card (everything on it was refunded) is no card, unless it owes what it gave. */
export const cardsOfMembers = statement<CardRow, [memberIds: readonly string[]]>('stamp-card.cards-of-members', `
  SELECT ${CARD} FROM stamp_card.card WHERE member_id = ANY($1::uuid[]) AND (stamps > 0 OR kept <> '{}') ORDER BY opened_at DESC, number DESC, id`);

export const cardsById = statement<CardRow, [ids: readonly string[]]>('stamp-card.cards-by-id', `SELECT ${CARD} FROM stamp_card.card WHERE id = ANY($1::uuid[])`);

export interface OrderStampsRow {
  readonly order_id: string;
  readonly program_id: string;
  readonly program_name: string;
  readonly amount_stamps: number;
  readonly visit_stamps: number;
}

/** What orders hold, or held once: of those that never did, nothing is told. */
export const stampsOfOrders = statement<OrderStampsRow, [orderIds: readonly string[]]>('stamp-card.stamps-of-orders', `
  SELECT entry.order_id, entry.program_id, program.name AS program_name, entry.amount_stamps, entry.visit_stamps
    FROM stamp_card.entry JOIN stamp_card.program ON program.id = entry.program_id
   WHERE entry.order_id = ANY($1::uuid[]) AND (entry.amount_stamps + entry.visit_stamps > 0 OR entry.candidates IS NULL OR entry.candidates = '{}')
   ORDER BY program.created_at, program.id`);

export interface StampRow {
  readonly id: string;
  readonly member_id: string;
  readonly order_id: string | null;
  /** ORDER, or the kind of the act. */
  readonly kind: string;
  readonly stamps: number;
  readonly at: Date;
  readonly placed: readonly Placement[];
  readonly reason_sealed: Buffer | null;
  readonly member_key: Buffer | null;
}

/**
 * What came while a card was the latest of its program, orders and else: between its opening and that of the next one that has
 * anything on it. A member's other cards are not read for it.
 */
const during = (table: 'entry' | 'act', at: string): string => `
    CROSS JOIN LATERAL (SELECT coalesce(min(next.opened_at), 'infinity') + interval '1 millisecond' AS until FROM stamp_card.card AS next
      WHERE next.member_id = card.member_id AND next.program_id = card.program_id AND next.number = card.number + 1 AND next.stamps > 0) AS latest
    CROSS JOIN LATERAL (SELECT * FROM stamp_card.${table}
      WHERE ${table}.member_id = card.member_id AND ${table}.program_id = card.program_id AND ${table}.${at} >= card.opened_at AND ${table}.${at} < latest.until OFFSET 0) AS ${table}`;

/** What is on each card, by the card's id. */
export const STAMPS_FROM = `(
  SELECT card.id AS card_id, entry.order_id AS id, entry.member_id, entry.order_id, 'ORDER' AS kind, place.stamps, entry.placed_at AS at, entry.placed, NULL::bytea AS reason_sealed, NULL::bytea AS member_key
    FROM stamp_card.card ${during('entry', 'placed_at')}
    CROSS JOIN LATERAL jsonb_to_recordset(entry.placed) AS place (card int, stamps int) WHERE place.card = card.number AND place.stamps <> 0
  UNION ALL
  SELECT card.id, act.id, act.member_id, NULL, act.kind, place.stamps, act.at, act.placed, act.reason_sealed,
      CASE WHEN act.reason_sealed IS NOT NULL THEN (SELECT k.wrapped FROM platform.member_key AS k WHERE k.member_id = act.member_id) END
    FROM stamp_card.card ${during('act', 'at')}
    CROSS JOIN LATERAL jsonb_to_recordset(act.placed) AS place (card int, stamps int) WHERE place.card = card.number AND place.stamps <> 0) AS stamp`;

export const STAMP_COLUMNS = 'id, member_id, order_id, kind, stamps, at, placed, reason_sealed, member_key';

/** The latest first. */
export const STAMP_ORDER: SortKey = { expression: 'at', type: 'timestamptz', direction: Direction.DESC };
export const STAMP_ID: SortKey = { expression: 'id', type: 'uuid', direction: Direction.DESC };

/** The steps of cards, as they were done and undone. */
export const stepsOfCards = statement<{ card_id: string; number: number; at: Date; order_id: string | null; placed: readonly Placement[] }, [cardIds: readonly string[]]>('stamp-card.steps-of-cards', `
  SELECT card.id AS card_id, card.number, entry.placed_at AS at, entry.order_id, entry.placed
    FROM stamp_card.card ${during('entry', 'placed_at')}
   WHERE card.id = ANY($1::uuid[]) AND entry.placed @> jsonb_build_array(jsonb_build_object('card', card.number))
  UNION ALL
  SELECT card.id, card.number, act.at, NULL, act.placed
    FROM stamp_card.card ${during('act', 'at')}
   WHERE card.id = ANY($1::uuid[]) AND act.placed @> jsonb_build_array(jsonb_build_object('card', card.number))
   ORDER BY at`);

/** What an order put on cards: of each program the last of them, and whether one became full. */
export const benefitsOfOrder = statement<CardRow & { readonly given: number; readonly completes: boolean }, [orderId: string]>('stamp-card.benefits-of-order', `
  SELECT ${CARD}, entry.amount_stamps + entry.visit_stamps AS given, EXISTS (
      SELECT FROM jsonb_to_recordset(entry.placed) AS place (card int) JOIN stamp_card.card AS full_card
        ON full_card.member_id = entry.member_id AND full_card.program_id = entry.program_id AND full_card.number = place.card AND full_card.completed_at IS NOT NULL) AS completes
    FROM stamp_card.entry JOIN stamp_card.card ON card.member_id = entry.member_id AND card.program_id = entry.program_id AND card.number = (entry.placed -> -1 ->> 'card')::int
   WHERE entry.order_id = $1 AND entry.amount_stamps + entry.visit_stamps > 0`);
