import { type Context, defineJob, type InboundAnswer, type InboundHook, type InboundRequest } from '@regulars/plugin-sdk';
import type { ChannelEvent } from '../channels/channel';
import { forgetEvents, noteEvents } from '../data/channel-account.statements';
import { forgetReplies } from '../data/channel-reply.statements';
import { forgetNonces } from '../data/line-link.statements';
import { forgetTests } from '../data/test.statements';
import { accountWithKey } from './accounts';
import { takeEvents } from './channel-events';
import { driverOf } from './channels';
import { hashedId } from './hashed-id';
import { unsubscribe } from './unsubscribe';

const NOT_THERE: InboundAnswer = { status: 404 };
const DAY = 86_400_000; // ms
const KEPT = 30 * DAY; // no provider tells anything again after that

/**
 * What providers tell, at `…/CHANNEL/KEY`. Until the signature is right nothing is read but the account; each event is
 * taken once, however often, late or in which order it comes.
 */
export const providerHook: InboundHook = {
  module: 'messaging',
  async receive(ctx, request) {
    const [channel = '', key = ''] = request.path;
    if (channel === 'u') return unsubscribe(ctx, request);
    const driver = driverOf(ctx, channel.toUpperCase());
    if (!driver?.parseWebhook || request.path.length !== 2) return NOT_THERE;
    const credentials = await accountWithKey(ctx, driver.code, key);
    if (credentials === null) return NOT_THERE;
    const parsed = driver.parseWebhook(request satisfies InboundRequest, credentials);
    if (!parsed.accepted) return { status: parsed.reason.startsWith('SIGNATURE') ? 401 : 400, body: { code: `WEBHOOK_${parsed.reason}` } };
    const refused = await takeEvents(ctx, driver.code, await newOf(ctx, driver.code, parsed.events));
    return { status: 200, body: parsed.reply ?? { refused } };
  },
};

/** Those that were not told before. Their ids may tell a phone number: a hash is kept. */
async function newOf(ctx: Context, channel: string, events: readonly ChannelEvent[]): Promise<readonly ChannelEvent[]> {
  if (events.length === 0) return [];
  const byId = new Map(events.map((event) => [hashedId(channel, event.id), event]));
  const noted = new Set((await ctx.sql(noteEvents([...byId.keys()]))).map(({ id }) => id));
  return [...byId].filter(([id]) => noted.has(id)).map(([, event]) => event);
}

export const forgetChannelEvents = defineJob({
  id: 'forget-channel-events',
  cron: '17 4 * * *',
  run: async (ctx) => {
    const before = new Date(ctx.now.getTime() - KEPT);
    await Promise.all([ctx.sql(forgetEvents(before)), ctx.sql(forgetNonces(before)), ctx.sql(forgetTests(before)), ctx.sql(forgetReplies(new Date(ctx.now.getTime() - DAY)))]);
  },
  // What comes too late is only larger for it.
  nextDue: () => Promise.resolve(null),
});
