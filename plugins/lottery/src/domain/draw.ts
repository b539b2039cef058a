import { giveRewards } from '@regulars/member/contract';
import { businessDateOf, type Context, InvalidInputError, newUuid, NotFoundError, publicId, readId, reject } from '@regulars/plugin-sdk';
import { type ChanceRow, chanceForUpdate, consumeChance } from '../data/chance.statements';
import { insertDraw, takePrize } from '../data/draw.statements';
import { holdGame } from '../data/game.statements';
import type { PrizeTerms } from '../data/game-terms';
import { LotteryChanceUsedError, LotteryNoChanceError, LotteryNotOpenError } from '../errors';
import { openClaims } from './claims';
import { LotteryDrawn } from './events';
import { circleOf } from './circles';
import { CARDS, cardsOf, draw, type Drawn, type Share } from './fair/draw';
import { isCounted, releasedBy, sharesOf } from './fair/odds';
import { type Game, gamesOf, isOpen } from './game';
import { refuseGame } from './games';
import { givenOf, isWinnable } from './given';
import { CHANCE_PREFIX, DRAW_PREFIX, GAME_PREFIX } from './ids';
import { lockNamed } from './lock-member';
import { isRaffle } from './raffle';
import { messageOfChance, openSeed, publishedSeed } from './seeds';

export interface DrawRequest {
  /** Id or code. */
  readonly gameId: string;
  /** Public id. */
  readonly memberId: string;
  /** Public id; null: the oldest that was not drawn. */
  readonly chanceId: string | null;
  /** Of PICK_ONE_OF_FOUR, from 1. */
  readonly pick: number | null;
}

export interface DrawRef {
  /** uuid */
  readonly drawId: string;
}

/** One chance, one draw: the chance, the stock, the prize and the record are one transaction. */
export async function drawChance(ctx: Context, { gameId, memberId: named, chanceId, pick }: DrawRequest): Promise<DrawRef> {
  const memberId = await lockNamed(ctx, named);
  const game = await heldGame(ctx, gameId);
  const picked = readPick(game, pick);
  const chance = await lockedChance(ctx, game, memberId, chanceId);
  const { drawn, shares, message, seed } = await drawAndTake(ctx, game, chance);
  const [consumed] = await ctx.sql(consumeChance(chance.id));
  if (!consumed) throw new Error(`The chance ${chance.id} was drawn although it is locked`);
  const drawId = newUuid();
  const cards = game.odds.form === 'PICK_ONE_OF_FOUR' ? JSON.stringify(cardsOf(seed, message, shares, picked, drawn.prize)) : null;
  const prize = prizeOf(game, drawn.prize);
  // What it gives can have been changed since the game was published.
  const withheld = (await circleOf(ctx, game, prize)) === null ? null : 'CIRCLE';
  void ctx.sql(insertDraw(drawId, game.id, game.version, chance.id, memberId, drawn.prize, JSON.stringify(shares), drawn.attempt, drawn.value, cards, withheld, ctx.now));
  await give(ctx, game, memberId, drawId, prize, withheld === null);
  ctx.emit(LotteryDrawn, { drawId: publicId(DRAW_PREFIX, drawId), gameId: publicId(GAME_PREFIX, game.id), prize: drawn.prize }, memberId);
  return { drawId };
}

/** As it is until this draw stands: nobody publishes other odds, or ends it, meanwhile. */
async function heldGame(ctx: Context, name: string): Promise<Game> {
  const game = (await gamesOf(ctx)).named(name) ?? refuseGame('gameId', name);
  if (isRaffle(game)) refuseNotOpen('gameId');
  const [held] = await ctx.sql(holdGame(game.id));
  if (held?.state !== game.state || held.version !== game.version) ctx.restart('The game was changed meanwhile');
  if (!isOpen(game, ctx.now)) refuseNotOpen('gameId');
  return game;
}

export const refuseNotOpen = (path: string): never => reject(new LotteryNotOpenError({ en: 'The game is not open.', 'zh-TW': '抽獎活動目前未開放。' }, path));

function readPick({ odds: { form } }: Game, pick: number | null): number {
  const isPicked = form === 'PICK_ONE_OF_FOUR';
  if (pick !== null && (!isPicked || pick < 1 || pick > CARDS)) reject(new InvalidInputError({ en: `Of PICK_ONE_OF_FOUR, give 1 to ${CARDS}.`, 'zh-TW': `僅四選一可選擇,請輸入 1 到 ${CARDS}。` }, 'pick'));
  return pick ?? 1;
}

async function lockedChance(ctx: Context, game: Game, memberId: string, publicChanceId: string | null): Promise<ChanceRow> {
  const id = publicChanceId === null ? null : readId(CHANCE_PREFIX, publicChanceId);
  if (publicChanceId !== null && id === null) refuseChance(publicChanceId);
  const [chance] = await ctx.sql(chanceForUpdate(game.id, memberId, id));
  if (!chance && publicChanceId !== null) refuseChance(publicChanceId);
  if (chance?.state === 'CONSUMED') reject(new LotteryChanceUsedError({ en: 'The chance was drawn before.', 'zh-TW': '此抽獎機會已使用。' }, 'chanceId'));
  if (chance?.state !== 'AVAILABLE') reject(new LotteryNoChanceError({ en: 'There is no chance left to draw.', 'zh-TW': '沒有可用的抽獎機會。' }, publicChanceId === null ? 'gameId' : 'chanceId'));
  return chance as ChanceRow;
}

const refuseChance = (id: string): never => reject(new NotFoundError({ en: 'There is no such chance.', 'zh-TW': '沒有此抽獎機會。' }, 'chanceId', id));

interface Taken {
  readonly drawn: Drawn;
  readonly shares: readonly Share[];
  readonly message: string;
  readonly seed: string;
}

/** By the odds of this moment. Where somebody took the last of a prize between the look and the hand, they are other odds, and it is drawn by those. */
async function drawAndTake(ctx: Context, game: Game, chance: ChanceRow): Promise<Taken> {
  const seed = openSeed(ctx, await publishedSeed(ctx, game.id, game.version));
  const message = messageOfChance(game.id, chance);
  const today = businessDateOf(ctx.now, ctx.brand);
  const out = new Set<string>();
  for (;;) {
    const given = await givenOf(ctx, game, chance.member_id);
    const shares = sharesOf(game.odds, (prize) => !out.has(prize.key) && isWinnable(given, prize, ctx.now));
    const drawn = draw(seed, message, shares);
    const prize = prizeOf(game, drawn.prize);
    if (!isCounted(prize)) return { drawn, shares, message, seed };
    const [taken] = await ctx.sql(takePrize(game.id, prize.key, releasedBy(prize, ctx.now), today, prize.dailyQuota));
    if (taken) return { drawn, shares, message, seed };
    out.add(prize.key);
  }
}

function prizeOf({ odds: { prizes } }: Game, key: string): PrizeTerms {
  const prize = prizes.find((one) => one.key === key);
  if (!prize) throw new Error(`${key} is no prize of the game`);
  return prize;
}

async function give(ctx: Context, game: Game, memberId: string, drawId: string, prize: PrizeTerms, isGiven: boolean): Promise<void> {
  await openClaims(ctx, [{ game, prize, memberId, drawId }]);
  const { key, reward } = prize;
  if (reward === null || !isGiven) return;
  const cause = { module: 'lottery', key: `draw/${drawId}`, detail: { game: publicId(GAME_PREFIX, game.id), draw: publicId(DRAW_PREFIX, drawId), prize: key } };
  await giveRewards(ctx, [{ ...reward, memberId, cause, at: ctx.now }]);
}
