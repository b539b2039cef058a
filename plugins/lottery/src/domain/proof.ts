import type { Context } from '@regulars/plugin-sdk';
import type { DrawRow } from '../data/draw.statements';
import { commitmentOf, draw, type Share } from './fair/draw';
import { gamesOf } from './game';
import { isOver, messageOfChance, openSeed, publishedSeed } from './seeds';

/** Everything by which a draw can be done again. */
export interface Proof {
  readonly version: number;
  readonly commitment: string;
  /** Null while its version is drawn by. */
  readonly seed: string | null;
  readonly message: string;
  readonly odds: readonly Share[];
  readonly attempt: number;
  readonly value: number;
  readonly prize: string;
}

export interface Verdict {
  readonly proof: Proof;
  /** The seed is the one that was promised, and by it the draw comes out as it is recorded. */
  readonly isValid: boolean;
}

async function seedOf(ctx: Context, { game_id, version }: DrawRow): Promise<{ readonly commitment: string; readonly seed: string; readonly isRevealed: boolean }> {
  const [games, row] = await Promise.all([gamesOf(ctx), publishedSeed(ctx, game_id, version)]);
  const game = games.byId(game_id);
  return { commitment: row.commitment, seed: openSeed(ctx, row), isRevealed: game !== null && isOver(game, version, games.seedsOf(game_id)) };
}

export async function proofOf(ctx: Context, row: DrawRow): Promise<Proof> {
  const { commitment, seed, isRevealed } = await seedOf(ctx, row);
  return { version: row.version, commitment, seed: isRevealed ? seed : null, message: messageOfChance(row.game_id, row), odds: row.odds, attempt: row.attempt, value: row.value, prize: row.prize };
}

/** Does the draw again, from what stands in its record. */
export async function verifyDraw(ctx: Context, row: DrawRow): Promise<Verdict> {
  const { commitment, seed } = await seedOf(ctx, row);
  const { prize, value, attempt } = draw(seed, messageOfChance(row.game_id, row), row.odds);
  return { proof: await proofOf(ctx, row), isValid: commitmentOf(seed) === commitment && prize === row.prize && value === row.value && attempt === row.attempt };
}
