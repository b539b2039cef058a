import type { Context } from '@regulars/plugin-sdk';
import type { ChannelDriver } from '../channels/channel';
import { type ChannelRow, giveTurnBack, lockChannel, renewTurn, takeTurn } from '../data/channel.statements';
import { finishBroadcasts } from '../data/send.statements';
import { driverOf } from './channels';
import { holdChannel } from './hold-channel';

/** How long a turn holds that nobody renews: its worker is gone, and so is whoever would run its task again. */
const TURN_LAPSES_AFTER = 20; // s

/**
 * One run at a time sends by a channel of a brand. Null: another is at it, and sees what is due before it ends. A run
 * that comes again because its worker is gone has its turn at once; should that worker only have slept, it has none any more.
 * @param turn names this time
 */
export async function beginTurn(ctx: Context, channel: string, run: string, turn: string): Promise<ChannelDriver | null> {
  const driver = driverOf(ctx, channel);
  if (!driver) return null;
  await holdChannel(ctx, channel); // whoever is about to end their turn has then done so
  const [taken] = await ctx.sql(takeTurn(channel, run, turn, TURN_LAPSES_AFTER));
  return taken ? driver : null;
}

/** The channel, held and its turn renewed; null: it is somebody else's by now. */
export async function holdTurn(ctx: Context, channel: string, turn: string): Promise<ChannelRow | null> {
  const [row] = await ctx.sql(lockChannel(channel));
  if (row?.turn !== turn) return null;
  void ctx.sql(renewTurn(channel, TURN_LAPSES_AFTER));
  return row;
}

/** In the transaction that found nothing more to do, or in one that has others go on: what comes meanwhile waits for it. */
export async function endTurn(ctx: Context, channel: string, turn: string): Promise<void> {
  await Promise.all([ctx.sql(giveTurnBack(channel, turn)), ctx.sql(finishBroadcasts())]);
}
