import { createHash } from 'node:crypto';
import type { OrderLineState, OrderState } from '../order-state';
import type { OrderContent } from '../read-order';

/**
 * What a till is about to sell, with its own discounts and none of ours: a line's `net` is what is left to pay of it. An
 * `OrderState` is one, too.
 */
export type TillBasket = Pick<
  OrderState,
  'memberId' | 'storeId' | 'storeCode' | 'channel' | 'placedAt' | 'businessDate' | 'gross' | 'discount' | 'net' | 'lines'
>;

export function basketOf(content: OrderContent, memberId: string | null): TillBasket {
  const { storeId, storeCode, channel, placedAt, businessDate, gross, discount, net, lines } = content;
  return { memberId, storeId, storeCode, channel, placedAt, businessDate, gross, discount, net, lines };
}

/** A line in a token; amounts as texts. */
type PackedLine = readonly [number: number, sku: string, name: string | null, category: string | null, quantity: number, unitPrice: string, gross: string, discount: string];

/** A basket as it travels: where, through which channel, and what; not when, nor whose. */
export type PackedBasket = readonly [storeId: string | null, storeCode: string | null, channel: string, lines: readonly PackedLine[]];

export const packBasket = ({ storeId, storeCode, channel, lines }: TillBasket): PackedBasket => [
  storeId, storeCode, channel,
  lines.map(({ number, sku, name, category, quantity, unitPrice, gross, discount }) => [number, sku, name, category, quantity, unitPrice, String(gross), String(discount)]),
];

/** The basket of a token, as sold at `when`. */
export function unpackBasket([storeId, storeCode, channel, packed]: PackedBasket, memberId: string | null, when: Pick<TillBasket, 'placedAt' | 'businessDate'>): TillBasket {
  const lines = packed.map(unpackLine);
  const total = (field: 'gross' | 'discount' | 'net'): bigint => lines.reduce((sum, line) => sum + line[field], 0n);
  return { memberId, storeId, storeCode, channel: channel as TillBasket['channel'], ...when, gross: total('gross'), discount: total('discount'), net: total('net'), lines };
}

function unpackLine([number, sku, name, category, quantity, unitPrice, gross, discount]: PackedLine): OrderLineState {
  const amounts = { gross: BigInt(gross), discount: BigInt(discount), refunded: 0n, net: BigInt(gross) - BigInt(discount), paidWithPoints: 0n };
  return { number, sku, name, category, quantity, refundedQuantity: 0, unitPrice, ...amounts };
}

/** The same for baskets that are sold alike: names of things may differ, and the moment does. */
export function basketHash([storeId, , channel, lines]: PackedBasket): string {
  const facts = [storeId, channel, lines.map(([number, sku, , ...rest]) => [number, sku, ...rest])];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
}
