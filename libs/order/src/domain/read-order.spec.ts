import { Problems } from '@regulars/plugin-sdk';
import fc from 'fast-check';
import type { OrderDraft, OrderLineDraft } from './order-draft';
import { OrderChannel, OrderStatus } from '../enums';
import { type OrderContent, type OrderTerms, readOrder } from './read-order';

const gbp: OrderTerms = {
  currency: 'GBP', timeZone: 'Europe/London', dayStartsAt: 0, now: new Date('2025-06-15T12:00:00Z'),
  stores: new Map([['S1', { id: '00000000-0000-7000-8000-000000000001', code: 'S1' }]]),
};
const twd: OrderTerms = { ...gbp, currency: 'TWD', timeZone: 'Asia/Taipei', dayStartsAt: 300 };

const line = (changes: Partial<OrderLineDraft> = {}): OrderLineDraft => ({ number: 1, sku: 'TEA', quantity: 2, unitPrice: '2.50', refundedQuantity: 0, ...changes });
const draft = (changes: Partial<OrderDraft> = {}): OrderDraft => ({
  source: 'pos', externalId: 'A-1', revision: 1, status: OrderStatus.PAID, channel: OrderChannel.POS,
  placedAt: new Date('2025-06-15T10:00:00Z'), lines: [line()], ...changes,
});

function read(input: OrderDraft, terms: OrderTerms = gbp): OrderContent {
  const problems = new Problems();
  const order = readOrder(input, terms, ['input'], problems);
  expect(problems.list).toEqual([]);
  return order as OrderContent;
}

function problemsOf(input: OrderDraft, terms: OrderTerms = gbp): string[] {
  const problems = new Problems();
  expect(readOrder(input, terms, ['input'], problems)).toBeNull();
  return problems.list.map((error) => `${error.code} ${error.path?.join('.')}`);
}

describe('an order is read', () => {
  it('into amounts in minor units, a business date and a status', () => {
    expect(read(draft({ source: ' pos ', storeCode: 'S1', lines: [line({ name: ' Tea ', category: '' })] }))).toEqual({
      source: 'pos', externalId: 'A-1', revision: 1, status: 'PAID', storeId: '00000000-0000-7000-8000-000000000001', storeCode: 'S1', channel: 'POS',
      placedAt: new Date('2025-06-15T10:00:00Z'), updatedAt: new Date('2025-06-15T10:00:00Z'), businessDate: '2025-06-15',
      gross: 500n, discount: 0n, refunded: 0n, net: 500n, paidWithPoints: 0n, counts: true,
      lines: [{
        number: 1, sku: 'TEA', name: 'Tea', category: null, quantity: 2, refundedQuantity: 0, unitPrice: '2.50',
        gross: 500n, discount: 0n, refunded: 0n, net: 500n, paidWithPoints: 0n,
      }],
    });
  });

  it.each([
    ['2025-06-14T20:59:59Z', '2025-06-14'],
    ['2025-06-14T21:00:00Z', '2025-06-15'],
  ])('on the business day of %s', (placedAt, businessDate) => {
    const order = read(draft({ placedAt: new Date(placedAt), lines: [line({ unitPrice: '30' })] }), { ...twd, now: gbp.now });
    expect(order.businessDate).toBe(businessDate);
  });

  it.each([
    [3, '0.125', 38n, '0.125'],
    [1, '0.005', 1n, '0.005'],
    [1, '0.0049', 0n, '0.0049'],
    [80_995, '1.04', 8_423_480n, '1.04'],
    [1, '2.5000000', 250n, '2.50'],
    [1, '007', 700n, '7.00'],
    [1, '92233720368547758.07', 9_223_372_036_854_775_807n, '92233720368547758.07'],
    [1, '90071992547409.93', 9_007_199_254_740_993n, '90071992547409.93'],
  ])('a line of %i at %s is worth %s', (quantity, unitPrice, gross, shown) => {
    expect(read(draft({ lines: [line({ quantity, unitPrice })] })).lines[0]).toMatchObject({ gross, net: gross, unitPrice: shown });
  });

  it('in a currency without decimals', () => {
    expect(read(draft({ lines: [line({ quantity: 3, unitPrice: '33.5' })], discount: '1.00' }), twd)).toMatchObject({ gross: 101n, discount: 1n, net: 100n });
  });

  it("and the order's discount goes over what is left of each line, by largest remainder", () => {
    const lines = [
      line({ number: 3, quantity: 1, unitPrice: '10.00' }),
      line({ number: 1, quantity: 1, unitPrice: '10.00' }),
      line({ number: 2, quantity: 1, unitPrice: '20.00', discount: '10.00' }),
    ];
    const order = read(draft({ lines, discount: '10.00', paidWithPoints: '0.05' }));
    expect(order).toMatchObject({ gross: 4000n, discount: 2000n, net: 2000n, paidWithPoints: 5n });
    expect(order.lines.map(({ number, discount, net, paidWithPoints }) => [number, discount, net, paidWithPoints])).toEqual([
      [1, 334n, 666n, 1n],
      [2, 1333n, 667n, 2n],
      [3, 333n, 667n, 2n],
    ]);
  });

  it.each([
    [{ quantity: 3, unitPrice: '1.00', refundedQuantity: 1 }, 100n],
    [{ quantity: 3, unitPrice: '1.00', discount: '0.01', refundedQuantity: 1 }, 100n],
    [{ quantity: 3, unitPrice: '1.00', discount: '0.01', refundedQuantity: 2 }, 199n],
    [{ quantity: 3, unitPrice: '1.00', discount: '0.01', refundedQuantity: 3 }, 299n],
    [{ quantity: 3, unitPrice: '1.00', refundedAmount: '0.50' }, 50n],
    [{ quantity: 3, unitPrice: '1.00', refundedQuantity: 2, refundedAmount: '1.00' }, 300n],
    [{ quantity: 1, unitPrice: '0.00', refundedQuantity: 1 }, 0n],
  ])('a line %j gives back %s', (changes, refunded) => {
    const order = read(draft({ lines: [line(changes)] }));
    expect(order.lines[0]?.refunded).toBe(refunded);
    expect(order.net).toBe(order.gross - order.discount - refunded);
  });

  it.each([
    [OrderStatus.PLACED, {}, 'PLACED', false],
    [OrderStatus.PAID, {}, 'PAID', true],
    [OrderStatus.FULFILLED, {}, 'FULFILLED', true],
    [OrderStatus.VOIDED, {}, 'VOIDED', false],
    [OrderStatus.VOIDED, { refundedQuantity: 1 }, 'VOIDED', false],
    [OrderStatus.PAID, { refundedQuantity: 1 }, 'PARTIALLY_REFUNDED', true],
    [OrderStatus.FULFILLED, { refundedAmount: '0.01' }, 'PARTIALLY_REFUNDED', true],
    [OrderStatus.FULFILLED, { refundedQuantity: 2 }, 'REFUNDED', false],
    [OrderStatus.PARTIALLY_REFUNDED, { refundedQuantity: 1 }, 'PARTIALLY_REFUNDED', true],
    [OrderStatus.PARTIALLY_REFUNDED, { refundedAmount: '5.00' }, 'REFUNDED', false],
    [OrderStatus.REFUNDED, { refundedQuantity: 2 }, 'REFUNDED', false],
    [OrderStatus.REFUNDED, {}, 'REFUNDED', false],
    [OrderStatus.PAID, { unitPrice: '0' }, 'PAID', false],
    [OrderStatus.PAID, { unitPrice: '0', refundedQuantity: 1 }, 'PARTIALLY_REFUNDED', false],
    [OrderStatus.PAID, { unitPrice: '0', refundedQuantity: 2 }, 'REFUNDED', false],
  ])('%s with a line %j is %s', (status, changes, settled, counts) => {
    expect(read(draft({ status, lines: [line(changes)] }))).toMatchObject({ status: settled, counts });
  });

  it('REFUNDED without a refunded line gave back everything', () => {
    const order = read(draft({ status: OrderStatus.REFUNDED, discount: '0.10', lines: [line(), line({ number: 2, quantity: 1 })] }));
    expect(order).toMatchObject({ gross: 750n, discount: 10n, refunded: 740n, net: 0n });
    expect(order.lines.map((each) => each.refundedQuantity)).toEqual([2, 1]);
  });

  it('REFUNDED with a line worth nothing that was kept', () => {
    const order = read(draft({ status: OrderStatus.REFUNDED, lines: [line({ refundedQuantity: 2 }), line({ number: 2, unitPrice: '0' })] }));
    expect(order.lines.map((each) => each.refundedQuantity)).toEqual([2, 0]);
  });
});

describe('an order is refused', () => {
  const many = Array.from({ length: 2_001 }, (_, number) => line({ number }));
  it.each<[string, Partial<OrderDraft>, string[]]>([
    ['without source', { source: ' ' }, ['INVALID_INPUT input.source']],
    ['with a NUL in its id', { externalId: 'a\0b' }, ['INVALID_INPUT input.externalId']],
    ['with half a character in its id', { externalId: 'a\ud83d' }, ['INVALID_INPUT input.externalId']],
    ['of revision 0', { revision: 0 }, ['INVALID_INPUT input.revision']],
    ['of an unknown store', { storeCode: 'S9' }, ['NOT_FOUND input.storeCode']],
    ['before 2000', { placedAt: new Date('1999-12-31T23:59:59Z') }, ['INVALID_INPUT input.placedAt']],
    ['of the future', { placedAt: new Date('2025-06-15T12:05:00.001Z') }, ['INVALID_INPUT input.placedAt']],
    ['of no time', { placedAt: new Date(NaN) }, ['INVALID_INPUT input.placedAt']],
    ['of a later revision without time', { revision: 2 }, ['INVALID_INPUT input.updatedAt']],
    ['changed before it was placed', { revision: 2, updatedAt: new Date('2025-06-15T09:59:59.999Z') }, ['INVALID_INPUT input.updatedAt']],
    ['changed in the future', { updatedAt: new Date('2025-06-15T12:05:00.001Z') }, ['INVALID_INPUT input.updatedAt']],
    ['without lines', { lines: [] }, ['INVALID_INPUT input.lines']],
    ['with 2,001 lines', { lines: many }, ['INVALID_INPUT input.lines']],
    ['with a line number twice', { lines: [line(), line({ number: 2 }), line()] }, ['INVALID_INPUT input.lines.2.number']],
    ['with a negative line number', { lines: [line({ number: -1 })] }, ['INVALID_INPUT input.lines.0.number']],
    ['with an empty sku', { lines: [line({ sku: '' })] }, ['INVALID_INPUT input.lines.0.sku']],
    ['with a name too long', { lines: [line({ name: 'x'.repeat(301) })] }, ['INVALID_INPUT input.lines.0.name']],
    ['of no pieces', { lines: [line({ quantity: 0 })] }, ['INVALID_INPUT input.lines.0.quantity']],
    ['of a negative quantity', { lines: [line(), line({ number: 2, quantity: -3 })] }, ['INVALID_INPUT input.lines.1.quantity']],
    ['at a negative price', { lines: [line({ unitPrice: '-1' })] }, ['INVALID_INPUT input.lines.0.unitPrice']],
    ['at a price with seven decimals', { lines: [line({ unitPrice: '1.0000001' })] }, ['INVALID_INPUT input.lines.0.unitPrice']],
    ['at a price that is none', { lines: [line({ unitPrice: '1e3' })] }, ['INVALID_INPUT input.lines.0.unitPrice']],
    ['worth more than can be recorded', { lines: [line({ unitPrice: '92233720368547758.07' })] }, ['INVALID_INPUT input.lines.0.unitPrice']],
    [
      'whose lines together are worth more than can be recorded',
      { lines: [line({ quantity: 1, unitPrice: '92233720368547758.07' }), line({ number: 2, quantity: 1, unitPrice: '0.01' })] },
      ['INVALID_INPUT input.lines'],
    ],
    ['with a discount of three decimals', { discount: '0.001' }, ['INVALID_INPUT input.discount']],
    ['with a negative discount', { lines: [line({ discount: '-0.01' })] }, ['INVALID_INPUT input.lines.0.discount']],
    ['with a discount over its line', { lines: [line({ discount: '5.01' })] }, ['INVALID_INPUT input.lines.0.discount']],
    ['with a discount over what is left', { discount: '4.01', lines: [line({ discount: '1.00' })] }, ['INVALID_INPUT input.discount']],
    ['paid with more points than it is worth', { discount: '1.00', paidWithPoints: '4.01' }, ['INVALID_INPUT input.paidWithPoints']],
    ['with more refunded than bought', { lines: [line({ refundedQuantity: 3 })] }, ['INVALID_INPUT input.lines.0.refundedQuantity']],
    ['with more given back than paid', { lines: [line({ refundedQuantity: 1, refundedAmount: '2.51' })] }, ['INVALID_INPUT input.lines.0.refundedAmount']],
    ['PLACED with a refund', { status: OrderStatus.PLACED, lines: [line({ refundedQuantity: 1 })] }, ['INVALID_INPUT input.status']],
    ['PARTIALLY_REFUNDED without one', { status: OrderStatus.PARTIALLY_REFUNDED }, ['INVALID_INPUT input.status']],
    ['REFUNDED with a part of it', { status: OrderStatus.REFUNDED, lines: [line({ refundedQuantity: 1 })] }, ['INVALID_INPUT input.status']],
  ])('%s', (_, changes, expected) => {
    expect(problemsOf(draft(changes))).toEqual(expected);
  });

  it('with an amount of decimals its currency does not have', () => {
    expect(problemsOf(draft({ lines: [line({ unitPrice: '30', discount: '1.5' })] }), twd)).toEqual(['INVALID_INPUT input.lines.0.discount']);
  });

  it('for everything that is wrong at once', () => {
    expect(problemsOf(draft({ source: '', revision: 2, lines: [line({ quantity: 0, unitPrice: 'x' }), line({ discount: '9' })] }))).toEqual([
      'INVALID_INPUT input.source', 'INVALID_INPUT input.updatedAt', 'INVALID_INPUT input.lines.0.quantity', 'INVALID_INPUT input.lines.0.unitPrice',
      'INVALID_INPUT input.lines.1.discount', 'INVALID_INPUT input.lines.1.number',
    ]);
  });

  it("but not at the brand's own first minute of 2000, nor five minutes ahead", () => {
    expect(read(draft({ placedAt: new Date('1999-12-31T16:00:00Z'), lines: [line({ unitPrice: '30' })] }), twd).businessDate).toBe('1999-12-31');
    expect(problemsOf(draft({ placedAt: new Date('1999-12-31T15:59:59Z'), lines: [line({ unitPrice: '30' })] }), twd)).toEqual(['INVALID_INPUT input.placedAt']);
    expect(read(draft({ placedAt: new Date('2025-06-15T12:05:00Z') })).counts).toBe(true);
  });
});

describe('for any order', () => {
  const cents = (max: number) => fc.integer({ min: 0, max }).map((value) => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`);
  const anyLine = fc
    .record({ quantity: fc.integer({ min: 1, max: 50 }), price: fc.integer({ min: 0, max: 5_000_000 }), returned: fc.integer({ min: 0, max: 50 }) })
    .map(({ quantity, price, returned }) => ({ quantity, unitPrice: `${Math.floor(price / 10_000)}.${String(price % 10_000).padStart(4, '0')}`, refundedQuantity: Math.min(returned, quantity) }));
  const anyOrder = fc.record({ lines: fc.array(anyLine, { minLength: 1, maxLength: 20 }), discount: cents(5_000), paidWithPoints: cents(5_000) })
    .map(({ lines, ...whole }) => draft({ ...whole, lines: lines.map((each, number) => line({ ...each, number })) }));
  const readable = (input: OrderDraft): OrderContent | null => readOrder(input, gbp, ['input'], new Problems());

  it('every total is the sum of the lines, and no line owes anything', () => {
    fc.assert(
      fc.property(anyOrder, (input) => {
        const order = readable(input);
        fc.pre(order !== null);
        for (const amount of ['gross', 'discount', 'refunded', 'net', 'paidWithPoints'] as const) {
          expect(order.lines.reduce((total, each) => total + each[amount], 0n)).toBe(order[amount]);
          expect(order.lines.every((each) => each[amount] >= 0n)).toBe(true);
        }
        for (const each of order.lines) {
          expect(each.net).toBe(each.gross - each.discount - each.refunded);
          expect(each.paidWithPoints <= each.gross - each.discount).toBe(true);
          if (each.refundedQuantity === each.quantity) expect(each.net).toBe(0n);
        }
        expect(order.discount).toBe(BigInt((input.discount as string).replace('.', '')));
        expect(order.paidWithPoints).toBe(BigInt((input.paidWithPoints as string).replace('.', '')));
      }),
      { numRuns: 500 },
    );
  });

  it('the order of its lines in the input makes no difference', () => {
    fc.assert(
      fc.property(anyOrder, (input) => {
        expect(readable({ ...input, lines: [...input.lines].reverse() })).toEqual(readable(input));
      }),
    );
  });

  it('giving back one more piece never gives back less', () => {
    fc.assert(
      fc.property(anyOrder, (input) => {
        const less = readable(input);
        const more = readable({ ...input, lines: input.lines.map((each) => ({ ...each, refundedQuantity: Math.min(each.quantity, each.refundedQuantity + 1) })) });
        fc.pre(less !== null && more !== null);
        less.lines.forEach((each, index) => expect((more.lines[index]?.refunded ?? 0n) >= each.refunded).toBe(true));
      }),
    );
  });
});
