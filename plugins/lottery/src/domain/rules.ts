import type { Context } from '@regulars/plugin-sdk';
import type { ChanceRule } from '../data/game-terms';
import { type Game, gamesOf, isWithin } from './game';

/** A rule of an open game that an occasion may meet. */
export interface Asked {
  readonly game: Game;
  readonly rule: ChanceRule;
  /** Which of the game's rules for such occasions, from 0. */
  readonly nth: number;
}

export const rulesOf = (game: Game, on: string): readonly Asked[] => game.rules.filter((rule) => rule.on === on).map((rule, nth) => ({ game, rule, nth }));

/** Rules of games that give at that instant. */
export async function askedFor(ctx: Context, on: ChanceRule['on'], at: Date): Promise<readonly Asked[]> {
  return (await gamesOf(ctx)).all.filter((game) => game.state === 'LIVE' && isWithin(game, at)).flatMap((game) => rulesOf(game, on));
}

/** Each rule gives for itself. The first one's key is the occasion's own: so were all, once. */
export const keyOf = (occasion: string, { nth }: Asked): string => (nth === 0 ? occasion : `${occasion}/r${nth}`);

/** The rule, of its game as it is now, that gave a chance; undefined when there are not that many any more. */
export const ruleOf = (game: Game, { cause, cause_key }: { readonly cause: string; readonly cause_key: string }): Asked | undefined =>
  rulesOf(game, cause)[Number(/\/r(\d+)\/\d+$/.exec(cause_key)?.[1] ?? 0)];
