import { type MemberConditions, membersWhere } from '@regulars/member/contract';
import { type Context, defineTask, Rejection } from '@regulars/plugin-sdk';
import { type Audience, broadcastForUpdate, type BroadcastRow, cancelUnreadable, dueBroadcasts, snapshot, startBroadcast } from '../data/broadcast.statements';
import { sendBy } from './send';

const MINUTE = 60_000;

/** Writes down whom a broadcast goes to, in one statement; from then on it is sent. */
export const beginTask = defineTask<{ readonly broadcastId: string }>('messaging.begin-broadcast', (work, { broadcastId }) => work.transaction((ctx) => begin(ctx, broadcastId)));

async function begin(ctx: Context, id: string): Promise<void> {
  const [broadcast] = await ctx.sql(broadcastForUpdate(id));
  if (broadcast?.state !== 'SCHEDULED' || broadcast.scheduled_at === null || broadcast.scheduled_at > ctx.now) return;
  const audience = audienceOf(ctx, broadcast);
  if (audience === null) {
    await ctx.sql(cancelUnreadable(id));
    return;
  }
  const expiresAt = new Date(ctx.now.getTime() + broadcast.life_minutes * MINUTE);
  const [written] = await ctx.sql(snapshot(broadcast, expiresAt, audience));
  await ctx.sql(startBroadcast(id, written?.n ?? 0));
  await sendBy(ctx, broadcast.channel);
}

/** Null: what it filters by was there when it was made, and is not now. Whom it meant then nobody can tell. */
function audienceOf(ctx: Context, { filter }: BroadcastRow): Audience | null {
  try {
    return membersWhere(ctx, filter as MemberConditions | null);
  } catch (error) {
    if (error instanceof Rejection) return null;
    throw error;
  }
}

/** Begins every broadcast whose scheduled time has come. */
export async function startDue(ctx: Context): Promise<void> {
  for (const { id } of await ctx.sql(dueBroadcasts())) await ctx.enqueue(beginTask, { broadcastId: id });
}
