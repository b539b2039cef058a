import type { OrderLineState, OrderState } from '@regulars/order/contract';
import { cutsOf, isGivenBack } from './given-back';

const line = (number: number, sku: string, quantity: number, more: Partial<OrderLineState> = {}): OrderLineState =>
  ({ number, sku, quantity, name: null, category: null, refundedQuantity: 0, unitPrice: '10', gross: 10n, discount: 0n, refunded: 0n, net: 10n, paidWithPoints: 0n, ...more });
const back = { refunded: 10n, net: 0n };
const order = (...lines: OrderLineState[]): Pick<OrderState, 'status' | 'lines'> => ({ status: 'PARTIALLY_REFUNDED' as OrderState['status'], lines });
const used = { lines: { 1: '5', 2: '3' }, skus: { 1: 'TEA', 2: 'CAKE' } };
const earlier = { ...used, skus: {} };

it.each<[string, ReturnType<typeof order>, Parameters<typeof isGivenBack>[1], boolean]>([
  ['one of two lines', order(line(1, 'TEA', 1, { refundedQuantity: 1 }), line(2, 'CAKE', 1)), used, false],
  ['a part of the last line', order(line(1, 'TEA', 2, { refundedQuantity: 1 }), line(2, 'CAKE', 1, { refundedQuantity: 1 })), used, false],
  ['both, by piece and by money', order(line(1, 'TEA', 1, { refundedQuantity: 1 }), line(2, 'CAKE', 1, back)), used, true],
  ['one, while the other is not there any more', order(line(1, 'TEA', 1, back), line(3, 'MILK', 1)), used, true],
  ['neither, though they have other numbers', order(line(11, 'TEA', 1), line(12, 'CAKE', 1)), used, false],
  ['both, though they have other numbers', order(line(11, 'TEA', 1, back), line(12, 'CAKE', 1, back), line(13, 'MILK', 1)), used, true],
  ['what has their numbers by now', order(line(1, 'MILK', 1, back), line(2, 'MILK', 1, back), line(3, 'TEA', 1)), used, false],
  ['the one that was free, of two that sell the same', order(line(1, 'TEA', 1)), { lines: { 2: '5' }, skus: { 1: 'TEA', 2: 'TEA' } }, true],
  ['another, of two that sell the same and have other numbers', order(line(1, 'TEA', 1), line(2, 'TEA', 1)), { lines: { 3: '5' }, skus: { 1: 'TEA', 2: 'CAKE', 3: 'TEA' } }, false],
  ['lines nobody knows any more', order(line(3, 'MILK', 1, back)), earlier, false],
  ['lines that are known by their numbers alone', order(line(1, 'TEA', 1, back), line(2, 'MILK', 1, back), line(3, 'MILK', 1)), earlier, true],
])('a refund of %s', (_, state, redemption, expected) => expect(isGivenBack(state, redemption)).toBe(expected));

it('gives back what took nothing off with the whole order alone', () => {
  const nothing = { lines: {}, skus: {} };
  const lines = [line(1, 'TEA', 1, back)];
  expect([isGivenBack(order(...lines), nothing), isGivenBack({ lines, status: 'REFUNDED' as OrderState['status'] }, nothing)]).toEqual([false, true]);
});

it.each([[0, false], [1, true]])('leaves used what made an item free, of which %i are given back, though all that was paid is paid back', (refundedQuantity, expected) => {
  const lines = [line(1, 'TEA', 1, back), line(2, 'CAKE', 1, { refundedQuantity, net: 0n, discount: 10n })];
  expect(isGivenBack({ lines, status: 'REFUNDED' as OrderState['status'] }, { lines: { 2: '10' }, skus: { 2: 'CAKE' } })).toBe(expected);
});

it('lets the earlier redemptions take what there is, and again all of it when there is more', () => {
  const rows: Parameters<typeof cutsOf>[1] = [{ id: 'b', lines: { 1: '50' }, discount: 50n }, { id: 'a', lines: { 1: '60', 2: '40' }, discount: 100n }];
  expect(cutsOf(150n, rows)).toEqual([]);
  expect(cutsOf(120n, rows)).toEqual([{ id: 'b', discount: 20n }]);
  expect(cutsOf(30n, rows)).toEqual([{ id: 'a', discount: 30n }, { id: 'b', discount: 0n }]);
  expect(cutsOf(150n, [{ id: 'a', lines: { 1: '60', 2: '40' }, discount: 30n }])).toEqual([{ id: 'a', discount: 100n }]);
});
