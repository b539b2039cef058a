import type { MemberDataOwner } from '@regulars/member/contract';
import { newUuid } from '@regulars/plugin-sdk';
import { deleteCards, exportedCards, moveEntries, totalsOfBoth } from '../data/member-data.statements';
import { upsertCards } from '../data/stamp.statements';
import { cardMoves } from './cards';

/** Cards of two members become one row of cards: the stamps add up, and surplus goes on to the next card. */
export const stampCardMemberData: MemberDataOwner = {
  module: 'stamp-card',
  async merge(ctx, { survivorId, loserId }) {
    const totals = await ctx.sql(totalsOfBoth(survivorId, loserId));
    void ctx.sql(moveEntries(survivorId, loserId));
    void ctx.sql(deleteCards(survivorId, loserId));
    const cards = totals.flatMap((total) =>
      cardMoves(total.slots, 0, total.stamps).map(({ number, to }) => ({
        id: newUuid(), program_id: total.program_id, member_id: survivorId, number, stamps: to, is_full: to === total.slots, at: total.opened_at,
      })),
    );
    if (cards.length > 0) await ctx.sql(upsertCards(JSON.stringify(cards)));
  },
  async export(ctx, memberId) {
    const cards = await ctx.sql(exportedCards(memberId));
    return {
      cards: cards.map((card) => ({
        program: card.name, number: card.number, stamps: card.stamps, openedAt: card.opened_at.toISOString(), completedAt: card.completed_at?.toISOString() ?? null,
      })),
    };
  },
  // Stamps name nobody: they stay as a count under the member's pseudonym.
  erase: async () => undefined,
};
