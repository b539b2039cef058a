import type { Context } from '@regulars/plugin-sdk';
import { dropOrphansBy, holdBroadcastsBy, suppressRestOf, suppressSinglesBy } from '../data/channelless.statements';
import { finishBroadcasts } from '../data/send.statements';
import { driverOf } from './channels';

/**
 * What is due by channels that nobody brings any more leaves by no other: it is over, and so are the broadcasts it was all
 * of. Answers the channels there are.
 */
export async function suppressChannelless<C extends { readonly channel: string }>(ctx: Context, withWork: readonly C[]): Promise<readonly C[]> {
  const gone = withWork.filter(({ channel }) => driverOf(ctx, channel) === null).map(({ channel }) => channel);
  if (gone.length === 0) return withWork;
  const broadcasts = await ctx.sql(holdBroadcastsBy(gone));
  await ctx.sql(suppressRestOf(broadcasts.map(({ id }) => id)));
  await Promise.all([ctx.sql(suppressSinglesBy(gone)), ctx.sql(dropOrphansBy(gone)), ctx.sql(finishBroadcasts())]);
  return withWork.filter(({ channel }) => !gone.includes(channel));
}
