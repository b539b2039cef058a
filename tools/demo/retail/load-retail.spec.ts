import { createHash } from 'node:crypto';
import expected from './expected.json';
import { membersCsv, ordersCsv } from './imports.mjs';
import { loadRetail } from './load-retail.mjs';
import { reportOf } from './report.mjs';
import { SMALL } from './select-small.mjs';
import type { Retail } from './types.js';

function sha256(chunks: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

const findingsOf = (retail: Retail) =>
  ({ ...reportOf(retail), filesSha256: { members: sha256(membersCsv(retail)), orders: sha256(ordersCsv(retail)) } });

describe('the demo brand retail', () => {
  let full: Retail;
  let small: Retail;
  beforeAll(async () => {
    full = await loadRetail();
    small = await loadRetail({ small: true });
  }, 120_000);

  it('has exactly these customers, orders and sums', () => {
    expect(findingsOf(full)).toEqual(expected.full);
  }, 120_000);

  it('has exactly these in its small form', () => {
    expect(findingsOf(small)).toEqual(expected.small);
  });

  it('accounts for every piece credited and every pound', () => {
    const { credits, orders, lines } = reportOf(full);
    expect(lines.refundedQuantity + credits.unmatched.quantity).toBe(credits.ofMembers.quantity);
    expect(orders.all.refundedPence + credits.unmatched.pence).toBe(credits.ofMembers.pence);
    expect(credits.matchedWholly + credits.matchedPartly + credits.matchedNotAtAll).toBe(credits.ofMembers.lines);
    expect(orders.ofMembers.netPence + orders.ofGuests.netPence).toBe(orders.all.netPence);
  });

  it('orders its orders by time and number, and never changes one before it was placed', () => {
    const keys = full.orders.map(({ at, invoice }) => `${at} ${invoice}`);
    expect(keys).toEqual([...keys].sort());
    expect(full.orders.filter(({ at, updatedAt }) => updatedAt !== '' && updatedAt < at)).toEqual([]);
  });

  it('tells the same story of a customer in its small form as in the full one up to that day', () => {
    const members = new Set<string | undefined>(small.members.map(({ customer }) => customer));
    const untilThen = ({ refunds }: Retail) => refunds.filter(({ creditedAt }) => creditedAt < SMALL.before);
    const ofMembers = new Set(full.orders.filter(({ customer }) => members.has(customer)).map(({ invoice }) => invoice));
    expect(small.refunds).toEqual(untilThen(full).filter(({ invoice }) => ofMembers.has(invoice)));
    expect(members.size).toBe(SMALL.customers);
  });
});
