import { createHash } from 'node:crypto';
import { type Context, MINUTE, NIL_UUID } from '@regulars/plugin-sdk';
import { closesOf, type DrawnEntryRow, entriesFrom, insertClose, insertEntries, leftOut, passOver } from '../data/entry.statements';
import { entriesAfter, type EntryRow, type PlaceRow } from '../data/raffle.statements';
import { prizesInOrder, Tickets, ticketOf } from './fair/raffle';
import type { Game } from './game';
import { messageOfChance, openSeed, publishedSeed } from './seeds';

const PAGE = 10_000;
/** Behind every ticket. */
const END = 'g';

/** How an entry stands in what is hashed. */
export const lineOf = ({ ticket, passed_over }: Pick<DrawnEntryRow, 'ticket' | 'passed_over'>): string => `${ticket}${passed_over === null ? '' : ` ${passed_over}`}\n`;

const ticketsOf = ({ id }: Game, seed: string): Tickets<EntryRow> => new Tickets(seed, (entry) => messageOfChance(id, entry));

/** The tickets of every entry that stands. */
export async function rank(ctx: Context, game: Game, seed: string): Promise<Tickets<EntryRow>> {
  const tickets = ticketsOf(game, seed);
  for await (const page of pagesOfEntries(ctx, game)) for (const entry of page) tickets.add(entry);
  return tickets;
}

/** As `rank`; each is written down, as one that was drawn from. */
export async function enter(ctx: Context, game: Game, seed: string): Promise<Tickets<EntryRow>> {
  const tickets = ticketsOf(game, seed);
  for await (const page of pagesOfEntries(ctx, game)) await ctx.sql(insertEntries(game.id, JSON.stringify(page.map((entry) => ({ ticket: tickets.add(entry), chance_id: entry.id })))));
  return tickets;
}

async function* pagesOfEntries(ctx: Context, { id }: Game): AsyncGenerator<readonly EntryRow[]> {
  for (let after = NIL_UUID; ; ) {
    const page = await ctx.sql(entriesAfter(id, after, PAGE));
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.id ?? after;
  }
}

/** Tells how many entries there were, and binds to them. @param last the ticket of the last place; null: there were more places than members */
export async function publishEntries(ctx: Context, game: Game, last: string | null): Promise<void> {
  await ctx.sql(passOver(game.id, last ?? END));
  const hash = createHash('sha256');
  let count = 0;
  for await (const entry of drawnEntries(ctx, game.id)) {
    hash.update(lineOf(entry));
    count++;
  }
  await ctx.sql(insertClose(game.id, count, hash.digest('hex'), ctx.now));
}

/** In the order of their tickets. */
async function* drawnEntries(ctx: Context, gameId: string): AsyncGenerator<DrawnEntryRow> {
  for (let from = ''; ; ) {
    const page = await ctx.sql(entriesFrom(gameId, from, PAGE));
    yield* page;
    if (page.length < PAGE) return;
    from = `${page.at(-1)?.ticket}0`;
  }
}

/**
 * Of a raffle that was drawn: whether its entries are those that were told of, with the tickets that the seed gives them, none that
 * stands was left out, and the places went to the lowest of them, in their order. Of one of earlier versions, which told nothing of
 * its entries, whether its places are right among themselves.
 */
async function verifyRaffle(ctx: Context, game: Game, places: readonly PlaceRow[]): Promise<boolean> {
  const seed = openSeed(ctx, await publishedSeed(ctx, game.id, game.version));
  const prizes = prizesInOrder(game.odds.prizes);
  const areInOrder = places.every((place, index) => place.ticket === ticketOf(seed, messageOfChance(game.id, place)) && place.prize === (prizes[index] ?? null) && (places[index - 1]?.ticket ?? '') < place.ticket);
  const [close] = await ctx.sql(closesOf([game.id]));
  if (!close || !areInOrder) return areInOrder;
  const hash = createHash('sha256');
  const isFull = places.length >= prizes.length + (game.alternates ?? 0);
  let [count, placed] = [0, 0];
  for await (const entry of drawnEntries(ctx, game.id)) {
    if (entry.ticket !== ticketOf(seed, messageOfChance(game.id, entry))) return false;
    hash.update(lineOf(entry));
    count++;
    const isPlaced = places[placed]?.ticket === entry.ticket;
    if (isPlaced) placed++;
    // Whoever stands before the last place, or anywhere while there are places left, has one, or it is told why not.
    else if (entry.passed_over === null && (placed < places.length || !isFull)) return false;
  }
  const [left] = await ctx.sql(leftOut(game.id));
  return placed === places.length && count === close.entries && hash.digest('hex') === close.entries_hash && left?.count === 0;
}

/** What this process found of raffles lately, in ms until when that is told: many members ask, and each time is a ticket for every entry. */
const found = new Map<string, { readonly until: number; readonly isValid: boolean }>();
const TOLD_FOR = MINUTE;
const MOST_FOUND = 1_000;

/** As `verifyRaffle`, anew for staff, and at most once a minute for members. */
export async function verdictOnRaffle(ctx: Context, game: Game, places: readonly PlaceRow[]): Promise<boolean> {
  const key = `${ctx.brand.id} ${game.id}`;
  const known = found.get(key);
  if (ctx.audience === 'member' && known && known.until > ctx.now.getTime()) return known.isValid;
  const isValid = await verifyRaffle(ctx, game, places);
  if (found.size >= MOST_FOUND) found.clear();
  found.set(key, { until: ctx.now.getTime() + TOLD_FOR, isValid });
  return isValid;
}
