import { businessDateOf, type Context } from '@regulars/plugin-sdk';
import { countersOf, type GivenRow, prizesOf } from '../data/draw.statements';
import type { PrizeTerms } from '../data/game-terms';
import { canBeWon, type Given } from './fair/odds';
import type { Game } from './game';

/** What was given of a game's prizes. */
export type GivenOfPrizes = (prize: string) => Given;

/** @param memberId who is to draw; null: anybody who has drawn nothing yet */
export async function givenOf(ctx: Context, game: Pick<Game, 'id'>, memberId: string | null): Promise<GivenOfPrizes> {
  return (await givenOfGames(ctx, [game.id], memberId))(game.id);
}

export async function givenOfGames(ctx: Context, gameIds: readonly string[], memberId: string | null): Promise<(gameId: string) => GivenOfPrizes> {
  const [counters, own] = await Promise.all([ctx.sql(countersOf(gameIds)), memberId === null ? [] : ctx.sql(prizesOf(memberId, gameIds))]);
  const today = businessDateOf(ctx.now, ctx.brand);
  const counted = new Map(counters.map((row) => [`${row.game_id}/${row.prize}`, row]));
  const drawn = new Map(own.map((row) => [`${row.game_id}/${row.prize}`, row.given]));
  return (gameId) => (prize) => givenAt(counted.get(`${gameId}/${prize}`), drawn.get(`${gameId}/${prize}`) ?? 0, today);
}

const givenAt = (row: GivenRow | undefined, toMember: number, today: string): Given => ({ ever: row?.given ?? 0, today: row?.day === today ? row.day_given : 0, toMember });

export const isWinnable = (given: GivenOfPrizes, prize: PrizeTerms, now: Date): boolean => canBeWon(prize, given(prize.key), now);
