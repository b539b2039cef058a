import { Store, storeById } from '@regulars/brand/contract';
import { Member, memberById } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { orderEffects, orderLines, tierAtOrder } from './order-parts.loader';
import { Order, OrderEffect, OrderLine } from './order.type';

@Resolver(() => Order)
export class OrderFieldsResolver {
  @FieldResolver(() => Member, { nullable: true })
  member(@Root() order: Order, @Ctx() ctx: Context): Promise<Member | null> | null {
    return order.memberUuid === null ? null : ctx.load(memberById, order.memberUuid);
  }

  @FieldResolver(() => Store, { nullable: true })
  store(@Root() order: Order, @Ctx() ctx: Context): Promise<Store | null> | null {
    return order.storeUuid === null ? null : ctx.load(storeById, order.storeUuid);
  }

  @FieldResolver(() => [OrderLine])
  async lines(@Root() order: Order, @Ctx() ctx: Context): Promise<readonly OrderLine[]> {
    return order.rehearsed?.lines ?? ctx.load(orderLines, order.uuid);
  }

  @FieldResolver(() => [OrderEffect], { description: 'What this order gave, and why; every later reversal stands here too.' })
  async effects(@Root() order: Order, @Ctx() ctx: Context): Promise<readonly OrderEffect[]> {
    return order.rehearsed?.effects ?? ctx.load(orderEffects, order.uuid);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Code of the tier the member had when the order was first accepted.' })
  async tierAtOrder(@Root() order: Order, @Ctx() ctx: Context): Promise<string | null> {
    return order.rehearsed ? order.rehearsed.tierAtOrder : ctx.load(tierAtOrder, order.uuid);
  }
}
