import type { Context } from '@regulars/plugin-sdk';
import type { OrderLineRow } from '../data/order.statements';
import { deleteLines, insertLines, insertOrders, updateOrders, upsertLines, type WrittenOrder } from '../data/write-orders.statements';
import { announcementOf } from './announce';
import type { OrderLineState, OrderState } from './order-state';
import { isSameLine } from './revisions';
import type { SettledOrder } from './settle-batch';

/**
 * Sends the writes of a batch without waiting for them. The answer settles with the first of them: it restarts the
 * unit of work when another transaction was first with one of the new orders.
 */
export function writeChanges(ctx: Context, changes: readonly SettledOrder[]): Promise<void> {
  const created = changes.filter((change) => change.before === null);
  const updated = changes.filter((change) => change.before !== null);
  if (updated.length > 0) updateKnown(ctx, updated);
  if (created.length === 0) return Promise.resolve();
  const inserted = ctx.sql(insertOrders(created.map(rowOf)));
  leave(ctx.sql(insertLines(created.flatMap(({ after }) => after.lines.map((line) => lineRowOf(after.id, line))))));
  return inserted.then(([row]) => {
    if (row?.n !== created.length) ctx.restart('an order was recorded meanwhile');
  });
}

function updateKnown(ctx: Context, updated: readonly SettledOrder[]): void {
  leave(ctx.sql(updateOrders(updated.map(rowOf))));
  const changed = updated.flatMap(({ before, after }) => {
    const known = new Map(before?.state.lines.map((line) => [line.number, line]));
    return after.lines.filter((line) => !isSameLine(line, known.get(line.number))).map((line) => lineRowOf(after.id, line));
  });
  const gone = updated.flatMap(({ before, after }) => {
    const kept = new Set(after.lines.map((line) => line.number));
    return (before?.state.lines ?? []).filter((line) => !kept.has(line.number)).map((line) => ({ order_id: after.id, number: line.number }));
  });
  if (changed.length > 0) leave(ctx.sql(upsertLines(changed)));
  if (gone.length > 0) leave(ctx.sql(deleteLines(gone)));
}

/** The commit waits for it, and fails when it failed. */
function leave(sent: Promise<unknown>): void {
  sent.catch(() => undefined);
}

function rowOf(change: SettledOrder): WrittenOrder {
  const order: OrderState = change.after;
  return {
    id: order.id,
    source: order.source,
    external_id: order.externalId,
    revision: order.revision,
    status: order.status,
    member_id: order.memberId,
    store_id: order.storeId,
    channel: order.channel,
    placed_at: order.placedAt,
    updated_at: order.updatedAt,
    business_date: order.businessDate,
    gross: order.gross,
    discount: order.discount,
    refunded: order.refunded,
    net: order.net,
    paid_with_points: order.paidWithPoints,
    counts: order.counts,
    announced: announcementOf(change).announced,
  };
}

const lineRowOf = (orderId: string, line: OrderLineState): OrderLineRow => ({
  order_id: orderId,
  number: line.number,
  sku: line.sku,
  name: line.name,
  category: line.category,
  quantity: line.quantity,
  refunded_quantity: line.refundedQuantity,
  unit_price: line.unitPrice,
  gross: line.gross,
  discount: line.discount,
  refunded: line.refunded,
  net: line.net,
  paid_with_points: line.paidWithPoints,
});
