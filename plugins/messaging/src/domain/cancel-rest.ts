import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, defineTask } from '@regulars/plugin-sdk';
import { cancelledWithRest, hasQueued, suppressCancelled } from '../data/broadcast.statements';

/** What holds a message (a merge, an erasure) does so for moments. */
const HELD = 200; // ms

/** What is queued of a broadcast that was cancelled: a request has no time for all of it. Nothing of it is sent meanwhile. */
export const cancelRestTask = defineTask<{ readonly broadcastId: string }>('messaging.cancel-rest', async (work, { broadcastId }) => {
  for (;;) {
    const next = await work.transaction((ctx) => cancelSome(ctx, broadcastId));
    if (next === 'OVER') return;
    if (next === 'HELD') await sleep(HELD, null, { signal: work.signal });
  }
});

/** A task that is due while the brand has messages switched off is not done, and does not come again. */
export async function cancelWhatIsLeft(ctx: Context): Promise<void> {
  for (const { id } of await ctx.sql(cancelledWithRest())) await ctx.enqueue(cancelRestTask, { broadcastId: id });
}

/** One piece of it; `HELD`: somebody else holds all that is left. */
async function cancelSome(ctx: Context, broadcastId: string): Promise<'MORE' | 'HELD' | 'OVER'> {
  const [suppressed] = await ctx.sql(suppressCancelled(broadcastId));
  if ((suppressed?.n ?? 0) > 0) return 'MORE';
  return (await ctx.sql(hasQueued(broadcastId))).length > 0 ? 'HELD' : 'OVER';
}
