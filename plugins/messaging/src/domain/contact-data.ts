import type { MemberDataOwner } from '@regulars/member/contract';
import { eraseReplies, moveReplies, repliesOfMember, returnReplies } from '../data/channel-reply.statements';
import { contactsOfMember, eraseContacts, eraseNonces, moveContacts, moveNonces, noncesOfMember, returnContacts, returnNonces } from '../data/line-link.statements';

/** What is known of members at providers goes with them, and with who is erased it is gone. */
export const contactData: Omit<MemberDataOwner, 'module'> = {
  async merge(ctx, { survivorId, loserId }) {
    const [contacts, nonces, replies] = await Promise.all([ctx.sql(moveContacts(survivorId, loserId)), ctx.sql(moveNonces(survivorId, loserId)), ctx.sql(moveReplies(survivorId, loserId))]);
    return { contacts: contacts.map(({ key }) => key), nonces: nonces.map(({ id }) => id), replies: replies.map(({ key }) => key) };
  },
  async unmerge(ctx, { survivorId, loserId }, journal) {
    // Journals of earlier versions know less.
    const { contacts = [], nonces = [], replies = [] } = journal as unknown as Readonly<Record<'contacts' | 'nonces' | 'replies', readonly string[]>>;
    await Promise.all([ctx.sql(returnContacts(survivorId, loserId, contacts)), ctx.sql(returnNonces(survivorId, loserId, nonces)), ctx.sql(returnReplies(survivorId, loserId, replies))]);
    return [];
  },
  async export(ctx, memberId) {
    const [contacts, nonces, replies] = await Promise.all([ctx.sql(contactsOfMember(memberId)), ctx.sql(noncesOfMember(memberId)), ctx.sql(repliesOfMember(memberId))]);
    return {
      contacts: contacts.map(({ channel, state, since }) => ({ channel, state, since: since.toISOString() })),
      lineLinks: nonces.map(({ made_at, used_at, refusal }) => ({ begunAt: made_at.toISOString(), endedAt: used_at?.toISOString() ?? null, refusal })),
      lastWrote: replies.map(({ channel, wrote_at }) => ({ channel, at: wrote_at.toISOString() })),
    };
  },
  async erase(ctx, memberId) {
    await Promise.all([ctx.sql(eraseContacts(memberId)), ctx.sql(eraseNonces(memberId)), ctx.sql(eraseReplies(memberId))]);
  },
};
