import type { OrderChange } from '@regulars/order/contract';
import { type Context, publicId } from '@regulars/plugin-sdk';
import { concerned } from '../data/reward.statements';
import { ReferralOrderChanged } from './events';
import { programsOf } from './program';

/**
 * The reaction `notice`, in the transaction of the orders: says which of them somebody may be paid for, or was. The paying needs
 * the locks of those above, which nobody takes who holds a friend's already.
 */
export async function noticeOrders(ctx: Context, changes: readonly OrderChange[]): Promise<void> {
  if ((await programsOf(ctx)).all.every(({ state }) => state === 'DRAFT')) return;
  const found = new Set((await ctx.sql(concerned([...new Set(changes.flatMap(membersOf))], [...new Set(changes.map(({ after }) => after.id))]))).map(({ id }) => id));
  const told = new Set<string>();
  for (const change of changes) {
    const { id } = change.after;
    const friends = membersOf(change).filter((memberId) => found.has(memberId));
    // Of an order that proves to be another's, both: what the one bought has changed, too. Of one that was paid for, before a merge has taken the friend away, whoever has it.
    for (const about of friends.length > 0 || !found.has(id) ? friends : [membersOf(change)[0] ?? null]) {
      const key = `${id} ${about ?? ''}`;
      if (told.has(key)) continue;
      told.add(key);
      ctx.emit(ReferralOrderChanged, { orderId: publicId('ord', id) }, about);
    }
  }
}

/** Whose it is, and whose it was. */
const membersOf = ({ before, after }: OrderChange): string[] => [...new Set([after.memberId, before?.memberId ?? null])].filter((id) => id !== null);
