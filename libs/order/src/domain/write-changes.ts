import type { Context } from '@regulars/plugin-sdk';
import { deleteLines, insertLines, insertOrders, updateOrders, upsertLines, type WrittenLines, type WrittenOrder } from '../data/write-orders.statements';
import { announcementOf } from './announce';
import type { OrderState } from './order-state';
import { isSameLine } from './revisions';
import type { SettledOrder } from './settle-batch';

const isCreated = ({ before }: SettledOrder): boolean => before === null;
const isUpdated = ({ before }: SettledOrder): boolean => before !== null;

/**
 * Sends the orders of a batch without waiting for them. The answer settles with the new ones: it restarts the unit of
 * work when another transaction was first with one of them.
 */
export function writeOrders(ctx: Context, changes: readonly SettledOrder[]): Promise<void> {
  const [created, updated] = [changes.filter(isCreated), changes.filter(isUpdated)];
  if (updated.length > 0) void ctx.sql(updateOrders(updated.map(rowOf)));
  if (created.length === 0) return Promise.resolve();
  return ctx.sql(insertOrders(created.map(rowOf))).then(([row]) => {
    if (row?.n !== created.length) ctx.restart('an order was recorded meanwhile');
  });
}

/** Sends the lines of a batch's orders without waiting for them. */
export function writeLines(ctx: Context, changes: readonly SettledOrder[]): void {
  const [created, updated] = [changes.filter(isCreated), changes.filter(isUpdated)];
  if (created.length > 0) void ctx.sql(insertLines(created.map(({ after }) => after)));
  if (updated.length > 0) writeKnownLines(ctx, updated);
}

function writeKnownLines(ctx: Context, updated: readonly SettledOrder[]): void {
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
