import { type Context, formatDecimal, publicId, scaleOf } from '@regulars/plugin-sdk';
import { type OrderEventData, OrderPaid, OrderRefunded } from './events';
import { OrderStatus } from '../enums';
import type { OrderState } from './order-state';
import type { SettledOrder } from './settle-batch';

/** Which facts a change of an order is worth in the log. Orders of nobody are not told. */
export interface Announcement {
  readonly paid: boolean;
  readonly refunded: boolean;
  /** The log tells by now that the order was paid. */
  readonly announced: boolean;
}

export function announcementOf({ before, after }: SettledOrder): Announcement {
  const known = before?.announced ?? false;
  if (after.memberId === null) return { paid: false, refunded: false, announced: known };
  const paid = !known && after.counts;
  const isMoreBack = after.refunded > (before?.state.refunded ?? 0n);
  const isVoided = after.status === OrderStatus.VOIDED && before?.state.status !== OrderStatus.VOIDED;
  const announced = known || paid;
  return { paid, refunded: announced && (isMoreBack || isVoided), announced };
}

/** Puts the facts into the log, dated by when they came about at the source. */
export function announce(ctx: Context, change: SettledOrder): void {
  const { paid, refunded } = announcementOf(change);
  const { after } = change;
  if (paid) ctx.emit(OrderPaid, dataOf(after, ctx.brand.currency), after.memberId, { at: after.placedAt });
  if (refunded) ctx.emit(OrderRefunded, dataOf(after, ctx.brand.currency), after.memberId, { at: after.updatedAt });
}

function dataOf(order: OrderState, currency: string): OrderEventData {
  const decimal = (minor: bigint) => formatDecimal(minor, scaleOf(currency));
  return {
    orderId: publicId('ord', order.id),
    source: order.source,
    externalId: order.externalId,
    revision: order.revision,
    status: order.status,
    storeCode: order.storeCode,
    channel: order.channel,
    placedAt: order.placedAt.toISOString(),
    currency,
    gross: decimal(order.gross),
    discount: decimal(order.discount),
    refunded: decimal(order.refunded),
    net: decimal(order.net),
  };
}
