import { divideRoundHalfUp } from '@regulars/plugin-sdk';
import type { OrderLineState } from '@regulars/order/contract';
import { EarnBasis } from './enums';

type Amounts = Pick<OrderLineState, 'gross' | 'discount' | 'refunded' | 'net' | 'paidWithPoints' | 'quantity' | 'refundedQuantity'>;

/** The part of `amount` that is left of a line after refunds, rounded half up. */
function leftOf(amount: bigint, line: Amounts): bigint {
  const paid = line.gross - line.discount;
  if (line.refunded === 0n && line.refundedQuantity === 0) return amount;
  // What was free has no money to go by.
  if (paid === 0n) return line.quantity === 0 ? 0n : divideRoundHalfUp(amount * BigInt(line.quantity - line.refundedQuantity), BigInt(line.quantity));
  return divideRoundHalfUp(amount * line.net, paid);
}

/** What a rule counts of a line, in minor units, after refunds. */
export function amountOf(line: Amounts, basis: EarnBasis): bigint {
  switch (basis) {
    case EarnBasis.GROSS:
      return leftOf(line.gross, line);
    case EarnBasis.NET_OF_DISCOUNT:
      return line.net;
    case EarnBasis.CASH_PAID:
      return line.paidWithPoints === 0n ? line.net : line.net - leftOf(line.paidWithPoints, line);
  }
}

export const itemsOf = (line: Amounts): number => line.quantity - line.refundedQuantity;
