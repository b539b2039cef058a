import { memberById } from '@regulars/member/contract';
import { type Context, Payload, UserError } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Field, Info, Int, ObjectType } from 'type-graphql';
import { type KeptError, recallError } from './kept-errors';
import { orderEffects } from './order-parts.loader';
import { orderById } from './order.loader';
import { Order, OrderEffect } from './order.type';
import { selects } from './selects';

/** What a mutation about an order stores and answers with: uuids. */
export interface OrderRef {
  readonly orderId: string;
  readonly memberId: string | null;
}

/** The order, with everything selected below it, and below its member, started in the same flush. */
export function orderOf({ orderId, memberId }: Partial<OrderRef>, ctx: Context, info: GraphQLResolveInfo): Promise<Order | null> | null {
  if (!orderId) return null;
  ctx.prefetch('Order', orderId, info);
  if (memberId && selects(info, 'member')) {
    ctx.prefetch('Member', memberId, info, ['member']);
    ctx.load(memberById, memberId).catch(() => undefined);
  }
  return ctx.load(orderById, orderId);
}

@ObjectType({ simpleResolvers: true })
export class OrderPayload extends Payload {
  readonly orderId?: string;
  readonly memberId?: string | null;
  readonly rehearsed?: Order;

  @Field(() => Order, { nullable: true })
  async order(@Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Order | null> {
    return this.rehearsed ?? orderOf(this, ctx, info);
  }

  @Field(() => [OrderEffect])
  async effects(@Ctx() ctx: Context): Promise<readonly OrderEffect[]> {
    if (this.rehearsed) return this.rehearsed.rehearsed?.effects ?? [];
    return this.orderId ? ctx.load(orderEffects, this.orderId) : [];
  }
}

/** One row's answer, as stored. */
export interface OrderResultRef extends Partial<OrderRef> {
  readonly index: number;
  readonly errors: readonly KeptError[];
}

@ObjectType({ simpleResolvers: true })
export class OrderResult {
  readonly orderId?: string;
  readonly memberId?: string | null;
  readonly errors: readonly KeptError[];

  @Field(() => Int)
  index: number;

  @Field(() => Order, { nullable: true })
  order(@Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Order | null> | null {
    return orderOf(this, ctx, info);
  }

  @Field(() => [UserError])
  userErrors(@Ctx() ctx: Context): readonly UserError[] {
    return this.errors.map((error) => recallError(error, ctx.language));
  }
}

@ObjectType({ simpleResolvers: true })
export class OrdersPayload extends Payload {
  @Field(() => [OrderResult])
  results: OrderResult[];
}
