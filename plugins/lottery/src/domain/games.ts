import { isDeepStrictEqual } from 'node:util';
import { lockRewards } from '@regulars/member/contract';
import { businessDateOf, type Context, InvalidInputError, newUuid, NotFoundError, PersonalData, readId, refuseTakenCode, refuseTransition, reject } from '@regulars/plugin-sdk';
import { lockChallenges } from '../data/challenge.statements';
import { countLive, gameForUpdate, insertGame, insertOdds, insertSeed, lockGames, setCounters, setGame, setGameState } from '../data/game.statements';
import type { GameOdds } from '../data/game-terms';
import { LotteryOddsFrozenError } from '../errors';
import { refuseCircles } from './circles';
import { commitmentOf, newSeed } from './fair/draw';
import { isCounted } from './fair/odds';
import { type Game, gameOf } from './game';
import { GAME_PREFIX } from './ids';
import { type GameDraft, readGame } from './read-game';
import { placeOfSeed } from './seeds';

type State = Game['state'];

/** What the mutations of games answer. */
export interface GameRef {
  /** uuid */
  readonly gameId: string;
}

export async function createGame(ctx: Context, draft: GameDraft): Promise<GameRef> {
  // What has changed of the brand comes with the first statement: the stores a draft names are looked up in memory.
  await liveGames(ctx);
  const { code, terms, odds } = await readGame(ctx, draft);
  const id = newUuid();
  const [written] = await ctx.sql(insertGame(id, code, JSON.stringify(terms)));
  if (!written) refuseTakenCode(code);
  await ctx.sql(insertOdds(id, 1, JSON.stringify(odds)));
  await count(ctx, id, odds);
  return { gameId: id };
}

/** Other odds are another version, which is drawn by once it is published: of a live game they are frozen. */
export async function changeGame(ctx: Context, publicGameId: string, draft: GameDraft): Promise<GameRef> {
  const game = await lockedGame(ctx, publicGameId);
  const { code, terms, odds } = await readGame(ctx, draft);
  if (game.state === 'ENDED') refuseTransition('A game', game.state, game.state);
  if (game.state !== 'DRAFT' && code !== game.code) reject(new InvalidInputError({ en: 'The code stays once the game was published.', 'zh-TW': '發布後不可變更代碼。' }, 'input.code'));
  // The odds as the database gives them back.
  const isOther = !isDeepStrictEqual(JSON.parse(JSON.stringify(odds)), game.odds);
  if (isOther && game.state === 'LIVE') reject(new LotteryOddsFrozenError({ en: 'The odds of a live game are frozen: pause it, and publish another version.', 'zh-TW': '活動進行中機率已凍結:請先暫停,再發布新版本。' }, 'input'));
  const version = isOther ? game.version + 1 : game.version;
  if (isOther) await ctx.sql(insertOdds(game.id, version, JSON.stringify(odds)));
  const [written] = await ctx.sql(setGame(game.id, code, version, JSON.stringify(terms)));
  if (!written) refuseTakenCode(code);
  if (isOther) await count(ctx, game.id, odds);
  return { gameId: game.id };
}

/** A draft, or one that was paused. Each version of the odds has a seed of its own, to which the brand commits here. */
export async function publishGame(ctx: Context, publicGameId: string): Promise<GameRef> {
  await lockRewards(ctx);
  await ctx.sql(lockGames());
  await ctx.sql(lockChallenges());
  const game = await lockedGame(ctx, publicGameId);
  if (game.state !== 'DRAFT' && game.state !== 'PAUSED') refuseTransition('A game', game.state, 'LIVE');
  if (game.state === 'DRAFT') ctx.withinLimit('lottery', 'activeGames', (await liveGames(ctx)) + 1);
  await refuseCircles(ctx, game);
  const id = newUuid();
  const seed = newSeed();
  void ctx.sql(insertSeed(id, game.id, game.version, commitmentOf(seed), ctx.use(PersonalData).seal(seed, placeOfSeed(id)), ctx.now));
  await ctx.sql(setGameState(game.id, 'LIVE'));
  return { gameId: game.id };
}

/** Nothing is drawn and nothing given meanwhile; chances stay. */
export const pauseGame = (ctx: Context, id: string): Promise<GameRef> => move(ctx, id, ['LIVE'], 'PAUSED');

/** For good: its seeds are revealed. */
export const endGame = (ctx: Context, id: string): Promise<GameRef> => move(ctx, id, ['LIVE', 'PAUSED'], 'ENDED');

/** What counts against the plan's limit. */
export const liveGames = async (ctx: Context): Promise<number> => (await ctx.sql(countLive()))[0]?.live ?? 0;

async function count(ctx: Context, gameId: string, { prizes }: GameOdds): Promise<void> {
  const counted = prizes.filter(isCounted);
  const { timeZone, dayStartsAt } = ctx.brand;
  const wanted = JSON.stringify(counted.map(({ key, stock }) => ({ prize: key, stock })));
  const written = new Set((await ctx.sql(setCounters(gameId, wanted, businessDateOf(ctx.now, ctx.brand), timeZone, dayStartsAt))).map(({ prize }) => prize));
  const over = counted.find(({ key }) => !written.has(key));
  if (over) reject(new InvalidInputError({ en: `More of ${over.key} was drawn already.`, 'zh-TW': `「${over.key}」已抽出的數量超過此庫存。` }, 'input.prizes'));
}

async function move(ctx: Context, publicGameId: string, from: readonly State[], to: State): Promise<GameRef> {
  const game = await lockedGame(ctx, publicGameId);
  if (!from.includes(game.state)) refuseTransition('A game', game.state, to);
  await ctx.sql(setGameState(game.id, to));
  return { gameId: game.id };
}

async function lockedGame(ctx: Context, publicGameId: string): Promise<Game> {
  const id = readId(GAME_PREFIX, publicGameId);
  const [row] = id === null ? [] : await ctx.sql(gameForUpdate(id));
  return row ? gameOf(row) : refuseGame('id', publicGameId);
}

export const refuseGame = (path: string, id: string): never => reject(new NotFoundError({ en: 'There is no such game.', 'zh-TW': '沒有此抽獎活動。' }, path, id));
