import type { MemberDataOwner } from '@regulars/member/contract';
import { type Context, formatDecimal, type JsonObject, publicId, scaleOf } from '@regulars/plugin-sdk';
import { moveOrders, returnOrders } from '../data/member-data.statements';
import { linesOfOrders, type OrderLineRow, ordersOfMemberForExport, type OrderRow } from '../data/order.statements';

/** What becomes of a member's orders. */
export const orderMemberData: MemberDataOwner = {
  module: 'order',
  merge: async (ctx, { survivorId, loserId }) => ({ orders: (await ctx.sql(moveOrders(survivorId, loserId))).map(({ id }) => id) }),
  // Whatever was bought since, in whichever name, was bought by the survivor.
  unmerge: async (ctx, { survivorId, loserId }, { orders }) => {
    const moved = orders as readonly string[];
    const returned = await ctx.sql(returnOrders(survivorId, loserId, moved));
    return [{ what: 'ORDERS_MOVED_SINCE', count: moved.length - returned.length }];
  },
  export: exportOrders,
  // Orders are the brand's books and hold nothing about a person but whose they are, which after the erasure is nobody.
  erase: () => Promise.resolve(),
};

async function exportOrders(ctx: Context, memberId: string): Promise<JsonObject> {
  const orders = await ctx.sql(ordersOfMemberForExport(memberId));
  const lines = await ctx.sql(linesOfOrders(orders.map((order) => order.id)));
  const byOrder = new Map<string, OrderLineRow[]>(orders.map((order) => [order.id, []]));
  for (const line of lines) byOrder.get(line.order_id)?.push(line);
  return { orders: orders.map((order) => exported(order, byOrder.get(order.id) ?? [], ctx.brand.currency)) };
}

function exported(order: OrderRow, lines: readonly OrderLineRow[], currency: string): JsonObject {
  const amount = (minor: bigint) => formatDecimal(minor, scaleOf(currency));
  return {
    id: publicId('ord', order.id), source: order.source, externalId: order.external_id, status: order.status, channel: order.channel,
    placedAt: order.placed_at.toISOString(), currency, gross: amount(order.gross), discount: amount(order.discount),
    refunded: amount(order.refunded), net: amount(order.net), paidWithPoints: amount(order.paid_with_points),
    lines: lines.map((line) => ({
      number: line.number, sku: line.sku, name: line.name, category: line.category, quantity: line.quantity,
      refundedQuantity: line.refunded_quantity, unitPrice: line.unit_price, discount: amount(line.discount), net: amount(line.net),
    })),
  };
}
