import type { Context } from '@regulars/plugin-sdk';
import { Members } from '@regulars/member/contract';
import { readOrderStates } from './order-states';
import type { OrderChange, OrderState } from './order-state';

/**
 * Re-reads, under the members' locks, what an earlier batch of changes was about. `before` stays what it was,
 * for whom the order had belonged to; it may have been through JSON meanwhile.
 */
export async function refreshChanges(ctx: Context, batch: readonly OrderChange[]): Promise<readonly OrderChange[]> {
  const orderIds = batch.map((change) => change.after.id);
  const known = await readOrderStates(ctx, orderIds);
  const involved = new Set<string>();
  for (const change of batch) {
    for (const id of [change.before?.memberId, change.after.memberId, known.get(change.after.id)?.memberId]) if (id) involved.add(id);
  }
  await ctx.use(Members).lock([...involved].sort());
  const [present, standings] = await Promise.all([readOrderStates(ctx, orderIds), ctx.use(Members).standings([...involved])]);
  return batch.flatMap((change) => {
    const after = present.get(change.after.id);
    if (!after) return [];
    if (after.memberId !== null && !involved.has(after.memberId)) ctx.restart('the order changed its member while its lock was awaited');
    const memberStatus = after.memberId === null ? null : (standings.get(after.memberId)?.status ?? null);
    return [{ before: change.before && revived(change.before), after, isFirst: change.isFirst, memberStatus }];
  });
}

function revived(state: OrderState): OrderState {
  const { gross, discount, refunded, net, paidWithPoints } = state;
  const amounts = { gross, discount, refunded, net, paidWithPoints };
  return {
    ...state,
    ...bigints(amounts),
    placedAt: new Date(state.placedAt),
    updatedAt: new Date(state.updatedAt),
    lines: state.lines.map((line) => ({
      ...line,
      ...bigints({ gross: line.gross, discount: line.discount, refunded: line.refunded, net: line.net, paidWithPoints: line.paidWithPoints }),
    })),
  };
}

const bigints = <T extends Record<string, bigint>>(amounts: T): T =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, BigInt(amount)])) as T;
