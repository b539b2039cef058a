import type { Context } from '@regulars/plugin-sdk';
import { deleteLines, insertLines, insertOrders, updateOrders, upsertLines, type WrittenLines, type WrittenOrder } from '../data/write-orders.statements';
import { announcementOf } from './announce';
import type { OrderState } from './order-state';
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
  void ctx.sql(insertLines(created.map(({ after }) => after)));
  return inserted.then(([row]) => {
    if (row?.n !== created.length) ctx.restart('an order was recorded meanwhile');
  });
}

function updateKnown(ctx: Context, updated: readonly SettledOrder[]): void {
  void ctx.sql(updateOrders(updated.map(rowOf)));
  const changed = updated.map(({ before, after }) => {
    const known = new Map(before?.state.lines.map((line) => [line.number, line]));
    return { id: after.id, lines: after.lines.filter((line) => !isSameLine(line, known.get(line.number))) };
  });
  const gone = updated.map(({ before, after }) => {
    const kept = new Set(after.lines.map((line) => line.number));
    return { id: after.id, lines: before?.state.lines.filter((line) => !kept.has(line.number)) ?? [] };
  });
  if (changed.some(hasLines)) void ctx.sql(upsertLines(changed));
  if (gone.some(hasLines)) void ctx.sql(deleteLines(gone));
}

const hasLines = ({ lines }: WrittenLines): boolean => lines.length > 0;

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
