import type { ErasureBlock, MemberDataOwner } from '@regulars/member/contract';
import { type Context, formatDecimal, type JsonObject, publicId, scaleOf } from '@regulars/plugin-sdk';
import { moveOrders, returnOrders } from '../data/member-data.statements';
import { deleteTillHolds, moveTillHolds, openTillHoldOf, returnTillHolds, type TillHoldRow, tillHoldsOfMember } from '../data/till-hold.statements';
import { linesOfOrders, type OrderLineRow, ordersOfMemberForExport, type OrderRow } from '../data/order.statements';
import { openUses } from './till/held-uses';
import type { SourcedUse } from './till/sale';

/** What becomes of a member's orders. */
export const orderMemberData: MemberDataOwner = {
  module: 'order',
  merge: async (ctx, { survivorId, loserId }) => {
    const [orders, tillHolds] = await Promise.all([ctx.sql(moveOrders(survivorId, loserId)), ctx.sql(moveTillHolds(survivorId, loserId))]);
    return { orders: orders.map(({ id }) => id), tillHolds: tillHolds.map(({ id }) => id) };
  },
  // Whatever was bought since, in whichever name, was bought by the survivor.
  unmerge: async (ctx, { survivorId, loserId }, { orders, tillHolds }) => {
    const moved = orders as readonly string[];
    // What an earlier version wrote down of a merge knows of no holds.
    void ctx.sql(returnTillHolds(survivorId, loserId, (tillHolds as readonly string[] | undefined) ?? []));
    const returned = await ctx.sql(returnOrders(survivorId, loserId, moved));
    return [{ what: 'ORDERS_MOVED_SINCE', count: moved.length - returned.length }];
  },
  export: exportOrders,
  // Orders are the brand's books and hold nothing about a person but whose they are, which after the erasure is nobody.
  erase: async (ctx, memberId) => void (await ctx.sql(deleteTillHolds(memberId))),
};

/** Its sale is being paid for. */
export const openTillHold: ErasureBlock = {
  module: 'order',
  blockedBy: async (ctx, memberId) => ((await ctx.sql(openTillHoldOf(memberId)))[0]?.found ? 'OPEN_TILL_HOLD' : null),
};

async function exportOrders(ctx: Context, memberId: string): Promise<JsonObject> {
  const [orders, holds] = await Promise.all([ctx.sql(ordersOfMemberForExport(memberId)), ctx.sql(tillHoldsOfMember(memberId))]);
  const lines = await ctx.sql(linesOfOrders(orders.map((order) => order.id)));
  const byOrder = new Map<string, OrderLineRow[]>(orders.map((order) => [order.id, []]));
  for (const line of lines) byOrder.get(line.order_id)?.push(line);
  const { currency } = ctx.brand;
  return { orders: orders.map((order) => exported(order, byOrder.get(order.id) ?? [], currency)), tillHolds: holds.map((hold) => exportedHold(hold, openUses(ctx, hold), currency)) };
}

const exportedHold = ({ id, state, order_ref, discount, points, payable, created_at, expires_at }: TillHoldRow, uses: readonly SourcedUse[], currency: string): JsonObject => ({
  id: publicId('thd', id), state, orderRef: order_ref, codes: uses.map(({ code }) => code), currency,
  discount: formatDecimal(discount, scaleOf(currency)), points, payable: formatDecimal(payable, scaleOf(currency)),
  createdAt: created_at.toISOString(), expiresAt: expires_at.toISOString(),
});

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
