import { type RewardSpec, wayToReward } from '@regulars/member/contract';
import { type Context, publicId, reject } from '@regulars/plugin-sdk';
import type { PrizeTerms } from '../data/game-terms';
import { LotteryRewardCircleError } from '../errors';
import type { Game } from './game';
import { GAME_PREFIX } from './ids';

/** How other modules name what this one gives. */
export const CHANCE_KIND = 'lottery-chance';

const givesChanceOf = ({ id, code }: Game) => ({ kind, spec }: RewardSpec): boolean => {
  const { game } = spec as { readonly game?: string };
  return kind === CHANCE_KIND && (game === code || game === publicId(GAME_PREFIX, id));
};

/**
 * How a prize comes to chances of its own game by way of something else; null: it does not. A prize that is a chance itself says so
 * in the odds, for everybody to see.
 */
export async function circleOf(ctx: Context, game: Game, { reward }: PrizeTerms): Promise<readonly RewardSpec[] | null> {
  const isSought = givesChanceOf(game);
  return reward === null || isSought(reward) ? null : wayToReward(ctx, reward, isSought);
}

/** The caller holds the lock of rewards. */
export async function refuseCircles(ctx: Context, game: Game): Promise<void> {
  for (const prize of game.odds.prizes) {
    const way = await circleOf(ctx, game, prize);
    if (way) reject(new LotteryRewardCircleError([prize.key, ...way.map(({ kind, spec }) => `${kind} ${Object.values(spec as object)[0]}`)], 'id'));
  }
}
