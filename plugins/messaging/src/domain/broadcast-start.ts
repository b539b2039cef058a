import { type MemberConditions, membersWhere } from '@regulars/member/contract';
import { type Context, defineTask } from '@regulars/plugin-sdk';
import { broadcastForUpdate, dueBroadcasts, snapshot, startBroadcast } from '../data/broadcast.statements';
import { sendBy } from './send';

const MINUTE = 60_000;

/** Writes down whom a broadcast goes to, in one statement; from then on it is sent. */
export const beginTask = defineTask<{ readonly broadcastId: string }>('messaging.begin-broadcast', (work, { broadcastId }) => work.transaction((ctx) => begin(ctx, broadcastId)));

async function begin(ctx: Context, id: string): Promise<void> {
  const [broadcast] = await ctx.sql(broadcastForUpdate(id));
  if (broadcast?.state !== 'SCHEDULED' || broadcast.scheduled_at === null || broadcast.scheduled_at > ctx.now) return;
  const audience = membersWhere(ctx, broadcast.filter as MemberConditions | null);
  const expiresAt = new Date(ctx.now.getTime() + broadcast.life_minutes * MINUTE);
  const [written] = await ctx.sql(snapshot(broadcast, expiresAt, audience));
  await ctx.sql(startBroadcast(id, written?.n ?? 0));
  await sendBy(ctx, broadcast.channel);
}

/** Begins every broadcast whose scheduled time has come. */
export async function startDue(ctx: Context): Promise<void> {
  for (const { id } of await ctx.sql(dueBroadcasts())) await ctx.enqueue(beginTask, { broadcastId: id });
}
