import type { InputReader } from './input-reader';
import { OrderStatus } from '../enums';
import type { OrderLineState } from './order-state';

/**
 * The status that goes with the lines. A source that has no words for refunds sends PAID or FULFILLED with
 * refunded lines: that is PARTIALLY_REFUNDED, and REFUNDED once nothing is left to pay. REFUNDED without any
 * refunded line gave back everything. Null when status and lines contradict each other.
 */
export function settleStatus(status: OrderStatus, lines: readonly OrderLineState[], read: InputReader): OrderStatus | null {
  const isTouched = lines.some((line) => line.refundedQuantity > 0 || line.refunded > 0n);
  switch (status) {
    case OrderStatus.VOIDED:
      return status;
    case OrderStatus.PLACED:
      if (!isTouched) return status;
      return read.problem(['status'], { en: 'An order that was not paid has nothing to refund.', 'zh-TW': '未付款的訂單不能退款。' });
    case OrderStatus.PAID:
    case OrderStatus.FULFILLED:
      return isTouched ? refundStatus(lines) : status;
    case OrderStatus.PARTIALLY_REFUNDED:
      if (isTouched) return refundStatus(lines);
      return read.problem(['status'], { en: 'No line says what was refunded.', 'zh-TW': '沒有任何品項註明退款。' });
    case OrderStatus.REFUNDED:
      if (refundStatus(lines) === status) return status;
      return read.problem(['status'], { en: 'The lines say that only a part was refunded.', 'zh-TW': '品項顯示只退了一部分。' });
  }
}

/** An order worth nothing is refunded once all of it came back. */
function refundStatus(lines: readonly OrderLineState[]): OrderStatus {
  const isPaidBack = lines.every((line) => line.net === 0n) && lines.some((line) => line.refunded > 0n);
  const isAllBack = lines.every((line) => line.refundedQuantity === line.quantity);
  return isPaidBack || isAllBack ? OrderStatus.REFUNDED : OrderStatus.PARTIALLY_REFUNDED;
}
