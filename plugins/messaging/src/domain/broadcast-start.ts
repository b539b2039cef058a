import { type MemberConditions, membersWhere } from '@regulars/member/contract';
import { type Context, defineTask, Rejection } from '@regulars/plugin-sdk';
import { type Audience, broadcastForUpdate, type BroadcastRow, cancelUnbegun, dueBroadcasts, snapshot, startBroadcast } from '../data/broadcast.statements';
import { sendBy } from './send';

const MINUTE = 60_000;

/** Writes down whom a broadcast goes to, in one statement; from then on it is sent. */
export const beginTask = defineTask<{ readonly broadcastId: string }>('messaging.begin-broadcast', (work, { broadcastId }) => work.transaction((ctx) => begin(ctx, broadcastId)));

async function begin(ctx: Context, id: string): Promise<void> {
  const [broadcast] = await ctx.sql(broadcastForUpdate(id));
  if (broadcast?.state !== 'SCHEDULED' || broadcast.scheduled_at === null || broadcast.scheduled_at > ctx.now) return;
  // Its life is of the time it was to begin: it may begin late, where the plugin was switched off meanwhile.
  const expiresAt = new Date(broadcast.scheduled_at.getTime() + broadcast.life_minutes * MINUTE);
  if (expiresAt <= ctx.now) return void (await ctx.sql(cancelUnbegun(id, 'EXPIRED')));
  const audience = audienceOf(ctx, broadcast);
  if (audience === null) return void (await ctx.sql(cancelUnbegun(id, 'FILTER_UNREADABLE')));
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
