import type { MemberIdentifier } from '@regulars/member/contract';
import type { OrderChannel, OrderStatus } from '../enums';

/** An order as a caller sends it: nothing of it is believed yet. Amounts are decimal texts. */
export interface OrderDraft {
  readonly source: string;
  readonly externalId: string;
  readonly revision: number;
  readonly status: OrderStatus;
  readonly member?: MemberIdentifier | null;
  readonly storeCode?: string | null;
  readonly channel: OrderChannel;
  readonly placedAt: Date;
  readonly updatedAt?: Date | null;
  readonly lines: readonly OrderLineDraft[];
  readonly discount?: string | null;
  readonly paidWithPoints?: string | null;
}

export interface OrderLineDraft {
  readonly number: number;
  readonly sku: string;
  readonly name?: string | null;
  readonly category?: string | null;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly discount?: string | null;
  readonly refundedQuantity: number;
  readonly refundedAmount?: string | null;
}
