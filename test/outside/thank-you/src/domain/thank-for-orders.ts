import type { OrderChange } from '@regulars/order/contract';
import { type Context, newUuid, scaleOf } from '@regulars/plugin-sdk';
import { withdrawCards } from '../data/card.statements';
import { settings } from '../settings';
import { writeCards } from './write-cards';

/**
 * The reaction `thank`, in the transaction of the orders. What an order is thanked for follows from how it stands now:
 * given back or handed to somebody else, its card goes with it, unless it was read.
 */
export async function thankForOrders(ctx: Context, changes: readonly OrderChange[]): Promise<void> {
  const { from, text } = await ctx.settings(settings);
  const least = BigInt(from) * 10n ** BigInt(scaleOf(ctx.brand.currency));
  const orders = [...new Map(changes.map(({ after }) => [after.id, after])).values()];
  const due = orders.map(({ id, memberId, counts, net }) => ({ order_id: id, member_id: counts && net >= least ? memberId : null }));
  void ctx.sql(withdrawCards(JSON.stringify(due)));
  await writeCards(ctx, due.flatMap(({ order_id, member_id }) => (member_id === null ? [] : [{ id: newUuid(), order_id, member_id, text }])));
}
