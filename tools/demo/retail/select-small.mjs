/** The small demo: the first three months of the first customers, and some guests for company. */
export const SMALL = { before: '2010-03-01', customers: 250, guestInvoices: 50 };

/**
 * A part of the invoices, which are in order of time, that is whole in itself: a credit reaches only backwards, so
 * every customer chosen has the same refunds here as in the full set up to that day.
 *
 * @param {import('./types.js').Invoice[]} invoices
 */
export function selectSmall(invoices, { before, customers, guestInvoices } = SMALL) {
  const chosen = new Set();
  let guests = 0;
  return invoices.filter(({ at, customer }) => {
    if (at >= before) return false;
    if (customer === undefined) return (guests += 1) <= guestInvoices;
    if (chosen.size < customers) chosen.add(customer);
    return chosen.has(customer);
  });
}
