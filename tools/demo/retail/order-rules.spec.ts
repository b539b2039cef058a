import { sortInvoices } from './order-rules.mjs';

const line = (quantity: number, priceMilli: number, number = 1) => ({ number, stockCode: '85048', quantity, priceMilli });
const invoice = (name: string, ...lines: ReturnType<typeof line>[]) => ({ invoice: name, at: '2010-01-04T10:00:00', customer: '13085', lines });

describe('sortInvoices', () => {
  it.each([
    ['an invoice with a priced line', 'orders', invoice('489434', line(12, 6950))],
    ['an invoice with a priced and a free line', 'orders', invoice('489434', line(1, 0), line(1, 1, 2))],
    ['free lines alone', 'giveaways', invoice('489434', line(3, 0), line(4, 0, 2))],
    ['write-offs alone', 'writeOffs', invoice('489434', line(-3, 0), line(-4, 0, 2))],
    ['a write-off at a price', 'writeOffs', invoice('489434', line(-3, 1250))],
    ['a write-off beside a free line', 'giveaways', invoice('489434', line(-3, 0), line(4, 0, 2))],
    ['bad debt', 'adjustments', invoice('A506401', line(1, -53594360))],
    ['bad debt with a positive amount', 'adjustments', invoice('A563185', line(1, 11062060))],
  ] as const)('%s is one of the %s', (_, list, given) => {
    const sorted = sortInvoices([given]);
    expect(sorted[list]).toMatchObject([{ invoice: given.invoice }]);
    expect(Object.entries(sorted).filter(([, found]) => found.length > 0).map(([name]) => name)).toEqual([list]);
  });

  it('keeps free lines on an order, and leaves off what is no sale without renumbering the rest', () => {
    const { orders, linesLeftOff } = sortInvoices([invoice('489434', line(-1, 0, 1), line(2, 0, 2), line(1, -500, 3), line(3, 950, 4))]);
    expect(orders[0]!.lines.map((kept) => kept.number)).toEqual([2, 4]);
    expect(linesLeftOff.map((left) => left.number)).toEqual([1, 3]);
  });

  it('makes a credit line of each negative line of a credit invoice, and keeps its positive lines apart', () => {
    const { creditLines, chargesOnCredits } = sortInvoices([invoice('C496350', line(-3, 950, 1), line(1, 373570, 2))]);
    const common = { invoice: 'C496350', at: '2010-01-04T10:00:00', customer: '13085', stockCode: '85048' };
    expect(creditLines).toEqual([{ ...common, number: 1, quantity: 3, priceMilli: 950 }]);
    expect(chargesOnCredits).toEqual([{ ...common, number: 2, quantity: 1, priceMilli: 373570 }]);
  });
});
