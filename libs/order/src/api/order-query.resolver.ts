import { ANY_CALLER, type Connection, type Context, InvalidInputError, listPage, readId, reject } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, ID, Info, Int, Query, Resolver } from 'type-graphql';
import { orderIdByKey } from '../data/order.statements';
import { permissions } from '../permissions';
import { previewOrder } from './order-preview';
import { OrderUpsertInput, OrderWhere } from './order.inputs';
import { NEWEST_FIRST, orderList } from './order.lists';
import { orderById } from './order.loader';
import { OrderPayload } from './order.payloads';
import { orderCondition } from './order-where';
import { Order, ORDER_PREFIX, OrderConnection } from './order.type';

@Resolver()
export class OrderQueryResolver {
  @Query(() => Order, { nullable: true, description: 'By id, or by source and externalId.' })
  @Authorized(permissions.read)
  async order(
    @Arg('id', () => ID, { nullable: true }) id: string | null,
    @Arg('source', () => String, { nullable: true }) source: string | null,
    @Arg('externalId', () => String, { nullable: true }) externalId: string | null,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Order | null> {
    const uuid = await uuidOf(ctx, id, source, externalId);
    if (uuid === null) return null;
    ctx.prefetch('Order', uuid, info);
    return ctx.load(orderById, uuid);
  }

  @Query(() => OrderConnection, { description: 'Newest first.' })
  @Authorized(permissions.read)
  async orders(
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('where', () => OrderWhere, { nullable: true }) where: OrderWhere | null,
    @Ctx() ctx: Context,
  ): Promise<Connection<Order>> {
    return listPage(ctx, orderList, { where: await orderCondition(ctx, where), orderBy: [NEWEST_FIRST], page: { first, after } });
  }

  @Query(() => OrderPayload, { description: 'What an order would give; writes nothing.' })
  @Authorized(permissions.read)
  orderPreview(@Arg('input', () => OrderUpsertInput) input: OrderUpsertInput, @Ctx() ctx: Context): Promise<Partial<OrderPayload>> {
    return previewOrder(ctx, input);
  }
}

/** What the order's own member sees. */
@Resolver()
export class OwnOrderQueryResolver {
  @Query(() => Order, { nullable: true, description: 'An order of mine; anything else is null.' })
  @Authorized(ANY_CALLER)
  async order(@Arg('id', () => ID) id: string, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Order | null> {
    const uuid = readId(ORDER_PREFIX, id);
    const order = uuid === null ? null : await ctx.load(orderById, uuid);
    if (!order || order.memberUuid === null || order.memberUuid !== ctx.actor.memberId) return null;
    ctx.prefetch('Order', order.uuid, info);
    return order;
  }
}

/** Rejects unless it is exactly one of the two ways to name an order. */
async function uuidOf(ctx: Context, id: string | null, source: string | null, externalId: string | null): Promise<string | null> {
  const byKey = source != null && externalId != null;
  if ((id != null) === byKey || (source != null) !== (externalId != null)) {
    reject(new InvalidInputError({ en: 'Give an id, or source and externalId.', 'zh-TW': '請提供 id,或同時提供 source 與 externalId。' }, 'id'));
  }
  if (!byKey) return readId(ORDER_PREFIX, id);
  const [row] = await ctx.sql(orderIdByKey(source.trim(), externalId.trim()));
  return row?.id ?? null;
}
