import { type Context, Money, money, Payload } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Field, Info, Int, ObjectType } from 'type-graphql';
import type { SaleRef } from '../domain/till/record-sale';
import { orderEffects } from './order-parts.loader';
import { orderOf } from './order.payloads';
import { Order, OrderEffect } from './order.type';

@ObjectType({ simpleResolvers: true })
export class TillLineShare {
  @Field(() => Int)
  number: number;

  @Field(() => Money, { description: 'What all offers together take off it.' })
  discount: Money;

  @Field(() => Int)
  points: number;
}

@ObjectType({ simpleResolvers: true, description: "`lines` show each line's share of the offers and of the points by largest remainder; `payable` is never below zero. Of a sale that was undone all of it is zero." })
export class TillResult {
  readonly orderId: string;
  readonly memberId: string | null;

  @Field(() => Order, { nullable: true })
  order(@Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<Order | null> | null {
    return orderOf(this, ctx, info);
  }

  @Field(() => [OrderEffect])
  effects(@Ctx() ctx: Context): Promise<readonly OrderEffect[]> {
    return ctx.load(orderEffects, this.orderId);
  }

  @Field(() => Money)
  discount: Money;

  @Field(() => Int)
  pointsBurned: number;

  @Field(() => Money, { description: 'What is left to pay after offers and points.' })
  payable: Money;

  @Field(() => [TillLineShare])
  lines: TillLineShare[];
}

@ObjectType({ simpleResolvers: true })
export class TillPayload extends Payload {
  readonly sale?: SaleRef;

  @Field(() => TillResult, { nullable: true })
  result(@Ctx() ctx: Context): TillResult | null {
    return this.sale ? resultObject(this.sale, ctx.brand.currency) : null;
  }
}

const resultObject = ({ orderId, memberId, discount, points, payable, lines }: SaleRef, currency: string): TillResult =>
  Object.assign(new TillResult(), {
    orderId, memberId, discount: money(BigInt(discount), currency), pointsBurned: points, payable: money(BigInt(payable), currency),
    lines: lines.map(([number, share, burned]) => ({ number, discount: money(BigInt(share), currency), points: burned })),
  });
