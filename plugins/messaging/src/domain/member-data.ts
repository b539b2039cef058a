import type { MemberDataOwner } from '@regulars/member/contract';
import {
  eraseMessages, eraseOutbox, eraseUnreachable, holdBroadcastsOfMessages, holdQueued, messagesOf, moveMessages, moveOutbox, moveUnreachable, requeueDuplicates, returnMessages, returnOutbox,
  returnUnreachable, suppressDuplicates,
} from '../data/member-data.statements';
import { contactData } from './contact-data';
import { clicksOfMember } from '../links/data/results.statements';

const idsIn = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** What was said to one who was merged was said to who goes on. Of who is erased there remains that something was sent. */
export const messageMemberData: MemberDataOwner = {
  module: 'messaging',
  async merge(ctx, { survivorId, loserId }) {
    await ctx.sql(holdQueued(survivorId, loserId));
    const duplicates = await ctx.sql(suppressDuplicates(survivorId, loserId)); // while it still can be told whose is whose
    const [messages, outbox, unreachable] = await Promise.all([
      ctx.sql(moveMessages(survivorId, loserId)), ctx.sql(moveOutbox(survivorId, loserId)), ctx.sql(moveUnreachable(survivorId, loserId)),
    ]);
    return {
      messages: idsIn(messages), duplicates: idsIn(duplicates), outbox: idsIn(outbox), unreachable: unreachable.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })),
      ...(await contactData.merge(ctx, { survivorId, loserId })),
    };
  },
  async unmerge(ctx, { survivorId, loserId }, journal) {
    const { messages, outbox, unreachable, duplicates = [] } = journal; // those of earlier versions know of no duplicates
    await ctx.sql(holdBroadcastsOfMessages(duplicates as readonly string[]));
    await Promise.all([
      ctx.sql(returnMessages(loserId, messages as readonly string[])), ctx.sql(returnOutbox(loserId, outbox as readonly string[])),
      ctx.sql(returnUnreachable(survivorId, loserId, JSON.stringify(unreachable))), ctx.sql(requeueDuplicates(duplicates as readonly string[])), contactData.unmerge(ctx, { survivorId, loserId }, journal),
    ]);
    return [];
  },
  async export(ctx, memberId) {
    const [rows, clicks, contacts] = await Promise.all([ctx.sql(messagesOf(memberId)), ctx.sql(clicksOfMember(memberId)), contactData.export(ctx, memberId)]);
    return {
      messages: rows.map(({ queued_at, sent_at, ...row }) => ({ ...row, queuedAt: queued_at.toISOString(), sentAt: sent_at?.toISOString() ?? null })),
      linksOpened: clicks.map(({ url, at }) => ({ url, at: at.toISOString() })),
      ...contacts,
    };
  },
  async erase(ctx, memberId) {
    await Promise.all([ctx.sql(eraseMessages(memberId)), ctx.sql(eraseOutbox(memberId)), ctx.sql(eraseUnreachable(memberId)), contactData.erase(ctx, memberId)]);
  },
};
