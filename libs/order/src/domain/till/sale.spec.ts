import { largestRemainder } from '@regulars/plugin-sdk';
import fc from 'fast-check';
import { OrderChannel, OrderStatus } from '../../enums';
import type { OrderContent } from '../read-order';
import { sum } from './apply-offers';
import { basketHash, basketOf, packBasket, type TillBasket, unpackBasket } from './basket';
import type { TillOfferState, TillPaymentTerms } from './extension-points';
import { lowerOrder } from './lower-order';
import { priceSale, type Sale } from './sale';

const AT = new Date('2026-01-05T04:00:00Z');

const content = (amounts: readonly (readonly [gross: bigint, discount: bigint])[], paidWithPoints = 0n): OrderContent => {
  const net = amounts.map(([gross, discount]) => gross - discount);
  const paid = paidWithPoints === 0n ? net.map(() => 0n) : largestRemainder(paidWithPoints, net);
  const lines = amounts.map(([gross, discount], index) => ({
    number: index * 10 + 1, sku: `SKU ${index}`, name: null, category: index % 2 ? 'HOT' : null, quantity: 1, refundedQuantity: 0, unitPrice: String(gross), gross, discount, refunded: 0n,
    net: gross - discount, paidWithPoints: paid[index] ?? 0n,
  }));
  return {
    source: 'pos', externalId: 'A', revision: 1, status: OrderStatus.PAID, storeId: 'store', storeCode: 'S1', channel: OrderChannel.POS, placedAt: AT, updatedAt: AT, businessDate: '2026-01-05',
    gross: sum(lines.map(({ gross }) => gross)), discount: sum(lines.map(({ discount }) => discount)), refunded: 0n, net: sum(net), paidWithPoints, counts: true, lines,
  };
};

const amountOff = (code: string, minor: bigint): TillOfferState => ({
  kind: 'spec', code, reasons: [], stage: 'AMOUNT', exclusive: false, expiresAt: null, show: (shown) => shown,
  discount: (left) => (sum(left) === 0n ? [] : largestRemainder(minor < sum(left) ? minor : sum(left), left)),
});

/** `step` points pay 1. */
const terms = (available: number, step: number): TillPaymentTerms => ({
  available, step, worth: (points) => BigInt(points / step),
  most: (payable) => Math.floor(Math.min(available, Number(payable) * step) / step) * step,
});

describe('a sale', () => {
  const basket = basketOf(content([[200n, 0n], [100n, 0n]]), 'anna');

  it('splits offers and points over the lines, each on what is left', () => {
    expect(priceSale(basket, [amountOff('A', 31n)], 10, terms(100, 1))).toEqual({
      uses: [{ kind: 'spec', code: 'A', discounts: new Map([[1, 21n], [11, 10n]]) }], discounts: new Map([[1, 21n], [11, 10n]]), discount: 31n,
      points: 10, pointsByLine: new Map([[1, 7], [11, 3]]), worth: 10n, payable: 259n,
    });
  });

  it('takes points in steps, no more than pay for what is left, and none of a guest', () => {
    expect(priceSale(basket, [], 3, terms(100, 2))).toBe('NO_STEP');
    expect(priceSale(basket, [amountOff('A', 290n)], 11, terms(100, 1))).toBe('TOO_MANY_POINTS');
    expect(priceSale(basket, [], 10, terms(100, 1), 291n)).toBe('TOO_MANY_POINTS');
    expect(priceSale(basket, [], 2, null)).toBe('TOO_MANY_POINTS');
    // What there are too few of, the module refuses that counts them.
    expect(priceSale(basket, [], 200, terms(100, 1))).toMatchObject({ points: 200, worth: 200n });
  });

  it('keeps a use that takes nothing off, as of a service', () => {
    expect(priceSale(basket, [amountOff('SERVICE', 0n)], 0, null)).toMatchObject({ uses: [{ code: 'SERVICE', discounts: new Map() }], discount: 0n, payable: 300n });
  });

  it('adds up, line by line, whatever the basket, offers and points, and what is left is what the order says', () => {
    const line = fc.tuple(fc.bigInt(0n, 1_000n), fc.bigInt(0n, 1_000n)).map(([gross, discount]): [bigint, bigint] => [gross, discount < gross ? discount : gross]);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), fc.array(fc.bigInt(0n, 900n), { maxLength: 4 }), fc.nat(500), fc.integer({ min: 1, max: 4 }), fc.bigInt(0n, 200n), (amounts, offers, wanted, step, stored) => {
        const order = content(amounts, stored < sum(amounts.map(([gross, discount]) => gross - discount)) ? stored : 0n);
        const sale = priceSale(basketOf(order, 'anna'), offers.map((minor, index) => amountOff(`A${index}`, minor)), wanted - (wanted % step), terms(400, step), order.paidWithPoints);
        if (typeof sale === 'string' || sale.payable < 0n) return;
        expectToAddUp(order, sale);
      }),
      { numRuns: 500 },
    );
  });

  function expectToAddUp(order: OrderContent, sale: Sale): void {
    const lowered = lowerOrder(order, sale);
    expect(sum([...sale.discounts.values()])).toBe(sale.discount);
    expect([...sale.pointsByLine.values()].reduce((a, b) => a + b, 0)).toBe(sale.points);
    expect(lowered.discount).toBe(order.discount + sale.discount);
    expect(lowered.paidWithPoints).toBe(order.paidWithPoints + sale.worth);
    expect(lowered.net - lowered.paidWithPoints).toBe(sale.payable);
    for (const [index, { gross, discount, net, paidWithPoints }] of lowered.lines.entries()) {
      expect(net).toBe(gross - discount);
      expect(net >= 0n && paidWithPoints >= 0n && paidWithPoints <= net).toBe(true);
      const used = sum(sale.uses.map((use) => use.discounts.get(lowered.lines[index]?.number ?? -1) ?? 0n));
      expect(used).toBe(discount - (order.lines[index]?.discount ?? 0n));
    }
  }
});

describe('a basket in a token', () => {
  const order = content([[200n, 20n], [100n, 0n]]);

  it('is the same when it is taken out', () => {
    const basket = basketOf(order, 'anna');
    const packed = JSON.parse(JSON.stringify(packBasket(basket))) as ReturnType<typeof packBasket>;
    expect(unpackBasket(packed, 'anna', { placedAt: AT, businessDate: '2026-01-05' })).toEqual(basket);
    expect(basketHash(packed)).toBe(basketHash(packBasket(basket)));
  });

  it.each<[string, boolean, (basket: TillBasket) => TillBasket]>([
    ['another name', true, (basket) => ({ ...basket, lines: basket.lines.map((line) => ({ ...line, name: 'Tea' })) })],
    ['another moment', true, (basket) => ({ ...basket, placedAt: new Date(0), businessDate: '1970-01-01' })],
    ['another store', false, (basket) => ({ ...basket, storeId: null })],
    ['another channel', false, (basket) => ({ ...basket, channel: OrderChannel.ONLINE })],
    ['another sku', false, (basket) => ({ ...basket, lines: basket.lines.map((line) => ({ ...line, sku: 'x' })) })],
    ['another category', false, (basket) => ({ ...basket, lines: basket.lines.map((line) => ({ ...line, category: 'x' })) })],
    ['another discount', false, (basket) => ({ ...basket, lines: basket.lines.map((line) => ({ ...line, discount: 1n })) })],
    ['one line less', false, (basket) => ({ ...basket, lines: basket.lines.slice(1) })],
  ])('with %s is the same: %s', (_, isSame, change) => {
    const basket = basketOf(order, 'anna');
    expect(basketHash(packBasket(change(basket))) === basketHash(packBasket(basket))).toBe(isSame);
  });
});
