import { type OutboxSource, PersonalData } from '@regulars/plugin-sdk';
import { recentOutbox } from '../data/send.statements';
import type { OutgoingMessage } from '../channels/channel';

/** Messages of channels for which the brand has no account. */
export const messageOutbox: OutboxSource = {
  async recent(ctx, limit) {
    return (await ctx.sql(recentOutbox(limit))).map(({ id, channel, content_sealed, at }) => {
      const { to, content } = JSON.parse(ctx.use(PersonalData).open(content_sealed, { table: 'messaging.outbox', column: 'content_sealed', row: id })) as OutgoingMessage;
      return { at, channel, to, content };
    });
  },
};
