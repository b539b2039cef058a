import { statement } from '@regulars/plugin-sdk';
import type { GameOdds, GameTerms } from './game-terms';

export interface GameRow {
  readonly id: string;
  readonly code: string;
  readonly state: 'DRAFT' | 'LIVE' | 'PAUSED' | 'ENDED';
  /** Of the odds. */
  readonly version: number;
  readonly terms: GameTerms;
  readonly odds: GameOdds;
}

export interface SeedRow {
  readonly id: string;
  readonly game_id: string;
  readonly version: number;
  readonly commitment: string;
  readonly seed_sealed: Buffer;
  readonly published_at: Date;
}

export const GAME_COLUMNS = 'g.id, g.code, g.state, g.version, g.terms, v.odds';
export const GAMES = 'lottery.game AS g JOIN lottery.odds_version AS v ON v.game_id = g.id AND v.version = g.version';

/** In the order they were made. */
export const allGames = statement<GameRow>('lottery.all-games', `SELECT ${GAME_COLUMNS} FROM ${GAMES} ORDER BY g.id`);

export const allSeeds = statement<SeedRow>('lottery.all-seeds', 'SELECT s.id, s.game_id, s.version, s.commitment, s.seed_sealed, s.published_at FROM lottery.seed AS s ORDER BY s.game_id, s.version');

export const gamesById = statement<GameRow, [ids: readonly string[]]>('lottery.games-by-id', `SELECT ${GAME_COLUMNS} FROM ${GAMES} WHERE g.id = ANY($1::uuid[])`);

/** By code, or by uuid. */
export const gameNamed = statement<GameRow, [code: string, id: string | null]>('lottery.game-named', `SELECT ${GAME_COLUMNS} FROM ${GAMES} WHERE g.code = $1 OR g.id = $2::uuid ORDER BY g.code <> $1 LIMIT 1`);

/** Holds it against draws and other changes; a chance that is given meanwhile only names the game, and need not wait. */
export const gameForUpdate = statement<GameRow, [id: string]>('lottery.game-for-update', `SELECT ${GAME_COLUMNS} FROM ${GAMES} WHERE g.id = $1 FOR NO KEY UPDATE OF g`);

/** Behind this, nobody gives chances of the game: who is giving some is waited for. Members are locked before. */
export const shutGame = statement<Pick<GameRow, 'state' | 'version'>, [id: string]>('lottery.shut-game', 'SELECT g.state, g.version FROM lottery.game AS g WHERE g.id = $1 FOR UPDATE');

/** Draws of one game do not wait for each other here, but for who changes the game. */
export const holdGame = statement<{ state: GameRow['state']; version: number }, [id: string]>('lottery.hold-game', 'SELECT g.state, g.version FROM lottery.game AS g WHERE g.id = $1 FOR SHARE');

/** Locked against each other: two publications at once cannot both be the last one the plan grants. */
export const lockGames = statement<{ id: string }>('lottery.lock-games', 'SELECT g.id FROM lottery.game AS g ORDER BY g.id FOR NO KEY UPDATE');

/** Games and challenges. */
export const countLive = statement<{ live: number }>('lottery.count-live', `
  SELECT ((SELECT count(*) FROM lottery.game WHERE state IN ('LIVE', 'PAUSED')) + (SELECT count(*) FROM lottery.challenge WHERE state IN ('LIVE', 'PAUSED')))::int AS live`);

/** Nothing when the code is taken. */
export const insertGame = statement<{ id: string }, [id: string, code: string, terms: string]>('lottery.insert-game', `
  INSERT INTO lottery.game (id, code, terms) VALUES ($1, $2, $3::jsonb) ON CONFLICT ON CONSTRAINT game_code_unique DO NOTHING RETURNING id`);

/** Nothing when the code is taken. */
export const setGame = statement<{ id: string }, [id: string, code: string, version: number, terms: string]>('lottery.set-game', `
  UPDATE lottery.game SET code = $2, version = $3, terms = $4::jsonb
   WHERE id = $1 AND NOT EXISTS (SELECT FROM lottery.game AS o WHERE o.code = $2 AND o.id <> $1) RETURNING id`);

export const setGameState = statement<never, [id: string, state: string]>('lottery.set-game-state', 'UPDATE lottery.game SET state = $2 WHERE id = $1');

export const insertOdds = statement<never, [gameId: string, version: number, odds: string]>('lottery.insert-odds', `
  INSERT INTO lottery.odds_version (game_id, version, odds) VALUES ($1, $2, $3::jsonb)`);

export const oddsOfVersions = statement<{ game_id: string; version: number; odds: GameOdds }, [gameIds: readonly string[]]>('lottery.odds-of-versions', `
  SELECT v.game_id, v.version, v.odds FROM lottery.odds_version AS v JOIN lottery.seed AS s ON s.game_id = v.game_id AND s.version = v.version
   WHERE v.game_id = ANY($1::uuid[]) ORDER BY v.game_id, v.version`);

/** Nothing when the version has one: its seed stays. */
export const insertSeed = statement<{ id: string }, [id: string, gameId: string, version: number, commitment: string, sealed: Buffer, at: Date]>('lottery.insert-seed', `
  INSERT INTO lottery.seed (id, game_id, version, commitment, seed_sealed, published_at) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (brand_id, game_id, version) DO NOTHING RETURNING id`);

/** JSON of the prizes that are counted: others are not any more. What was given of a prize that becomes one counts, that of today for its day, too. Nothing of a prize of which more was given than its stock. */
export const setCounters = statement<{ prize: string }, [gameId: string, prizes: string, today: string, timeZone: string, dayStartsAt: number]>('lottery.set-counters', `
  WITH wanted AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS p (prize text, stock int)),
    gone AS (DELETE FROM lottery.prize_counter AS c WHERE c.game_id = $1 AND NOT EXISTS (SELECT FROM wanted WHERE wanted.prize = c.prize))
  INSERT INTO lottery.prize_counter AS held (game_id, prize, stock, given, day, day_given)
  SELECT $1, w.prize, w.stock, n.given, $3::date, n.of_day FROM wanted AS w
   CROSS JOIN LATERAL (
     SELECT count(*)::int AS given, (count(*) FILTER (WHERE ((d.drawn_at AT TIME ZONE $4) - make_interval(mins => $5))::date = $3::date))::int AS of_day
       FROM lottery.draw AS d WHERE d.game_id = $1 AND d.prize = w.prize) AS n
   WHERE w.stock IS NULL OR n.given <= w.stock
  ON CONFLICT (brand_id, game_id, prize) DO UPDATE SET stock = EXCLUDED.stock RETURNING prize`);
