import type { Context } from '@regulars/plugin-sdk';
import type { ChannelEvent } from '../channels/channel';
import { holdTest, setTest } from '../data/test.statements';
import { stateAfter, type ToldKind } from './delivery';

/** What a provider tells of a test, which is named by our own id alone. False: there is no such test. */
export async function takeTestTold(ctx: Context, channel: string, { messageId, kind, data }: ChannelEvent): Promise<boolean> {
  const [test] = messageId === undefined ? [] : await ctx.sql(holdTest(channel, messageId));
  if (!test) return false;
  const state = stateAfter({ ...test, clicked_at: null }, kind as ToldKind);
  if (state !== null) await ctx.sql(setTest(test.id, state, state === 'FAILED' ? String(data?.reason ?? 'PROVIDER_REFUSED') : null));
  return true;
}
