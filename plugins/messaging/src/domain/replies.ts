import { Contacts, Members } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import type { ChannelDriver, ChannelEvent } from '../channels/channel';
import { noteReply } from '../data/channel-reply.statements';
import { type FactsRow, sendFacts, sendFactsAndReplies } from '../data/send.statements';
import { driverOf } from './channels';

/** How members are known to who tells of them, beside our own messages. */
export type TellingKind = 'LINE' | 'PHONE';

export const tellingKind = (driver: ChannelDriver | null): TellingKind | null => (driver?.identity === 'LINE' || driver?.identity === 'PHONE' ? driver.identity : null);

/** Somebody wrote to the brand. Where that opens nothing, and of who has no address a member could have, nothing is kept. */
export async function takeReply(ctx: Context, { address = '', at }: ChannelEvent, channel: string): Promise<null> {
  const driver = driverOf(ctx, channel);
  const kind = tellingKind(driver);
  if (!driver?.replyWithin || kind === null || driver.readAddress(address) === null) return null;
  const index = ctx.use(Contacts).indexOf(kind, address);
  const [memberId = null] = await ctx.use(Members).find([{ kind, value: index }]);
  await ctx.sql(noteReply(channel, index, memberId, at));
  return null;
}

/** What stands for and against messages of the channel; who wrote when is asked only where it matters. */
export const factsOfMessages = (ctx: Context, driver: ChannelDriver, ids: readonly string[]): Promise<readonly FactsRow[]> =>
  ctx.sql(driver.replyWithin && driver.identity !== null ? sendFactsAndReplies(ids, driver.identity) : sendFacts(ids));

/** @param index of the address that is written to, in hex */
export function lastWroteAt(facts: FactsRow | undefined, index: string | undefined): Date | null {
  const at = index === undefined ? undefined : facts?.wrote?.[index];
  return at === undefined ? null : new Date(at);
}
