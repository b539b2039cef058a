import { type Context, divideRoundHalfUp, formatDecimal, InvalidTransitionError, NotFoundError, reject, scaleOf, seesStore } from '@regulars/plugin-sdk';
import { OrderStatus } from '../../enums';
import type { LockedBatch } from '../lock-batch';
import type { OrderDraft, OrderLineDraft } from '../order-draft';
import { orderKey } from '../order-key';
import type { OrderLineState, OrderState } from '../order-state';
import { readOrderStates } from '../order-states';
import { upsertOrders } from '../upsert-orders';
import type { SaleRef } from './record-sale';

const OVER: ReadonlySet<OrderStatus> = new Set([OrderStatus.VOIDED, OrderStatus.REFUNDED]);

/**
 * The order as it stands, VOIDED as of now: whatever modules gave for it or took for it they undo in their reactions, as
 * when its source says so. It stays the same revision, only later, so that the source goes on counting where it was.
 */
export async function voidSale(ctx: Context, orderId: string | null, publicOrderId: string): Promise<SaleRef> {
  const seen = orderId === null ? undefined : (await readOrderStates(ctx, [orderId])).get(orderId);
  if (!seen || !seesStore(ctx, seen.storeId)) return reject(new NotFoundError({ en: 'There is no such order.', 'zh-TW': '查無此訂單。' }, 'orderId', publicOrderId));
  const draft = voided(seen, ctx);
  const [outcome] = await upsertOrders(ctx, [{ draft, path: ['orderId'] }], {
    // Whoever has it keeps it, erased or not: it is locked with the order, and named by nobody.
    revise: (incoming, locked) => {
      refuseOver(ctx, seen, locked);
      return Promise.resolve(incoming.map((order) => ({ ...order, memberId: seen.memberId })));
    },
  });
  if (outcome?.result === 'REFUSED') reject(...outcome.errors);
  return { orderId: seen.id, memberId: seen.memberId, discount: '0', points: 0, payable: '0', lines: seen.lines.map(({ number }) => [number, '0', 0]) };
}

/** What was read without a lock may have changed before there was one. */
function refuseOver(ctx: Context, seen: OrderState, { known }: LockedBatch): void {
  const now = known.get(orderKey(seen))?.state;
  if (!now || !isSameState(now, seen)) return ctx.restart('the order changed meanwhile');
  if (OVER.has(now.status)) reject(new InvalidTransitionError({ en: 'Nothing of this order is left to undo.', 'zh-TW': '此訂單已無可作廢的內容。' }, now.status, OrderStatus.VOIDED, 'orderId'));
}

const isSameState = (a: OrderState, b: OrderState): boolean =>
  a.revision === b.revision && a.updatedAt.getTime() === b.updatedAt.getTime() && a.status === b.status && a.memberId === b.memberId;

/** Clocks of tills run ahead: the void is later than whatever it undoes. */
const laterOf = (ctx: Context, { updatedAt }: OrderState): Date => (ctx.now > updatedAt ? ctx.now : new Date(updatedAt.getTime() + 1));

function voided(order: OrderState, ctx: Context): OrderDraft {
  const { source, externalId, revision, storeCode, channel, placedAt, lines, paidWithPoints } = order;
  const amount = (minor: bigint): string => formatDecimal(minor, scaleOf(ctx.brand.currency));
  return {
    source, externalId, revision, status: OrderStatus.VOIDED, member: null, storeCode, channel, placedAt,
    updatedAt: laterOf(ctx, order), lines: lines.map((line) => voidedLine(line, amount)), paidWithPoints: amount(paidWithPoints),
  };
}

function voidedLine(line: OrderLineState, amount: (minor: bigint) => string): OrderLineDraft {
  const { number, sku, name, category, quantity, unitPrice, refundedQuantity } = line;
  const payable = line.gross - line.discount;
  const byQuantity = refundedQuantity === 0 ? 0n : divideRoundHalfUp(payable * BigInt(refundedQuantity), BigInt(quantity));
  return { number, sku, name, category, quantity, unitPrice, refundedQuantity, discount: amount(line.discount), refundedAmount: amount(line.refunded - byQuantity) };
}
