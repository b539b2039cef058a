import { giveRewards } from '@regulars/member/contract';
import { type Context, defineJob, defineTask, MINUTE, newUuid, publicId } from '@regulars/plugin-sdk';
import { gamesById, setGameState, shutGame } from '../data/game.statements';
import type { PrizeTerms } from '../data/game-terms';
import { consumeChances, type EntryRow, insertPlaces, type PlaceRow } from '../data/raffle.statements';
import { nextLapse, openClaims, passOnLapsed } from './claims';
import { enter, publishEntries, rank } from './entries';
import { LotteryRaffleWon } from './events';
import { prizesInOrder, type Ticket } from './fair/raffle';
import { type Game, gameOf, gamesOf } from './game';
import { GAME_PREFIX } from './ids';
import { lockAllActive } from './lock-member';
import { openSeed, publishedSeed } from './seeds';

/** So long behind its end a raffle is drawn: what happened in its last minute has been told by then. */
const GRACE = 5 * MINUTE;

export const isRaffle = ({ odds: { form } }: Pick<Game, 'odds'>): boolean => form === 'RAFFLE';

const drawnAt = ({ endsAt }: Game): number => Date.parse(endsAt ?? '') + GRACE;

const raffles = async (ctx: Context): Promise<readonly Game[]> => (await gamesOf(ctx)).all.filter((game) => isRaffle(game) && game.state === 'LIVE');

/** One draw of all entries, when its time is over: the places, what they win, and the end of the game are one transaction. */
async function drawRaffle(ctx: Context, gameId: string): Promise<void> {
  const [row] = await ctx.sql(gamesById([gameId]));
  if (row?.state !== 'LIVE') return;
  const game = gameOf(row);
  const seed = openSeed(ctx, await publishedSeed(ctx, game.id, game.version));
  const prizes = prizesInOrder(game.odds.prizes);
  const wanted = prizes.length + (game.alternates ?? 0);
  // Members before the game and its entries: who gives chances, or takes them back, holds a member, and then these.
  const locked = new Set<string>();
  await activeAmong(ctx, (await rank(ctx, game, seed)).places, wanted, (ids) => void ids.forEach((id) => locked.add(id)));
  const [shut] = await ctx.sql(shutGame(game.id));
  if (shut?.state !== 'LIVE') return;
  if (shut.version !== game.version) ctx.restart('Other odds were published meanwhile');
  const { places: ranked } = await enter(ctx, game, seed);
  const drawn = await activeAmong(ctx, ranked, wanted, (ids) => {
    if (ids.some((id) => !locked.has(id))) ctx.restart('An entry was given meanwhile, or one was taken back');
  });
  const taken = drawn.length === 0 ? [] : await ctx.sql(consumeChances(drawn.map(({ entry }) => entry.id)));
  if (taken.length < drawn.length) ctx.restart('An entry was taken back meanwhile');
  const places = drawn.map(({ entry, ticket }, index) => ({ id: newUuid(), game_id: game.id, place: index + 1, chance_id: entry.id, member_id: entry.member_id, ticket, prize: prizes[index] ?? null, drawn_at: ctx.now }));
  if (places.length > 0) await ctx.sql(insertPlaces(JSON.stringify(places)));
  await publishEntries(ctx, game, drawn[wanted - 1]?.ticket ?? null);
  await ctx.sql(setGameState(game.id, 'ENDED'));
  await give(ctx, game, places);
}

/** The first so many whose members may take part; these are locked. @param lock told of members before they are */
async function activeAmong(ctx: Context, ranked: readonly Ticket<EntryRow>[], count: number, lock: (memberIds: readonly string[]) => void): Promise<readonly Ticket<EntryRow>[]> {
  const found: Ticket<EntryRow>[] = [];
  for (let from = 0; from < ranked.length && found.length < count; from += count) {
    const some = ranked.slice(from, from + count);
    const memberIds = some.map(({ entry }) => entry.member_id);
    lock(memberIds);
    const active = await lockAllActive(ctx, memberIds);
    found.push(...some.filter(({ entry }) => active.get(entry.member_id) === entry.member_id));
  }
  return found.slice(0, count);
}

type Place = Pick<PlaceRow, 'id' | 'member_id' | 'prize' | 'place'>;

async function give(ctx: Context, game: Game, places: readonly Place[]): Promise<void> {
  const terms = new Map(game.odds.prizes.map((prize) => [prize.key, prize]));
  const won = places.flatMap((place) => (place.prize === null ? [] : [{ place, prize: terms.get(place.prize) as PrizeTerms }]));
  await openClaims(ctx, won.map(({ place, prize }) => ({ game, prize, memberId: place.member_id, placeId: place.id })));
  await giveRewards(ctx, won.flatMap(({ place, prize }) => (prize.reward === null ? [] : [{
    ...prize.reward, memberId: place.member_id, at: ctx.now, cause: { module: 'lottery', key: `raffle/${place.id}`, detail: { game: publicId(GAME_PREFIX, game.id), prize: prize.key } },
  }])));
  for (const { place, prize } of won) ctx.emit(LotteryRaffleWon, { gameId: publicId(GAME_PREFIX, game.id), prize: prize.key, place: place.place }, place.member_id);
}

/** What is more than one run of the job takes, in transactions of its own. */
export const raffleTask = defineTask<{ readonly gameIds: readonly string[] }>('lottery.draw-raffles', async (work, { gameIds }) => {
  for (const gameId of gameIds) {
    work.signal.throwIfAborted();
    await work.transaction((ctx) => drawRaffle(ctx, gameId));
  }
  for (let more = true; more; ) {
    work.signal.throwIfAborted();
    more = await work.transaction(passOnLapsed);
  }
});

export const raffleJob = defineJob({
  id: 'draw-raffles',
  cron: '* * * * *',
  async run(ctx) {
    const due = (await raffles(ctx)).filter((game) => drawnAt(game) <= ctx.now.getTime());
    const isMore = await passOnLapsed(ctx);
    if (due.length > 0 || isMore) await ctx.enqueue(raffleTask, { gameIds: due.map(({ id }) => id) });
  },
  nextDue: async (ctx) => {
    const ends = (await raffles(ctx)).map(drawnAt).filter((at) => at > ctx.now.getTime());
    const lapse = await nextLapse(ctx);
    const instants = [...ends, ...(lapse ? [lapse.getTime()] : [])];
    return instants.length === 0 ? null : new Date(Math.min(...instants));
  },
});
