import { linePence } from './money.mjs';

/**
 * Orders as they stand in the end, with every refund in them.
 *
 * @param {import('./types.js').Invoice[]} orders
 * @param {import('./types.js').Refund[]} refunds
 * @returns {import('./types.js').SettledOrder[]}
 */
export function settleOrders(orders, refunds) {
  const refundsByOrder = new Map();
  for (const refund of refunds) {
    const known = refundsByOrder.get(refund.invoice);
    if (known === undefined) refundsByOrder.set(refund.invoice, [refund]);
    else known.push(refund);
  }
  return orders.map((order) => settleOrder(order, refundsByOrder.get(order.invoice) ?? []));
}

function settleOrder(order, refunds) {
  const refundedQuantities = new Map();
  for (const { lineNumber, quantity } of refunds) {
    refundedQuantities.set(lineNumber, (refundedQuantities.get(lineNumber) ?? 0) + quantity);
  }
  const { grossPence, refundedPence } = amounts(order.lines, refundedQuantities);
  return {
    ...order,
    refundedQuantities,
    grossPence,
    refundedPence,
    status: statusOf(refunds, grossPence - refundedPence),
    // The source sent one version of the order at the sale, and one more for each credit that touched it.
    revision: 1 + new Set(refunds.map((refund) => refund.creditInvoice)).size,
    updatedAt: refunds.reduce((latest, { creditedAt }) => (latest > creditedAt ? latest : creditedAt), ''),
  };
}

function amounts(lines, refundedQuantities) {
  let grossPence = 0;
  let refundedPence = 0;
  for (const { number, quantity, priceMilli } of lines) {
    grossPence += linePence(quantity, priceMilli);
    refundedPence += linePence(refundedQuantities.get(number) ?? 0, priceMilli);
  }
  return { grossPence, refundedPence };
}

function statusOf(refunds, netPence) {
  if (refunds.length === 0) return 'PAID';
  return netPence > 0 ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
}
