import { compareMoments } from './moments.mjs';

/**
 * Finds what each credit line refunds: lines of the same customer, stock code and price on invoices earlier than the
 * credit, latest first, spilling to earlier ones; within one invoice its last line first. Credits take their turn in
 * order of time, so that a later one finds only what an earlier one has left.
 *
 * Answers `refunds` (which credit line took how many pieces of which order line), `unmatched` (credit lines, whole
 * or in part, that found nothing: `unmatchedQuantity`), and `guestCredits`, which nobody could be matched with.
 * The arguments are left as they are.
 *
 * @param {import('./types.js').Invoice[]} orders
 * @param {import('./types.js').CreditLine[]} creditLines
 * @returns {import('./types.js').Matched}
 */
export function matchCredits(orders, creditLines) {
  const credits = creditLines.filter((credit) => credit.customer !== undefined).sort(compareLines);
  const guestCredits = creditLines.filter((credit) => credit.customer === undefined).sort(compareLines);
  const sales = refundableSales(orders, credits);
  const refunds = [];
  const unmatched = [];
  for (const credit of credits) {
    const unmatchedQuantity = takeFromSales(credit, sales.get(saleKey(credit.customer, credit)) ?? [], refunds);
    if (unmatchedQuantity > 0) unmatched.push({ ...credit, unmatchedQuantity });
  }
  return { refunds, unmatched, guestCredits };
}

function takeFromSales(credit, sales, refunds) {
  let wanted = credit.quantity;
  for (let latest = sales.length - 1; latest >= 0 && wanted > 0; latest -= 1) {
    const sale = sales[latest];
    if (sale.left === 0 || compareMoments(sale, credit) >= 0) continue;
    const quantity = Math.min(wanted, sale.left);
    sale.left -= quantity;
    wanted -= quantity;
    refunds.push({ invoice: sale.invoice, lineNumber: sale.number, quantity, creditInvoice: credit.invoice, creditLineNumber: credit.number, creditedAt: credit.at });
  }
  return wanted;
}

/** The order lines some credit may ask for, earliest first, by customer, stock code and price. */
function refundableSales(orders, credits) {
  const sales = new Map(credits.map((credit) => [saleKey(credit.customer, credit), []]));
  const customers = new Set(credits.map((credit) => credit.customer));
  for (const order of orders) {
    if (!customers.has(order.customer)) continue; // spares the keys of most of a million lines
    for (const line of order.lines) {
      sales.get(saleKey(order.customer, line))?.push({ invoice: order.invoice, at: order.at, number: line.number, left: line.quantity });
    }
  }
  for (const sameSales of sales.values()) sameSales.sort(compareLines);
  return sales;
}

function saleKey(customer, { stockCode, priceMilli }) {
  return `${customer}|${priceMilli}|${stockCode}`;
}

function compareLines(a, b) {
  return compareMoments(a, b) || a.number - b.number;
}
