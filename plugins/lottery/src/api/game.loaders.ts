import { type Context, defineLoader, Direction, type ListDefinition, manyForEach, oneForEach } from '@regulars/plugin-sdk';
import { drawnOf } from '../data/draw.statements';
import { GAME_COLUMNS, type GameRow, GAMES, gamesById, oddsOfVersions } from '../data/game.statements';
import type { GameOdds } from '../data/game-terms';
import { sharesOf } from '../domain/fair/odds';
import { type Game, gameOf } from '../domain/game';
import { givenOfGames, isWinnable } from '../domain/given';
import { gameObject, type LotteryGame, type LotteryShare } from './game.type';

/** The newest first: ids sort by the time they were made. */
export const gameList: ListDefinition<GameRow, LotteryGame> = {
  name: 'lottery.games',
  select: GAME_COLUMNS,
  from: GAMES,
  id: { expression: 'g.id', type: 'uuid', direction: Direction.DESC },
  toItem: (row) => gameObject(gameOf(row)),
};

export async function loadGames(ctx: Context, ids: readonly string[]): Promise<(LotteryGame | null)[]> {
  return oneForEach(ids, (await ctx.sql(gamesById(ids))).map((row) => gameObject(gameOf(row))), ({ game }) => game.id);
}

/** By uuid. */
export const gameById = defineLoader<string, LotteryGame | null>(loadGames);

/** By what is drawn now: for the member who asks, or for anybody who has drawn nothing. */
export const presentOdds = defineLoader<Game, readonly LotteryShare[]>(async (ctx, games) => {
  const given = await givenOfGames(ctx, games.map(({ id }) => id), ctx.audience === 'member' ? ctx.actor.memberId : null);
  return games.map((game) => sharesOf(game.odds, (prize) => isWinnable(given(game.id), prize, ctx.now)));
}, ({ id }) => id);

/** Of versions that were published, by the game's uuid. */
export const publishedOdds = defineLoader<string, readonly { readonly version: number; readonly odds: GameOdds }[]>(async (ctx, ids) =>
  manyForEach(ids, await ctx.sql(oddsOfVersions(ids)), ({ game_id }) => game_id));

/** How often each prize of a game was drawn, by the game's uuid. */
export const drawnOfGame = defineLoader<string, ReadonlyMap<string, number>>(async (ctx, ids) =>
  manyForEach(ids, await ctx.sql(drawnOf(ids)), ({ game_id }) => game_id).map((rows) => new Map(rows.map(({ prize, drawn }) => [prize, drawn]))));
