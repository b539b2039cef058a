import { fileURLToPath } from 'node:url';
import { matchCredits } from './match-credits.mjs';
import { sortInvoices } from './order-rules.mjs';
import { readRetail } from './read-retail.mjs';
import { selectSmall } from './select-small.mjs';
import { settleOrders } from './settle-orders.mjs';

const RETAIL_DATA = fileURLToPath(new URL('../../../test/data/online-retail-ii', import.meta.url));

/**
 * Everything the demo brand `retail` is made of: its members, its orders as they stand in the end, and what was neither.
 *
 * @param {{ directory?: string, small?: boolean }} [options]
 * @returns {Promise<import('./types.js').Retail>}
 */
export async function loadRetail({ directory = RETAIL_DATA, small = false } = {}) {
  const source = await readRetail(directory);
  return { ...settleInvoices(small ? selectSmall(source.invoices) : source.invoices), products: source.products };
}

/**
 * The same from invoices that are in order of time and number, which is the order of the answer too.
 *
 * @param {import('./types.js').Invoice[]} invoices
 * @returns {import('./types.js').Settled}
 */
export function settleInvoices(invoices) {
  const { orders, creditLines, ...others } = sortInvoices(invoices);
  const credits = matchCredits(orders, creditLines);
  return { ...others, ...credits, creditLines, members: membersOf(invoices), orders: settleOrders(orders, credits.refunds) };
}

/** Whoever appears on any invoice, also on a credit or a gift alone, is a member from then on. */
function membersOf(invoices) {
  const joinedAt = new Map();
  for (const { customer, at } of invoices) {
    if (customer !== undefined && !joinedAt.has(customer)) joinedAt.set(customer, at);
  }
  return [...joinedAt].map(([customer, at]) => ({ customer, joinedAt: at })).sort((a, b) => Number(a.customer) - Number(b.customer));
}
