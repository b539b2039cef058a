import { Direction, type JsonObject, type SortKey, statement } from '@regulars/plugin-sdk';

export interface EntryRow {
  readonly id: string;
  readonly member_id: string;
  readonly number: number;
  readonly kind: string;
  readonly points: number;
  readonly balance_after: number;
  readonly at: Date;
  readonly order_id: string | null;
  /** Of earlier versions. */
  readonly reason: string | null;
  readonly reason_sealed: Buffer | null;
  /** The member's, wrapped, where there is something to open. */
  readonly member_key: Buffer | null;
  readonly explanation: JsonObject;
}

export const ENTRY_COLUMNS = `id, member_id, number, kind, points, balance_after, at, order_id, reason, explanation, reason_sealed,
  CASE WHEN reason_sealed IS NOT NULL THEN (SELECT k.wrapped FROM platform.member_key AS k WHERE k.member_id = points.entry.member_id) END AS member_key`;

/** In the order in which a member's entries were posted, so that each balance follows from the one before. */
export const ENTRY_NUMBER: SortKey = { expression: 'number', type: 'int', direction: Direction.DESC };

export const entriesByIds = statement<EntryRow, [ids: readonly string[]]>(
  'points.entries-by-ids',
  `SELECT ${ENTRY_COLUMNS} FROM points.entry WHERE id = ANY($1)`,
);

/** What orders gave and lost, the oldest first. */
export const entriesOfOrders = statement<EntryRow, [orderIds: readonly string[]]>(
  'points.entries-of-orders',
  `SELECT ${ENTRY_COLUMNS} FROM points.entry WHERE order_id = ANY($1) AND kind IN ('EARN', 'REVERSE_EARN') ORDER BY posted_at, id`,
);
