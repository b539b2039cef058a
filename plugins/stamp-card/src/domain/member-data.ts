import { isDeepStrictEqual } from 'node:util';
import type { MemberDataOwner, MergedPair, MergeRemainder } from '@regulars/member/contract';
import { type Context, type JsonObject, publicId } from '@regulars/plugin-sdk';
import {
  cardsOfBoth, deleteCards, exportedActs, exportedCards, exportedEntries, forgetBases, insertCards, moveActs, moveEntries, returnActs, returnEntries, type StoredCard,
} from '../data/member-data.statements';
import { readReasons } from './act-reasons';
import { matchRewards } from './match-rewards';
import { allPrograms } from './program';
import { resettle } from './resettle';

/** The cards of both before the merge and behind it: as long as they are the same as behind it, nothing has happened. */
interface Journal {
  readonly before: readonly StoredCard[];
  readonly after: readonly StoredCard[];
  /** What was no order of the loser's; journals of earlier versions have none. */
  readonly acts?: readonly string[];
}

/**
 * What two members have done is one member's: their cards are told anew from it, as if it had always been one. A card that
 * is full only by the merge gives nothing by it: nobody bought anything. Rewards that were given are those of the cards as they are now.
 */
export const stampCardMemberData: MemberDataOwner = {
  module: 'stamp-card',
  merge,
  unmerge,
  async export(ctx, memberId) {
    const [cards, entries, acts] = await Promise.all([ctx.sql(exportedCards(memberId)), ctx.sql(exportedEntries(memberId)), ctx.sql(exportedActs(memberId))]);
    const reasons = await readReasons(ctx, acts);
    return {
      cards: cards.map((card) => ({
        program: card.name, number: card.number, stamps: card.stamps, openedAt: card.opened_at.toISOString(), completedAt: card.completed_at?.toISOString() ?? null,
      })),
      stamps: entries.map((entry) => ({ program: entry.name, orderId: publicId('ord', entry.order_id), businessDate: entry.business_date, stamps: entry.stamps })),
      otherStamps: acts.map((act, index) => ({ program: act.name, kind: act.kind, stamps: act.stamps, at: act.at.toISOString(), event: act.event, reason: reasons[index] ?? null })),
    };
  },
  // Stamps name nobody: they stay as a count under the member's pseudonym. What staff said goes with the member's key.
  erase: async () => undefined,
};

async function merge(ctx: Context, { survivorId, loserId }: MergedPair): Promise<JsonObject> {
  const before = await cards(ctx, survivorId, loserId);
  const [acts] = await Promise.all([ctx.sql(moveActs(survivorId, loserId)), ctx.sql(moveEntries(survivorId, loserId))]);
  await write(ctx, { survivorId, loserId }, handedOver(before, survivorId));
  await tellAnew(ctx, [survivorId]);
  const after = await cards(ctx, survivorId, loserId);
  const journal: Journal = { before, after, acts: acts.map(({ id }) => id) };
  return journal as unknown as JsonObject;
}

/** The survivor's cards keep their places, and the loser's follow, emptied: rows to be told anew. */
function handedOver(before: readonly StoredCard[], survivorId: string): StoredCard[] {
  const numbers = new Map<string, number>();
  return before.map((card) => {
    const number = (numbers.get(card.program_id) ?? 0) + 1;
    numbers.set(card.program_id, number);
    return { ...card, member_id: survivorId, number, ...(card.member_id === survivorId ? {} : { kept: [] }) };
  });
}

async function unmerge(ctx: Context, pair: MergedPair, written: JsonObject): Promise<readonly MergeRemainder[]> {
  const journal = written as unknown as Journal;
  const { survivorId, loserId } = pair;
  const now = await cards(ctx, survivorId, loserId);
  await Promise.all([ctx.sql(returnEntries(survivorId, loserId)), ctx.sql(returnActs(loserId, journal.acts ?? []))]);
  const isUntouched = isDeepStrictEqual(now, journal.after.map((card) => ({ ...card })));
  const isFromBefore = journal.acts === undefined;
  const identities = isFromBefore && !isUntouched ? [] : journal.before;
  await write(ctx, pair, isUntouched ? journal.before : rebuilt(identities, now, pair));
  await tellAnew(ctx, [survivorId, loserId]);
  return isUntouched ? [] : [{ what: 'CARDS_REBUILT', count: (await cards(ctx, survivorId, loserId)).length }];
}

/** Everybody's cards as they were before the merge, and cards that came since behind the survivor's: rows to be told anew. */
function rebuilt(before: readonly StoredCard[], now: readonly StoredCard[], { survivorId }: MergedPair): StoredCard[] {
  const known = new Set(before.map(({ id }) => id));
  const places = new Map<string, number>();
  for (const { program_id, member_id, number } of before) if (member_id === survivorId) places.set(program_id, Math.max(number, places.get(program_id) ?? 0));
  const since = now.filter(({ id }) => !known.has(id)).map((card) => {
    const number = (places.get(card.program_id) ?? 0) + 1;
    places.set(card.program_id, number);
    return { ...card, number };
  });
  return [...before, ...since];
}

/** From the first order on, and quietly. */
async function tellAnew(ctx: Context, memberIds: readonly string[]): Promise<void> {
  await ctx.sql(forgetBases(memberIds));
  const programs = (await allPrograms(ctx)).filter(({ state }) => state !== 'DRAFT');
  await resettle(ctx, {
    programs, since: new Map(memberIds.map((id) => [id, Number.NEGATIVE_INFINITY])), changed: new Map(), days: [],
    occasionOf: () => ({ orderId: null, at: ctx.now }), isQuiet: true,
  });
  await matchRewards(ctx, memberIds);
}

const cards = async (ctx: Context, survivorId: string, loserId: string): Promise<StoredCard[]> => (await ctx.sql(cardsOfBoth(survivorId, loserId))).map(({ card }) => card);

async function write(ctx: Context, { survivorId, loserId }: MergedPair, rows: readonly StoredCard[]): Promise<void> {
  await Promise.all([ctx.sql(deleteCards([survivorId, loserId])), ctx.sql(insertCards(JSON.stringify(rows)))]);
}
