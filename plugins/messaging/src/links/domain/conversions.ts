import { type OrderEventData, OrderPaid, OrderRefunded, OrderStatus } from '@regulars/order/contract';
import { type Context, on, parseDecimal, readId, scaleOf, type StoredEvent } from '@regulars/plugin-sdk';
import { insertConversion, setConversion } from '../data/conversion.statements';

/** So long after the last link they opened, what members buy is put down to it. */
const WINDOW = 7; // days

const uuidOf = ({ orderId }: OrderEventData): string => readId('ord', orderId) as string;

/** What the order comes to, in minor units: of a voided one nothing is left. */
const amountOf = ({ status, net, currency }: OrderEventData): bigint => (status === OrderStatus.VOIDED ? 0n : (parseDecimal(net, scaleOf(currency)) ?? 0n));

/** By when the order was placed: one that is told late was not brought about by what was opened since. */
async function onPaid(ctx: Context, order: OrderEventData, { memberId }: StoredEvent): Promise<void> {
  if (memberId === null) return;
  await ctx.sql(insertConversion({ orderId: uuidOf(order), memberId, orderedAt: new Date(order.placedAt), revision: order.revision, amount: amountOf(order) }, WINDOW));
}

async function onRefunded(ctx: Context, order: OrderEventData): Promise<void> {
  await ctx.sql(setConversion(uuidOf(order), order.revision, amountOf(order)));
}

export const conversionHandlers = [on(OrderPaid, 'conversion', onPaid), on(OrderRefunded, 'conversion-back', onRefunded)];
