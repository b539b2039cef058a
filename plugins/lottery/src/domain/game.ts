import { type Context, groupBy, readId } from '@regulars/plugin-sdk';
import { allGames, allSeeds, type GameRow, type SeedRow } from '../data/game.statements';
import type { GameOdds, GameTerms } from '../data/game-terms';
import { GAME_PREFIX } from './ids';

export interface Game extends GameTerms {
  /** uuid */
  readonly id: string;
  readonly code: string;
  readonly state: GameRow['state'];
  /** Of its odds. */
  readonly version: number;
  readonly odds: GameOdds;
}

export const gameOf = ({ id, code, state, version, terms, odds }: GameRow): Game => ({ ...terms, id, code, state, version, odds });

/** The brand's games, and the seeds of the versions that were published. */
export interface Games {
  /** In the order they were made. */
  readonly all: readonly Game[];
  byId(id: string): Game | null;
  byCode(code: string): Game | null;
  /** By code, or by public id. */
  named(name: string): Game | null;
  /** In the order of the versions. */
  seedsOf(gameId: string): readonly SeedRow[];
}

export const gamesOf = (ctx: Context): Promise<Games> =>
  ctx.cached('lottery.games', async (reading) => {
    const [rows, seeds] = await Promise.all([reading.sql(allGames()), reading.sql(allSeeds())]);
    const all = rows.map(gameOf);
    const byId = new Map(all.map((game) => [game.id, game]));
    const byCode = new Map(all.map((game) => [game.code, game]));
    const seedsByGame = groupBy(seeds, ({ game_id }) => game_id);
    return {
      all,
      byId: (id) => byId.get(id) ?? null,
      byCode: (code) => byCode.get(code) ?? null,
      named: (name) => byCode.get(name) ?? byId.get(readId(GAME_PREFIX, name) ?? '') ?? null,
      seedsOf: (gameId) => seedsByGame.get(gameId) ?? [],
    };
  });

/** Whether the instant lies behind its time. */
export const isOver = ({ endsAt }: Pick<GameTerms, 'endsAt'>, at: Date): boolean => endsAt !== null && at.getTime() >= Date.parse(endsAt);

/** Whether the instant lies in its time. */
export const isWithin = (terms: Pick<GameTerms, 'startsAt' | 'endsAt'>, at: Date): boolean => Date.parse(terms.startsAt) <= at.getTime() && !isOver(terms, at);

/** Chances are given, and drawn. */
export const isOpen = (game: Game, at: Date): boolean => game.state === 'LIVE' && isWithin(game, at);
