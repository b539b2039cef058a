import { type Context, InvalidInputError, reject, type UserError } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { type UpsertOutcome, upsertOrders } from '../domain/upsert-orders';
import { permissions } from '../permissions';
import { keepError } from './kept-errors';
import { errorsOf } from './order.errors';
import { OrderUpsertInput } from './order.inputs';
import { OrderPayload, type OrderRef, type OrderResultRef, OrdersPayload } from './order.payloads';

const MAX_ORDERS = 100;

@Resolver()
export class OrderMutationResolver {
  @Mutation(() => OrderPayload)
  @Authorized(permissions.write)
  async orderUpsert(
    @Arg('input', () => OrderUpsertInput) input: OrderUpsertInput,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<OrderRef> {
    const [outcome] = await upsertOrders(ctx, [{ draft: input, path: ['input'] }]);
    return refOf(outcome as UpsertOutcome, ['input']);
  }

  @Mutation(() => OrdersPayload, {
    description: 'At most 100; each row stands or falls alone on every rule. A value that is no DateTime, Decimal or enum at all fails the request.',
  })
  @Authorized(permissions.write)
  async ordersUpsert(
    @Arg('inputs', () => [OrderUpsertInput]) inputs: OrderUpsertInput[],
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<{ readonly results: readonly OrderResultRef[] }> {
    if (inputs.length > MAX_ORDERS) reject(new InvalidInputError({ en: `Give at most ${MAX_ORDERS} orders.`, 'zh-TW': `一次最多 ${MAX_ORDERS} 筆訂單。` }, 'inputs'));
    const outcomes = await upsertOrders(ctx, inputs.map((draft, index) => ({ draft, path: ['inputs', index] })), { each: true });
    return { results: outcomes.map((outcome, index) => resultOf(outcome, index)) };
  }
}

/** Rejects when the order was refused. */
function refOf(outcome: UpsertOutcome, path: readonly (string | number)[]): OrderRef {
  const errors = errorsOf(outcome, path);
  if (errors.length > 0 || !('orderId' in outcome)) reject(...errors);
  return { orderId: outcome.orderId, memberId: outcome.memberId };
}

function resultOf(outcome: UpsertOutcome, index: number): OrderResultRef {
  const errors: readonly UserError[] = errorsOf(outcome, ['inputs', index]);
  const order = 'orderId' in outcome ? { orderId: outcome.orderId, memberId: outcome.memberId } : {};
  return { index, ...order, errors: errors.map(keepError) };
}
