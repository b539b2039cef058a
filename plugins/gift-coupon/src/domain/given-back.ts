import type { OrderLineState, OrderState } from '@regulars/order/contract';
import type { RedemptionRow } from '../data/redemption.statements';

/** All of its pieces came back, or all of its money. */
const isLineBack = ({ quantity, refundedQuantity, net, refunded }: OrderLineState): boolean => refundedQuantity === quantity || (net === 0n && refunded > 0n);

/**
 * A coupon is given back with the last line that carried its discount; a part of a line leaves it used, and so does what
 * was had for nothing and kept, though all that was paid is paid back. One that took nothing off goes with the whole
 * order. A line that has another number by now is found by what it sells, among those that did not sell it then; one that is not there any more is given back.
 */
export function isGivenBack(order: Pick<OrderState, 'status' | 'lines'>, { lines, skus }: Pick<RedemptionRow, 'lines' | 'skus'>): boolean {
  if (order.status === 'VOIDED') return true;
  const isPaidBack = order.status === 'REFUNDED';
  const carrying = Object.keys(lines).map((number) => linesNow(order.lines, Number(number), skus));
  return carrying.length === 0 ? isPaidBack : carrying.every((now) => now?.every(isLineBack) ?? isPaidBack);
}

/** Null: nobody knows, it was not written down what earlier redemptions were for. */
function linesNow(lines: readonly OrderLineState[], number: number, skus: RedemptionRow['skus']): readonly OrderLineState[] | null {
  const sku = skus[number];
  const same = lines.find((line) => line.number === number && (sku === undefined || line.sku === sku));
  if (same) return [same];
  return sku === undefined ? null : lines.filter((line) => line.sku === sku && skus[line.number] !== sku);
}

const claimOf = ({ lines }: Pick<RedemptionRow, 'lines'>): bigint => Object.values(lines).reduce((sum, share) => sum + BigInt(share), 0n);

/**
 * What the redemptions of an order take off, where that is not what stands written. A till may have redeemed them for more
 * than the order says it sold: then the earlier ones take what there is.
 */
export function cutsOf(gross: bigint, standing: readonly Pick<RedemptionRow, 'id' | 'lines' | 'discount'>[]): readonly { readonly id: string; readonly discount: bigint }[] {
  let left = gross;
  return [...standing].sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap((row) => {
    const claim = claimOf(row);
    const discount = claim < left ? claim : left;
    left -= discount;
    return discount === row.discount ? [] : [{ id: row.id, discount }];
  });
}
