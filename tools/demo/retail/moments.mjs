/** 'C489449' -> 489449: sales, credits and adjustments are numbered in one sequence. */
export function invoiceSerial(invoice) {
  const digits = /^[CA]?(\d+)$/.exec(invoice)?.[1];
  if (digits === undefined) throw new Error(`not the number of a sale, a credit or an adjustment: ${invoice}`);
  return Number(digits);
}

/** Orders invoices by time; those of the same second by number, whatever letter stands before it. */
export function compareMoments(a, b) {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return invoiceSerial(a.invoice) - invoiceSerial(b.invoice);
}
