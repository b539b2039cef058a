import type { MemberDataOwner } from '@regulars/member/contract';
import { deleteNotesOfMember, moveNotes, notesOfMember, returnNotes } from '../data/note.statements';

/** What becomes of notes when their members are merged, ask for their data, or are erased. */
export const noteMemberData: MemberDataOwner = {
  module: '{{id}}',
  async merge(ctx, { survivorId, loserId }) {
    return { notes: (await ctx.sql(moveNotes(survivorId, loserId))).map(({ id }) => id) };
  },
  async unmerge(ctx, { loserId }, { notes }) {
    await ctx.sql(returnNotes(loserId, notes as readonly string[]));
    return [];
  },
  async export(ctx, memberId) {
    const notes = await ctx.sql(notesOfMember(memberId));
    return { notes: notes.map(({ text, written_at }) => ({ text, writtenAt: written_at.toISOString() })) };
  },
  async erase(ctx, memberId) {
    await ctx.sql(deleteNotesOfMember(memberId));
  },
};
