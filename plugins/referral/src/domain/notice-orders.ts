import type { OrderChange } from '@regulars/order/contract';
import { type Context, publicId } from '@regulars/plugin-sdk';
import { activeEdgesOf } from '../data/reward.statements';
import { ReferralOrderChanged } from './events';
import { programsOf } from './program';

/**
 * The reaction `notice`, in the transaction of the orders: says which of them somebody may be paid for. The paying needs the
 * locks of those above, which nobody takes who holds a friend's already.
 */
export async function noticeOrders(ctx: Context, changes: readonly OrderChange[]): Promise<void> {
  if ((await programsOf(ctx)).all.every(({ state }) => state === 'DRAFT')) return;
  const memberIds = [...new Set(changes.flatMap(({ before, after }) => [before?.memberId ?? [], after.memberId ?? []].flat()))];
  if (memberIds.length === 0) return;
  const referees = new Set((await ctx.sql(activeEdgesOf(memberIds))).map(({ referee_id }) => referee_id));
  const told = new Set<string>();
  for (const { before, after } of changes) {
    // Of an order that proves to be another's, both: what the one bought has changed, too.
    for (const about of new Set([after.memberId, before?.memberId ?? null])) {
      const key = `${after.id} ${about ?? ''}`;
      if (about === null || !referees.has(about) || told.has(key)) continue;
      told.add(key);
      ctx.emit(ReferralOrderChanged, { orderId: publicId('ord', after.id) }, about);
    }
  }
}
