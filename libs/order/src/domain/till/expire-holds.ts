import { type Context, DAY, defineJob, defineTask } from '@regulars/plugin-sdk';
import { dueTillHolds, forgetTillHolds, nextTillHold } from '../../data/till-hold.statements';
import { TillHoldState } from '../../enums';
import { giveBack, lockHolds, stateOf } from './end-hold';

/** More than this in one transaction would keep too many members from buying. */
const AT_ONCE = 200;
/** How long a closed hold can still be asked for. */
const KEPT = 30 * DAY;

/** Writes down what time has ended already, gives it back, and answers whether there may be more. */
async function expire(ctx: Context): Promise<boolean> {
  const due = await ctx.sql(dueTillHolds(AT_ONCE));
  if (due.length === 0) return false;
  const holds = await lockHolds(ctx, due.map(({ id }) => id));
  const expired = holds.filter((hold) => hold.state === TillHoldState.OPEN && stateOf(hold, ctx.now) === TillHoldState.EXPIRED);
  if (expired.length > 0) await giveBack(ctx, expired, TillHoldState.EXPIRED);
  return due.length === AT_ONCE;
}

/** What is more than one run of the job takes, in transactions of its own. */
export const expireRestOfHolds = defineTask<object>('order.expire-rest-of-holds', async (work) => {
  for (let more = true; more; ) {
    work.signal.throwIfAborted();
    more = await work.transaction(expire);
  }
});

export const expireHolds = defineJob({
  id: 'expire-till-holds',
  cron: '* * * * *',
  nextDue: async (ctx) => (await ctx.sql(nextTillHold()))[0]?.expires_at ?? null,
  async run(ctx) {
    if (await expire(ctx)) await ctx.enqueue(expireRestOfHolds, {});
    void ctx.sql(forgetTillHolds(new Date(ctx.now.getTime() - KEPT), AT_ONCE));
  },
});
