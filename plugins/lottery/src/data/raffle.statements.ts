import { statement } from '@regulars/plugin-sdk';

export interface EntryRow {
  readonly id: string;
  readonly member_id: string;
  readonly granted_to: string;
  readonly number: number;
}

/** Entries of a raffle behind an id, in the order of ids: those that were not written down yet. */
export const entriesAfter = statement<EntryRow, [gameId: string, after: string, limit: number]>('lottery.entries-after', `
  SELECT c.id, c.member_id, c.granted_to, c.number FROM lottery.chance AS c
   WHERE c.game_id = $1 AND c.id > $2::uuid AND c.state <> 'REVOKED' AND NOT EXISTS (SELECT FROM lottery.raffle_entry AS e WHERE e.chance_id = c.id) ORDER BY c.id LIMIT $3`);

/** Nothing of one that was taken back meanwhile. */
export const consumeChances = statement<{ id: string }, [ids: readonly string[]]>('lottery.consume-chances', `
  UPDATE lottery.chance SET state = 'CONSUMED' WHERE id = ANY($1::uuid[]) AND state = 'AVAILABLE' RETURNING id`);

/** JSON of places. */
export const insertPlaces = statement<never, [json: string]>('lottery.insert-places', `
  INSERT INTO lottery.raffle_place (id, game_id, place, chance_id, member_id, ticket, prize, drawn_at)
  SELECT id, game_id, place, chance_id, member_id, ticket, prize, drawn_at FROM jsonb_to_recordset($1::jsonb)
    AS p (id uuid, game_id uuid, place int, chance_id uuid, member_id uuid, ticket text, prize text, drawn_at timestamptz)`);

export interface PlaceRow {
  readonly id: string;
  readonly game_id: string;
  readonly place: number;
  readonly member_id: string;
  readonly ticket: string;
  readonly prize: string | null;
  readonly granted_to: string;
  readonly number: number;
}

/** In their order. */
export const placesOf = statement<PlaceRow, [gameIds: readonly string[]]>('lottery.places-of', `
  SELECT p.id, p.game_id, p.place, p.member_id, p.ticket, p.prize, c.granted_to, c.number
    FROM lottery.raffle_place AS p JOIN lottery.chance AS c ON c.id = p.chance_id WHERE p.game_id = ANY($1::uuid[]) ORDER BY p.game_id, p.place`);
