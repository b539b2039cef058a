import { statement } from '@regulars/plugin-sdk';
import type { LotteryPassedOver } from '../enums';

/** JSON of tickets and their chances. */
export const insertEntries = statement<never, [gameId: string, json: string]>('lottery.insert-entries', `
  INSERT INTO lottery.raffle_entry (game_id, ticket, chance_id) SELECT $1, e.ticket, e.chance_id FROM jsonb_to_recordset($2::jsonb) AS e (ticket text, chance_id uuid)`);

/** Those before a ticket that were given no place: their member has one, or may take no part. */
export const passOver = statement<never, [gameId: string, before: string]>('lottery.pass-over', `
  UPDATE lottery.raffle_entry AS e SET passed_over = CASE WHEN EXISTS (SELECT FROM lottery.raffle_place AS p WHERE p.game_id = $1 AND p.member_id = c.member_id) THEN 'HAS_PLACE' ELSE 'NOT_ACTIVE' END
    FROM lottery.chance AS c
   WHERE c.id = e.chance_id AND e.game_id = $1 AND e.ticket < $2 AND NOT EXISTS (SELECT FROM lottery.raffle_place AS p WHERE p.chance_id = e.chance_id)`);

export const insertClose = statement<never, [gameId: string, entries: number, hash: string, at: Date]>('lottery.insert-close', `
  INSERT INTO lottery.raffle_close (game_id, entries, entries_hash, closed_at) VALUES ($1, $2, $3, $4)`);

export interface CloseRow {
  readonly game_id: string;
  readonly entries: number;
  readonly entries_hash: string;
  readonly closed_at: Date;
}

export const closesOf = statement<CloseRow, [gameIds: readonly string[]]>('lottery.closes-of', `
  SELECT k.game_id, k.entries, k.entries_hash, k.closed_at FROM lottery.raffle_close AS k WHERE k.game_id = ANY($1::uuid[])`);

export interface DrawnEntryRow {
  readonly ticket: string;
  readonly passed_over: `${LotteryPassedOver}` | null;
  readonly granted_to: string;
  readonly number: number;
}

/** In the order of their tickets, from one on. */
export const entriesFrom = statement<DrawnEntryRow, [gameId: string, from: string, limit: number]>('lottery.entries-from', `
  SELECT e.ticket, e.passed_over, c.granted_to, c.number FROM lottery.raffle_entry AS e JOIN lottery.chance AS c ON c.id = e.chance_id
   WHERE e.game_id = $1 AND e.ticket >= $2 ORDER BY e.ticket LIMIT $3`);

/** Chances that stand, and were not drawn from. */
export const leftOut = statement<{ count: number }, [gameId: string]>('lottery.left-out', `
  SELECT count(*)::int AS count FROM lottery.chance AS c
   WHERE c.game_id = $1 AND c.state <> 'REVOKED' AND NOT EXISTS (SELECT FROM lottery.raffle_entry AS e WHERE e.chance_id = c.id)`);
