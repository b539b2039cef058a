import { type CipherPlace, type Context, PersonalData, publicId } from '@regulars/plugin-sdk';
import type { ChanceRow } from '../data/chance.statements';
import type { SeedRow } from '../data/game.statements';
import { messageOf } from './fair/draw';
import { type Game, gamesOf } from './game';
import { GAME_PREFIX } from './ids';

/** Where a seed stands sealed. */
export const placeOfSeed = (row: string): CipherPlace => ({ table: 'lottery.seed', column: 'seed_sealed', row });

/** In hexadecimal; nobody is told it while its version is drawn by. */
export const openSeed = (ctx: Context, { id, seed_sealed }: Pick<SeedRow, 'id' | 'seed_sealed'>): string => ctx.use(PersonalData).open(seed_sealed, placeOfSeed(id));

/** Of a version of the odds that was published. */
export async function publishedSeed(ctx: Context, gameId: string, version: number): Promise<SeedRow> {
  const row = (await gamesOf(ctx)).seedsOf(gameId).find((one) => one.version === version);
  if (!row) throw new Error(`Version ${version} of the game ${gameId} was published without a seed`);
  return row;
}

/** Nothing is drawn by a version any more once a later one was published, or the game has ended. */
export const isOver = ({ state }: Pick<Game, 'state'>, version: number, published: readonly SeedRow[]): boolean =>
  state === 'ENDED' || published.some((later) => later.version > version);

/** What a chance of the game is drawn with, or has its ticket by. */
export const messageOfChance = (gameId: string, { granted_to, number }: Pick<ChanceRow, 'granted_to' | 'number'>): string =>
  messageOf(publicId(GAME_PREFIX, gameId), publicId('mbr', granted_to), number);
