/**
 * Sorts invoices into what they are. Nothing is dropped: every invoice and every line of it ends in one of the lists.
 * - orders: a number without letter, at least one line of positive quantity and price; free lines stay on it.
 * - creditLines: lines of negative quantity on `C` invoices, quantity turned positive.
 * - chargesOnCredits: lines of positive quantity on `C` invoices; neither an order nor a refund.
 * - adjustments: `A` invoices, bad debt.
 * - writeOffs: invoices without letter and without a line of positive quantity; stock, not trade.
 * - giveaways: invoices without letter of which nothing had a price.
 * - linesLeftOff: lines of an order which are no sale: no positive quantity, or a negative price.
 *
 * @param {import('./types.js').Invoice[]} invoices
 * @returns {import('./types.js').Sorted}
 */
export function sortInvoices(invoices) {
  /** @type {import('./types.js').Sorted} */
  const sorted = { orders: [], creditLines: [], chargesOnCredits: [], adjustments: [], writeOffs: [], giveaways: [], linesLeftOff: [] };
  for (const invoice of invoices) {
    if (invoice.invoice.startsWith('C')) sortCredit(invoice, sorted);
    else if (invoice.invoice.startsWith('A')) sorted.adjustments.push(invoice);
    else sortSale(invoice, sorted);
  }
  return sorted;
}

function sortCredit(invoice, { creditLines, chargesOnCredits }) {
  const { at, customer } = invoice;
  for (const line of invoice.lines) {
    const row = { ...line, invoice: invoice.invoice, at, customer, quantity: Math.abs(line.quantity) };
    (line.quantity < 0 ? creditLines : chargesOnCredits).push(row);
  }
}

function sortSale(invoice, { orders, writeOffs, giveaways, linesLeftOff }) {
  if (invoice.lines.some(isPricedSale)) {
    const lines = invoice.lines.filter(isSale);
    if (lines.length < invoice.lines.length) linesLeftOff.push(...invoice.lines.filter((line) => !isSale(line)));
    orders.push({ invoice: invoice.invoice, at: invoice.at, customer: invoice.customer, lines });
  } else {
    (invoice.lines.some(isSale) ? giveaways : writeOffs).push(invoice);
  }
}

function isSale(line) {
  return line.quantity > 0 && line.priceMilli >= 0;
}

function isPricedSale(line) {
  return line.quantity > 0 && line.priceMilli > 0;
}
