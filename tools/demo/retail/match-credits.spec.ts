import fc from 'fast-check';
import { matchCredits } from './match-credits.mjs';
import { compareMoments } from './moments.mjs';
import type { CreditLine, Invoice, Line, Matched } from './types.js';

const minute = (at: number) => `2010-01-04T10:0${at}:00`;
const cups = { stockCode: 'CUPS', priceMilli: 950 };
const order = (serial: number, at: number, ...lines: (Partial<Line> & { quantity: number })[]): Invoice =>
  ({ invoice: String(serial), at: minute(at), customer: 'ann', lines: lines.map((line, index) => ({ ...cups, number: index + 1, ...line })) });
const credit = (serial: number, at: number, quantity: number, changed: Partial<CreditLine> = {}): CreditLine =>
  ({ invoice: `C${serial}`, at: minute(at), customer: 'ann', number: 1, ...cups, quantity, ...changed });

/** 'credit > invoice.line x quantity' for each refund, 'credit ! quantity' for each remainder, 'credit ?' for a guest's. */
const told = ({ refunds, unmatched, guestCredits }: Matched) => [
  ...refunds.map((refund) => `${refund.creditInvoice} > ${refund.invoice}.${refund.lineNumber} x${refund.quantity}`),
  ...unmatched.map((left) => `${left.invoice} ! ${left.unmatchedQuantity}`),
  ...guestCredits.map((guest) => `${guest.invoice} ?`),
];

describe('matchCredits', () => {
  const cases: [string, Invoice[], CreditLine[], string[]][] = [
    ['refunds the whole line', [order(1, 1, { quantity: 5 })], [credit(2, 2, 5)], ['C2 > 1.1 x5']],
    ['refunds a part of the line', [order(1, 1, { quantity: 5 })], [credit(2, 2, 3)], ['C2 > 1.1 x3']],
    ['takes the latest sale first', [order(1, 1, { quantity: 5 }), order(2, 2, { quantity: 5 })], [credit(3, 3, 4)], ['C3 > 2.1 x4']],
    ['spills over to the earlier sale', [order(1, 1, { quantity: 5 }), order(2, 2, { quantity: 5 })], [credit(3, 3, 7)], ['C3 > 2.1 x5', 'C3 > 1.1 x2']],
    ['looks only at sales before the credit', [order(1, 1, { quantity: 5 }), order(3, 3, { quantity: 5 })], [credit(2, 2, 7)], ['C2 > 1.1 x5', 'C2 ! 2']],
    ['finds nothing when the sale came later', [order(2, 2, { quantity: 5 })], [credit(1, 1, 5)], ['C1 ! 5']],
    ['goes by number within the same second, the sale first', [order(1, 1, { quantity: 5 })], [credit(2, 1, 5)], ['C2 > 1.1 x5']],
    ['goes by number within the same second, the credit first', [order(2, 1, { quantity: 5 })], [credit(1, 1, 5)], ['C1 ! 5']],
    ['goes by number among sales of the same second', [order(10, 1, { quantity: 5 }), order(9, 1, { quantity: 5 })], [credit(11, 2, 6)], ['C11 > 10.1 x5', 'C11 > 9.1 x1']],
    ['takes the last line of an invoice first', [order(1, 1, { quantity: 5 }, { quantity: 2 })], [credit(2, 2, 3)], ['C2 > 1.2 x2', 'C2 > 1.1 x1']],
    ['wants the same price', [order(1, 1, { quantity: 5, priceMilli: 951 }), order(2, 1, { quantity: 1 })], [credit(3, 2, 5)], ['C3 > 2.1 x1', 'C3 ! 4']],
    ['wants the same stock code', [order(1, 1, { quantity: 5, stockCode: 'CUP' })], [credit(2, 2, 5)], ['C2 ! 5']],
    ['wants the same customer', [{ ...order(1, 1, { quantity: 5 }), customer: 'bob' }], [credit(2, 2, 5)], ['C2 ! 5']],
    ['keeps what goes beyond everything sold', [order(1, 1, { quantity: 5 })], [credit(2, 2, 6)], ['C2 > 1.1 x5', 'C2 ! 1']],
    ['gives no piece back twice', [order(1, 1, { quantity: 5 })], [credit(2, 2, 3), credit(3, 3, 3)], ['C2 > 1.1 x3', 'C3 > 1.1 x2', 'C3 ! 1']],
    ['lets the earlier credit choose first', [order(1, 1, { quantity: 5 }), order(3, 3, { quantity: 5 })], [credit(4, 4, 7), credit(2, 2, 4)],
      ['C2 > 1.1 x4', 'C4 > 3.1 x5', 'C4 > 1.1 x1', 'C4 ! 1']],
    ['serves the lines of a credit in turn', [order(1, 1, { quantity: 5 })], [credit(2, 2, 4, { number: 2 }), credit(2, 2, 3)], ['C2 > 1.1 x3', 'C2 > 1.1 x2', 'C2 ! 2']],
    ['tells the credits of guests apart', [{ ...order(1, 1, { quantity: 5 }), customer: undefined }], [credit(2, 2, 5, { customer: undefined })], ['C2 ?']],
  ];
  it.each(cases)('%s', (_, orders, credits, expected) => {
    expect(told(matchCredits(orders, credits))).toEqual(expected);
  });

  it('says which credit line took what, and when', () => {
    expect(matchCredits([order(1, 1, { quantity: 1 }, { quantity: 5 })], [credit(2, 2, 3, { number: 7 })]).refunds).toEqual([
      { invoice: '1', lineNumber: 2, quantity: 3, creditInvoice: 'C2', creditLineNumber: 7, creditedAt: minute(2) },
    ]);
  });

  // Few customers, articles, prices and minutes, so that histories meet and tie often.
  const history = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 14 }).chain((serials) => fc.tuple(...serials.map(invoiceOf)));
  type Entry = Invoice & { isCredit: boolean };
  function invoiceOf(serial: number): fc.Arbitrary<Entry> {
    const line = fc.record({ stockCode: fc.constantFrom('CUPS', 'PENS'), priceMilli: fc.constantFrom(950, 1250), quantity: fc.integer({ min: 1, max: 6 }) });
    return fc.record({ isCredit: fc.boolean(), at: fc.integer({ min: 0, max: 4 }), customer: fc.constantFrom('ann', 'bob', undefined), lines: fc.array(line, { minLength: 1, maxLength: 4 }) })
      .map(({ isCredit, at, customer, lines }) => ({ isCredit, invoice: `${isCredit ? 'C' : ''}${serial}`, at: minute(at), customer, lines: lines.map((each, index) => ({ ...each, number: index + 1 })) }));
  }
  const ordersIn = (invoices: Entry[]): Invoice[] => invoices.filter((invoice) => !invoice.isCredit);
  const creditsIn = (invoices: Entry[]): CreditLine[] =>
    invoices.filter((invoice) => invoice.isCredit).flatMap(({ invoice, at, customer, lines }) => lines.map((line) => ({ ...line, invoice, at, customer })));
  const quantityOf = (items: { quantity: number }[]) => items.reduce((total, item) => total + item.quantity, 0);

  it('conserves quantity: what is refunded and what is left make what was credited, and no line gives back more than was sold', () => {
    fc.assert(fc.property(history, (invoices) => {
      const [orders, credits] = [ordersIn(invoices), creditsIn(invoices)];
      const { refunds, unmatched, guestCredits } = matchCredits(orders, credits);
      for (const one of credits) {
        const same = (other: { invoice: string; number: number }) => other.invoice === one.invoice && other.number === one.number;
        const refunded = quantityOf(refunds.filter((refund) => refund.creditInvoice === one.invoice && refund.creditLineNumber === one.number));
        const left = unmatched.find(same)?.unmatchedQuantity ?? 0;
        expect(refunded + left + quantityOf(guestCredits.filter(same))).toBe(one.quantity);
      }
      for (const { invoice, lines } of orders) {
        for (const { number, quantity } of lines) {
          expect(quantityOf(refunds.filter((refund) => refund.invoice === invoice && refund.lineNumber === number))).toBeLessThanOrEqual(quantity);
        }
      }
    }), { numRuns: 500 });
  });

  it('pairs only what belongs together, and leaves nothing unmatched that could have been matched', () => {
    fc.assert(fc.property(history, (invoices) => {
      const [orders, credits] = [ordersIn(invoices), creditsIn(invoices)];
      const { refunds, unmatched } = matchCredits(orders, credits);
      const sales = orders.flatMap(({ invoice, at, customer, lines }) => lines.map((line) => ({ ...line, invoice, at, customer })));
      const fits = (sale: CreditLine, one: CreditLine) =>
        sale.customer === one.customer && sale.stockCode === one.stockCode && sale.priceMilli === one.priceMilli && compareMoments(sale, one) < 0;
      for (const refund of refunds) {
        const sale = sales.find((each) => each.invoice === refund.invoice && each.number === refund.lineNumber)!;
        const one = credits.find((each) => each.invoice === refund.creditInvoice && each.number === refund.creditLineNumber)!;
        expect(fits(sale, one)).toBe(true);
      }
      for (const left of unmatched) {
        for (const sale of sales.filter((each) => fits(each, left))) {
          expect(quantityOf(refunds.filter((refund) => refund.invoice === sale.invoice && refund.lineNumber === sale.number))).toBe(sale.quantity);
        }
      }
    }), { numRuns: 500 });
  });

  it('depends on moments and numbers alone, not on the order it is given things, and changes nothing it is given', () => {
    fc.assert(fc.property(history.chain((invoices) => fc.tuple(fc.constant(invoices), fc.shuffledSubarray(invoices, { minLength: invoices.length }))), ([invoices, shuffled]) => {
      const before = structuredClone(shuffled);
      const shuffledResult = matchCredits(ordersIn(shuffled), creditsIn(shuffled).reverse());
      expect(shuffled).toEqual(before);
      expect(shuffledResult).toEqual(matchCredits(ordersIn(invoices), creditsIn(invoices)));
    }), { numRuns: 300 });
  });
});
