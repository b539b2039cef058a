import { type Basket, type Coupon, DAY, MINUTE, type Order, TEMPLATES } from './terms';

export const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);
export const halfUp = (a: number, b: number): number => Math.floor((2 * a + b) / (2 * b));
/** A business date, as days since 1970: brands of the specs are in Taipei and begin their days at midnight. */
export const dayOf = (at: number): number => Math.floor((at + 8 * 60 * MINUTE) / DAY);
export const startOf = (day: number): number => day * DAY - 8 * 60 * MINUTE;

/** Whole parts in the proportion of the weights; what is left goes to the largest remainders, of equals to the first. */
export function shares(total: number, weights: readonly number[]): number[] {
  const all = sum(weights, (weight) => weight);
  if (all === 0) return weights.map((_, index) => (index === 0 ? total : 0));
  const parts = weights.map((weight) => Math.floor((total * weight) / all));
  const order = weights.map((weight, index) => ({ index, rest: (total * weight) % all })).sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of order.slice(0, total - sum(parts, (part) => part))) parts[index] = parts[index]! + 1;
  return parts;
}

export const refunded = (line: Order['lines'][number]): number => halfUp((line.gross - line.off) * line.back, line.quantity);
export const net = (order: Order): number => sum(order.lines, (line) => line.gross - line.off - refunded(line));
export const isPaidBack = (order: Order): boolean => net(order) === 0 && order.lines.some((line) => refunded(line) > 0);
export const fits = ({ template }: Coupon, basket: Basket): boolean => TEMPLATES[template]!.kind !== 'FREE_ITEM' || basket.some(({ sku }) => sku === 'CAKE');

/** What each coupon takes off each line: items first, then percentages, then amounts, each of what is left. */
export function discounts(coupons: readonly Coupon[], basket: Basket): readonly (readonly number[])[] {
  const kinds = ['FREE_ITEM', 'PERCENT', 'AMOUNT'];
  const left = basket.map(({ quantity, price }) => quantity * price);
  const turns = coupons.map((coupon, index) => ({ ...TEMPLATES[coupon.template]!, index })).sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  const off: number[][] = [];
  for (const { kind, value, index } of turns) {
    const total = sum(left, (rest) => rest);
    const parts = kind === 'FREE_ITEM' ? basket.map(({ sku, price }) => (sku === 'CAKE' ? price : 0)) : shares(kind === 'PERCENT' ? halfUp(total * value, 100) : Math.min(value, total), left);
    parts.forEach((part, line) => (left[line] = left[line]! - part));
    off[index] = parts;
  }
  return off;
}
