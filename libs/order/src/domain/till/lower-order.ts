import { largestRemainder } from '@regulars/plugin-sdk';
import { countsAs } from '../order-status';
import { type OrderContent, totalsOf } from '../read-order';
import type { Sale } from './sale';

/** The order with what lowered it: the offers' shares in its lines' discounts, the points' worth in what was paid with points. */
export function lowerOrder(content: OrderContent, { discounts, worth }: Pick<Sale, 'discounts' | 'worth'>): OrderContent {
  const lowered = content.lines.map((line) => {
    const share = discounts.get(line.number) ?? 0n;
    return { ...line, discount: line.discount + share, net: line.net - share };
  });
  const paid = content.paidWithPoints + worth;
  const shares = paid === 0n ? lowered.map(() => 0n) : largestRemainder(paid, lowered.map(({ net }) => net));
  const lines = lowered.map((line, index) => ({ ...line, paidWithPoints: shares[index] ?? 0n }));
  const totals = totalsOf(lines);
  return { ...content, ...totals, counts: countsAs(content.status, totals.net), lines };
}
