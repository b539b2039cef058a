import { isDeepStrictEqual } from 'node:util';
import type { MemberDataOwner, MergedPair, MergeRemainder } from '@regulars/member/contract';
import { type Context, type JsonObject, newUuid, publicId } from '@regulars/plugin-sdk';
import {
  cardsOfBoth, deleteCards, exportedCards, exportedEntries, insertCards, moveEntries, returnEntries, stampsOfMember, type StoredCard,
} from '../data/member-data.statements';
import { cardMoves } from './cards';
import { mergeCards } from './merge-cards';

/** The cards of both before the merge and behind it: as long as they are the same as behind it, nothing has happened. */
interface Journal {
  readonly before: readonly StoredCard[];
  readonly after: readonly StoredCard[];
}

type SlottedCard = StoredCard & { readonly slots: number };

/** Cards of two members become one row of cards. A card that is full only by the merge gives nothing by it: nobody bought anything. */
export const stampCardMemberData: MemberDataOwner = {
  module: 'stamp-card',
  merge,
  unmerge,
  async export(ctx, memberId) {
    const [cards, entries] = await Promise.all([ctx.sql(exportedCards(memberId)), ctx.sql(exportedEntries(memberId))]);
    return {
      cards: cards.map((card) => ({
        program: card.name, number: card.number, stamps: card.stamps, openedAt: card.opened_at.toISOString(), completedAt: card.completed_at?.toISOString() ?? null,
      })),
      stamps: entries.map((entry) => ({ program: entry.name, orderId: publicId('ord', entry.order_id), businessDate: entry.business_date, stamps: entry.stamps })),
    };
  },
  // Stamps name nobody: they stay as a count under the member's pseudonym.
  erase: async () => undefined,
};

async function merge(ctx: Context, { survivorId, loserId }: MergedPair): Promise<JsonObject> {
  const before = await ctx.sql(cardsOfBoth(survivorId, loserId));
  const cards = byProgram(before).flatMap((own) => mergeCards(own, survivorId, ctx.now.toISOString()));
  await write(ctx, { survivorId, loserId }, cards);
  await ctx.sql(moveEntries(survivorId, loserId));
  const after = await ctx.sql(cardsOfBoth(survivorId, loserId));
  const journal: Journal = { before, after };
  return journal as unknown as JsonObject;
}

async function unmerge(ctx: Context, pair: MergedPair, written: JsonObject): Promise<readonly MergeRemainder[]> {
  const journal = written as unknown as Journal;
  const { survivorId, loserId } = pair;
  const now = await ctx.sql(cardsOfBoth(survivorId, loserId));
  await ctx.sql(returnEntries(survivorId, loserId));
  if (isDeepStrictEqual(now.map((card) => ({ ...card })), journal.after.map((card) => ({ ...card })))) {
    await write(ctx, pair, journal.before);
    return [];
  }
  const theirs = new Map((await ctx.sql(stampsOfMember(loserId))).map(({ program_id, stamps }) => [program_id, stamps]));
  const cards = byProgram(now).flatMap((own) => divided(ctx, own, pair, theirs));
  await write(ctx, pair, cards);
  return [{ what: 'CARDS_REBUILT', count: cards.length }];
}

/** Each has the stamps of its own orders again. */
function divided(ctx: Context, cards: readonly SlottedCard[], { survivorId, loserId }: MergedPair, theirs: ReadonlyMap<string, number>): StoredCard[] {
  const [first] = cards;
  if (!first) return [];
  const total = cards.reduce((sum, { stamps }) => sum + stamps, 0);
  const going = Math.min(total, theirs.get(first.program_id) ?? 0);
  const row = (memberId: string, stamps: number, kept: readonly SlottedCard[]): StoredCard[] =>
    cardMoves(first.slots, 0, stamps).map(({ number, to }, index) => ({
      id: kept[index]?.id ?? newUuid(), program_id: first.program_id, member_id: memberId, number, stamps: to, opened_at: (kept[index] ?? first).opened_at,
      completed_at: to === first.slots ? (kept[index]?.completed_at ?? ctx.now.toISOString()) : null,
    }));
  return [...row(survivorId, total - going, cards), ...row(loserId, going, [])];
}

async function write(ctx: Context, { survivorId, loserId }: MergedPair, cards: readonly StoredCard[]): Promise<void> {
  await Promise.all([ctx.sql(deleteCards([survivorId, loserId])), ctx.sql(insertCards(JSON.stringify(cards)))]);
}

function byProgram(cards: readonly SlottedCard[]): SlottedCard[][] {
  const programs = new Map<string, SlottedCard[]>();
  for (const card of cards) programs.set(card.program_id, [...(programs.get(card.program_id) ?? []), card]);
  return [...programs.values()];
}
