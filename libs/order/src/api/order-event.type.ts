import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { orderById } from './order.loader';
import { Order, ORDER_PREFIX } from './order.type';

function orderOf(event: MemberEvent, ctx: Context): Promise<Order | null> | null {
  const uuid = readId(ORDER_PREFIX, event.data.orderId as string | undefined);
  return uuid === null ? null : ctx.load(orderById, uuid);
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class OrderPaidEvent extends MemberEvent {
  @Field(() => Order, { nullable: true })
  order(@Ctx() ctx: Context): Promise<Order | null> | null {
    return orderOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class OrderRefundedEvent extends MemberEvent {
  @Field(() => Order, { nullable: true })
  order(@Ctx() ctx: Context): Promise<Order | null> | null {
    return orderOf(this, ctx);
  }
}
