import { createHash } from 'node:crypto';
import { categoryOf } from './categories.mjs';
import { linePence } from './money.mjs';

/**
 * The counts and sums by which a conversion is judged; plain data that depends on nothing but the source.
 *
 * @param {import('./types.js').Settled} retail
 */
export function reportOf(retail) {
  const guests = retail.orders.filter((order) => order.customer === undefined);
  const ofMembers = retail.orders.filter((order) => order.customer !== undefined);
  return {
    customers: customersOf(retail.members, ofMembers),
    orders: { all: ordersOf(retail.orders), ofMembers: ordersOf(ofMembers), ofGuests: ordersOf(guests) },
    lines: linesOf(retail),
    credits: creditsOf(retail),
    notOrders: notOrdersOf(retail),
    netByCustomerSha256: createHash('sha256').update(netByCustomer(retail)).digest('hex'),
  };
}

/** One `customer,netPence` row for each member, by customer number; those who never ordered have 0. */
export function netByCustomer({ members, orders }) {
  const net = new Map(members.map(({ customer }) => [customer, 0]));
  for (const { customer, grossPence, refundedPence } of orders) {
    if (customer !== undefined) net.set(customer, net.get(customer) + grossPence - refundedPence);
  }
  return [...net].map(([customer, pence]) => `${customer},${pence}\n`).join('');
}

function customersOf(members, orders) {
  const ordered = new Set(orders.filter((order) => order.grossPence > 0).map((order) => order.customer));
  const keptSomething = new Set(orders.filter((order) => order.grossPence > order.refundedPence).map((order) => order.customer));
  return { identified: members.length, everOrdered: ordered.size, withNetSpend: keptSomething.size };
}

function ordersOf(orders) {
  const grossPence = sum(orders, (order) => order.grossPence);
  const refundedPence = sum(orders, (order) => order.refundedPence);
  const inStatus = (status) => orders.filter((order) => order.status === status).length;
  return {
    count: orders.length,
    lines: sum(orders, (order) => order.lines.length),
    paid: inStatus('PAID'),
    partiallyRefunded: inStatus('PARTIALLY_REFUNDED'),
    refunded: inStatus('REFUNDED'),
    grossPence,
    refundedPence,
    netPence: grossPence - refundedPence,
  };
}

function linesOf({ orders }) {
  const counts = { free: 0, notGoods: 0, refundedWholly: 0, refundedPartly: 0, refundedQuantity: 0 };
  for (const { lines, refundedQuantities } of orders) {
    for (const { number, stockCode, quantity, priceMilli } of lines) {
      const refunded = refundedQuantities.get(number) ?? 0;
      if (priceMilli === 0) counts.free += 1;
      if (categoryOf(stockCode) !== '') counts.notGoods += 1;
      if (refunded === quantity) counts.refundedWholly += 1;
      else if (refunded > 0) counts.refundedPartly += 1;
      counts.refundedQuantity += refunded;
    }
  }
  return counts;
}

function creditsOf({ creditLines, unmatched, guestCredits, chargesOnCredits }) {
  const partly = unmatched.filter((credit) => credit.unmatchedQuantity < credit.quantity).length;
  const ofMembers = creditLines.filter((credit) => credit.customer !== undefined);
  return {
    ofMembers: amountOf(ofMembers),
    matchedWholly: ofMembers.length - unmatched.length,
    matchedPartly: partly,
    matchedNotAtAll: unmatched.length - partly,
    unmatched: amountOf(unmatched.map((credit) => ({ ...credit, quantity: credit.unmatchedQuantity }))),
    ofGuests: amountOf(guestCredits),
    chargesOnCredits: amountOf(chargesOnCredits),
  };
}

function notOrdersOf({ adjustments, writeOffs, giveaways, linesLeftOff }) {
  const invoices = (list) => ({ invoices: list.length, ...amountOf(list.flatMap((invoice) => invoice.lines)) });
  return {
    adjustments: invoices(adjustments),
    writeOffs: invoices(writeOffs),
    giveaways: invoices(giveaways),
    linesLeftOffOrders: amountOf(linesLeftOff),
  };
}

function amountOf(lines) {
  return {
    lines: lines.length,
    quantity: sum(lines, (line) => line.quantity),
    pence: sum(lines, (line) => linePence(line.quantity, line.priceMilli)),
  };
}

function sum(items, numberOf) {
  return items.reduce((total, item) => total + numberOf(item), 0);
}
