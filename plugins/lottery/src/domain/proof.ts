import { type Context, publicId } from '@regulars/plugin-sdk';
import type { DrawRow } from '../data/draw.statements';
import { commitmentOf, draw, messageOf, type Share } from './fair/draw';
import { gamesOf } from './game';
import { isOver, openSeed } from './games';
import { GAME_PREFIX } from './ids';

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

const messageOfDraw = ({ game_id, granted_to, number }: DrawRow): string => messageOf(publicId(GAME_PREFIX, game_id), publicId('mbr', granted_to), number);

async function seedOf(ctx: Context, { game_id, version }: DrawRow): Promise<{ readonly commitment: string; readonly seed: string; readonly isRevealed: boolean }> {
  const games = await gamesOf(ctx);
  const published = games.seedsOf(game_id);
  const row = published.find((one) => one.version === version);
  const game = games.byId(game_id);
  if (!row || !game) throw new Error(`Version ${version} of the game ${game_id} was drawn by without a seed`);
  return { commitment: row.commitment, seed: openSeed(ctx, row), isRevealed: isOver(game, version, published) };
}

export async function proofOf(ctx: Context, row: DrawRow): Promise<Proof> {
  const { commitment, seed, isRevealed } = await seedOf(ctx, row);
  return { version: row.version, commitment, seed: isRevealed ? seed : null, message: messageOfDraw(row), odds: row.odds, attempt: row.attempt, value: row.value, prize: row.prize };
}

/** Does the draw again, from what stands in its record. */
export async function verifyDraw(ctx: Context, row: DrawRow): Promise<Verdict> {
  const { commitment, seed } = await seedOf(ctx, row);
  const { prize, value, attempt } = draw(seed, messageOfDraw(row), row.odds);
  return { proof: await proofOf(ctx, row), isValid: commitmentOf(seed) === commitment && prize === row.prize && value === row.value && attempt === row.attempt };
}
