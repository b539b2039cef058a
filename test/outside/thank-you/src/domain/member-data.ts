import type { MemberDataOwner } from '@regulars/member/contract';
import { cardsOfMember, deleteCardsOfMember, moveCards, returnCards } from '../data/card.statements';

/** What becomes of cards when their members are merged, ask for their data, or are erased. */
export const cardMemberData: MemberDataOwner = {
  module: 'thank-you',
  async merge(ctx, { survivorId, loserId }) {
    return { cards: (await ctx.sql(moveCards(survivorId, loserId))).map(({ id }) => id) };
  },
  async unmerge(ctx, { loserId }, { cards }) {
    await ctx.sql(returnCards(loserId, cards as readonly string[]));
    return [];
  },
  async export(ctx, memberId) {
    const cards = await ctx.sql(cardsOfMember(memberId));
    return { cards: cards.map(({ text, written_at, read_at }) => ({ text, writtenAt: written_at.toISOString(), readAt: read_at?.toISOString() ?? null })) };
  },
  async erase(ctx, memberId) {
    await ctx.sql(deleteCardsOfMember(memberId));
  },
};
