import type { Context } from '@regulars/plugin-sdk';
import { type ChannelRow, ensureChannel, lockChannel } from '../data/channel.statements';

/** What is counted of a channel, held: made where there is nothing yet. */
export async function holdChannel(ctx: Context, code: string): Promise<ChannelRow> {
  const [known] = await ctx.sql(lockChannel(code));
  if (known) return known;
  await ctx.sql(ensureChannel(code));
  const [made] = await ctx.sql(lockChannel(code));
  if (!made) throw new Error(`Channel ${code} is gone`);
  return made;
}
