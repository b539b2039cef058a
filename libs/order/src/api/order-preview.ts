import { type Context, Rejection, textIn, type UserError } from '@regulars/plugin-sdk';
import { type UpsertOutcome, upsertOrders } from '../domain/upsert-orders';
import { orderEffects, orderLines, tierAtOrder } from './order-parts.loader';
import { errorsOf } from './order.errors';
import type { OrderUpsertInput } from './order.inputs';
import { orderById } from './order.loader';
import type { OrderPayload } from './order.payloads';
import type { Order } from './order.type';

/** Records the order in a transaction that is rolled back, and answers what stood there. */
export async function previewOrder(ctx: Context, input: OrderUpsertInput): Promise<Partial<OrderPayload>> {
  try {
    return await ctx.rehearse((rehearsal) => rehearse(rehearsal, input));
  } catch (error) {
    if (error instanceof Rejection) return refusal(error.errors, ctx.language);
    throw error;
  }
}

async function rehearse(ctx: Context, input: OrderUpsertInput): Promise<Partial<OrderPayload>> {
  const [outcome] = (await upsertOrders(ctx, [{ draft: input, path: ['input'] }])) as [UpsertOutcome];
  if (!('orderId' in outcome)) return refusal(errorsOf(outcome, ['input']), ctx.language);
  const { orderId } = outcome;
  const [order, lines, effects, tier] = await Promise.all([
    ctx.load(orderById, orderId), ctx.load(orderLines, orderId), ctx.load(orderEffects, orderId), ctx.load(tierAtOrder, orderId),
  ]);
  return { userErrors: [], rehearsed: Object.assign(order as Order, { rehearsed: { lines, effects, tierAtOrder: tier } }) };
}

function refusal(errors: readonly UserError[], language: string): Partial<OrderPayload> {
  for (const error of errors) error.message = textIn(error.text, language);
  return { userErrors: [...errors] };
}
