import type { OrderChannel, OrderStatus } from '../enums';

/** All amounts are minor units of the brand's currency. `net` = `gross` - `discount` - `refunded`, never negative. */
export interface OrderLineState {
  readonly number: number;
  readonly sku: string;
  readonly name: string | null;
  readonly category: string | null;
  readonly quantity: number;
  readonly refundedQuantity: number;
  /** A decimal in the brand's currency, with up to four decimals more than its minor unit. */
  readonly unitPrice: string;
  readonly gross: bigint;
  /** The line's own, and its share of the order's. */
  readonly discount: bigint;
  readonly refunded: bigint;
  readonly net: bigint;
  /** The line's share of what was paid with points or stored value, before refunds. */
  readonly paidWithPoints: bigint;
}

/** A whole order as of its current revision. */
export interface OrderState {
  /** uuid */
  readonly id: string;
  readonly source: string;
  readonly externalId: string;
  readonly revision: number;
  readonly status: OrderStatus;
  /** uuid; null for a guest's order. */
  readonly memberId: string | null;
  /** uuid */
  readonly storeId: string | null;
  readonly storeCode: string | null;
  readonly channel: OrderChannel;
  readonly placedAt: Date;
  /** When the current revision took effect at the source; `placedAt` for a first one that says nothing else. */
  readonly updatedAt: Date;
  readonly businessDate: string;
  readonly gross: bigint;
  readonly discount: bigint;
  readonly refunded: bigint;
  readonly net: bigint;
  readonly paidWithPoints: bigint;
  /** PAID or later, not VOIDED, and something is left after refunds. */
  readonly counts: boolean;
  /** By number. */
  readonly lines: readonly OrderLineState[];
}

/** One accepted change of one order. */
export interface OrderChange {
  readonly before: OrderState | null;
  readonly after: OrderState;
  /** Nothing was known of the order before. */
  readonly isFirst: boolean;
  /** Status of the member of `after`: a FROZEN one's orders are recorded, what they earn is for the reactions to say. */
  readonly memberStatus: string | null;
}
