import { statement } from '@regulars/plugin-sdk';
import type { Share } from './game-terms';

export interface DrawRow {
  readonly id: string;
  readonly game_id: string;
  readonly version: number;
  readonly chance_id: string;
  readonly member_id: string;
  readonly prize: string;
  readonly odds: readonly Share[];
  readonly attempt: number;
  readonly value: number;
  readonly cards: readonly string[] | null;
  readonly withheld: 'CIRCLE' | null;
  readonly drawn_at: Date;
  /** Of its chance: what it was drawn with. */
  readonly granted_to: string;
  readonly number: number;
}

export const DRAW_COLUMNS = 'd.id, d.game_id, d.version, d.chance_id, d.member_id, d.prize, d.odds, d.attempt, d.value, d.cards, d.withheld, d.drawn_at, c.granted_to, c.number';
export const DRAWS = 'lottery.draw AS d JOIN lottery.chance AS c ON c.id = d.chance_id';

export const drawsById = statement<DrawRow, [ids: readonly string[]]>('lottery.draws-by-id', `SELECT ${DRAW_COLUMNS} FROM ${DRAWS} WHERE d.id = ANY($1::uuid[])`);

type Written = [id: string, gameId: string, version: number, chanceId: string, memberId: string, prize: string, odds: string, attempt: number, value: number, cards: string | null, withheld: 'CIRCLE' | null, at: Date];

export const insertDraw = statement<never, Written>('lottery.insert-draw', `
  INSERT INTO lottery.draw (id, game_id, version, chance_id, member_id, prize, odds, attempt, value, cards, withheld, drawn_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10::jsonb, $11, $12)`);

export interface GivenRow {
  readonly game_id: string;
  readonly prize: string;
  readonly given: number;
  readonly day: string | null;
  readonly day_given: number;
}

export const countersOf = statement<GivenRow, [gameIds: readonly string[]]>('lottery.counters-of', `
  SELECT n.game_id, n.prize, n.given, n.day, n.day_given FROM lottery.prize_counter AS n WHERE n.game_id = ANY($1::uuid[])`);

/** How often a member drew each prize. */
export const prizesOf = statement<{ game_id: string; prize: string; given: number }, [memberId: string, gameIds: readonly string[]]>('lottery.prizes-of', `
  SELECT d.game_id, d.prize, count(*)::int AS given FROM lottery.draw AS d WHERE d.member_id = $1 AND d.game_id = ANY($2::uuid[]) GROUP BY 1, 2`);

/** Nothing when none is left: of what was released, or of the day. Two draws around midnight may come here in any order: of a day that is over nothing is left, and the day never goes back. */
export const takePrize = statement<{ given: number }, [gameId: string, prize: string, released: number | null, today: string, quota: number | null]>('lottery.take-prize', `
  UPDATE lottery.prize_counter SET given = given + 1, day = greatest(day, $4::date), day_given = CASE WHEN day > $4::date THEN day_given WHEN day = $4::date THEN day_given + 1 ELSE 1 END
   WHERE game_id = $1 AND prize = $2 AND ($3::int IS NULL OR given < $3) AND ($5::int IS NULL OR day IS NULL OR day < $4::date OR (day = $4::date AND day_given < $5))
  RETURNING given`);

/** How often each prize was drawn. */
export const drawnOf = statement<{ game_id: string; prize: string; drawn: number }, [gameIds: readonly string[]]>('lottery.drawn-of', `
  SELECT d.game_id, d.prize, count(*)::int AS drawn FROM lottery.draw AS d WHERE d.game_id = ANY($1::uuid[]) GROUP BY 1, 2`);
