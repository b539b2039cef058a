import { type Context, InvalidInputError, publicId, reject } from '@regulars/plugin-sdk';
import { OrderStatus } from '../../enums';
import { TillBasketChangedError, TillOfferRefusedError, TillOrderKnownError } from '../../till-errors';
import type { LockedBatch } from '../lock-batch';
import type { OrderDraft } from '../order-draft';
import { orderKey } from '../order-key';
import type { OrderState } from '../order-state';
import type { OrderContent } from '../read-order';
import type { IncomingOrder } from '../settle-batch';
import { upsertOrders } from '../upsert-orders';
import { eachSource, type Refusals } from './ask-sources';
import { basketHash, basketOf, packBasket, type TillBasket } from './basket';
import { TillPayment, type TillReason } from './extension-points';
import { lowerOrder } from './lower-order';
import type { Sale } from './sale';

/** An order that a till hands in, and what it was promised. */
export interface SaleOrder {
  readonly draft: OrderDraft;
  readonly path: readonly string[];
  /** uuid of whom the promise was made to; null: a guest. */
  readonly memberId: string | null;
  readonly basketHash: string;
  /** Under the locks. May reject. */
  readonly price: (basket: TillBasket, paid: bigint) => Promise<Sale>;
  /** uuid of the hold that keeps what the sale uses. */
  readonly holdId: string | null;
}

/** What was done, as it is kept with the idempotency key; amounts in minor units, as texts. */
export interface SaleRef {
  readonly orderId: string;
  readonly memberId: string | null;
  readonly discount: string;
  readonly points: number;
  readonly payable: string;
  readonly lines: readonly (readonly [number: number, discount: string, points: number])[];
}

/** Order, redemptions and burn, in the transaction in progress: all of it or nothing. */
export async function recordSale(ctx: Context, sold: SaleOrder): Promise<SaleRef> {
  const draft: OrderDraft = sold.draft.member || sold.memberId === null ? sold.draft : { ...sold.draft, member: { id: publicId('mbr', sold.memberId) } };
  let sale: Sale | undefined;
  const [outcome] = await upsertOrders(ctx, [{ draft, path: sold.path }], {
    revise: async ([incoming], locked) => {
      const { content, memberId } = incoming as IncomingOrder;
      refuseUnlike(sold, incoming as IncomingOrder, locked);
      sale = await sold.price(basketOf(content, memberId), content.paidWithPoints);
      if (sale.payable < 0n) reject(new InvalidInputError(OVERPAID, [...sold.path, 'paidWithPoints']));
      return [{ ...(incoming as IncomingOrder), content: lowerOrder(content, sale) }];
    },
    beside: async ([order]) => take(ctx, order as OrderState, sale as Sale, sold.holdId),
  });
  if (outcome?.result === 'REFUSED') reject(...outcome.errors);
  if (!sale || !outcome || !('orderId' in outcome)) throw new Error('A new order was neither recorded nor refused');
  return saleRef(sale, draft.lines.map(({ number }) => number), outcome);
}

const OVERPAID = { en: 'More was paid otherwise than is left to pay.', 'zh-TW': '其他方式支付的金額超過應付金額。' };

function saleRef(sale: Sale, lines: readonly number[], { orderId, memberId }: { readonly orderId: string; readonly memberId: string | null }): SaleRef {
  const { discount, discounts, points, pointsByLine, payable } = sale;
  const shares = lines.map((number) => [number, String(discounts.get(number) ?? 0n), pointsByLine.get(number) ?? 0] as const);
  return { orderId, memberId, discount: String(discount), points, payable: String(payable), lines: shares };
}

/** Rejects an order that is known, was given back in part, or is not what was promised. */
function refuseUnlike({ path, memberId: promisedTo, basketHash: promised }: SaleOrder, { content, memberId }: IncomingOrder, { known }: LockedBatch): void {
  const before = known.get(orderKey(content));
  if (before) reject(new TillOrderKnownError(publicId('ord', before.state.id), [...path, 'externalId']));
  if (!isSale(content)) {
    reject(new InvalidInputError({ en: 'A till records what was sold: PLACED, PAID or FULFILLED, and nothing given back.', 'zh-TW': '結帳訂單狀態須為 PLACED、PAID 或 FULFILLED,且不含退款。' }, [...path, 'status']));
  }
  const basket = basketOf(content, memberId);
  if (basketHash(packBasket(basket)) !== promised) reject(new TillBasketChangedError([...path, 'lines']));
  // Whoever was promised something may be another one's survivor by now: then the till asks anew.
  if (memberId !== promisedTo) reject(new TillBasketChangedError([...path, 'member']));
}

const SOLD: ReadonlySet<OrderStatus> = new Set([OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.FULFILLED]);
const isSale = ({ status, refunded, lines }: OrderContent): boolean => SOLD.has(status) && refunded === 0n && lines.every(({ refundedQuantity }) => refundedQuantity === 0);

/** Burns and redeems, beside the reactions to the order. */
async function take(ctx: Context, order: OrderState, sale: Sale, holdId: string | null): Promise<void> {
  const [, ...refused] = await Promise.all([burn(ctx, order, sale, holdId), ...redemptions(ctx, order, sale, holdId)]);
  refuseAll(ctx, refused.flatMap((each) => [...each]));
}

async function burn(ctx: Context, order: OrderState, { points, pointsByLine }: Sale, holdId: string | null): Promise<void> {
  if (points === 0 || order.memberId === null) return;
  const [payment] = ctx.extensions(TillPayment);
  if (!payment) throw new Error('Nobody knows how points pay');
  const burned = { order, memberId: order.memberId, points, byLine: pointsByLine };
  await (holdId === null ? payment.burn(ctx, burned) : payment.capture(ctx, { ...burned, holdId }));
}

const redemptions = (ctx: Context, order: OrderState, sale: Sale, holdId: string | null): Promise<Refusals>[] =>
  eachSource(ctx, sale.uses, (source, uses) => source.redeem(ctx, { order, uses, holdId }));

/** Rejects when any code was refused. */
export function refuseAll(ctx: Context, refused: readonly (readonly [code: string, reasons: readonly TillReason[]])[]): void {
  if (refused.length > 0) reject(...refused.map(([code, reasons]) => new TillOfferRefusedError(code, reasons, ctx.language, 'input.couponCodes')));
}
