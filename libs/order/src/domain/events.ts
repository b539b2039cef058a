import { defineEvent, defineMoment } from '@regulars/plugin-sdk';
import { refreshChanges } from './refresh-changes';
import type { OrderChange } from './order-state';

/**
 * Every accepted change of an order: neither stale revisions nor repetitions. What an order gives is a function
 * of its present state (`after`): a reaction compares it with what it gave before. When the member changes,
 * both are locked, and what `before.memberId` had moves to `after.memberId`.
 *
 * Lines are read from the change: of a large batch (more than 100 orders) the tables have them only after the reactions,
 * of a small one before. The orders themselves are there in any case.
 */
export const OrderUpserted = defineMoment<OrderChange>('order.upserted', refreshChanges);

/** Amounts are decimals in `currency`; ids are public. */
export interface OrderEventData {
  readonly orderId: string;
  readonly source: string;
  readonly externalId: string;
  readonly revision: number;
  readonly status: string;
  readonly storeCode: string | null;
  readonly channel: string;
  readonly placedAt: string;
  readonly currency: string;
  readonly gross: string;
  readonly discount: string;
  readonly refunded: string;
  readonly net: string;
}

/** Once for an order of a member, when it first counts. */
export const OrderPaid = defineEvent<OrderEventData>('order.paid');

/** Each time more of an order of a member was given back, and when it was voided. */
export const OrderRefunded = defineEvent<OrderEventData>('order.refunded');
