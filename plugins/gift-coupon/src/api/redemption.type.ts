import { Order, orderById } from '@regulars/order/contract';
import { type Context, DateTimeScalar, defineLoader, Money, money, Node, oneForEach, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { type RedemptionRow, redemptionsById } from '../data/redemption.statements';
import { REDEMPTION_PREFIX } from '../domain/ids';
import { couponById } from './coupon.loaders';
import { GiftCoupon } from './coupon.type';

@ObjectType({ implements: Node, simpleResolvers: true })
export class GiftCouponRedemption extends Node {
  readonly row: RedemptionRow & { readonly order_id: string | null };

  @Field(() => Money)
  discount: Money;

  @Field(() => DateTimeScalar, { description: 'When it was sold.' })
  at: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  reversedAt: Date | null;

  @Field(() => GiftCoupon)
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> {
    return ctx.load(couponById, this.row.coupon_id);
  }

  @Field(() => Order, { nullable: true, description: 'Found by its source and external id; null until it comes, and to members unless it is their own.' })
  async order(@Ctx() ctx: Context): Promise<Order | null> {
    const order = this.row.order_id === null ? null : await ctx.load(orderById, this.row.order_id);
    return ctx.audience === 'member' && order?.memberUuid !== ctx.actor.memberId ? null : order;
  }
}

const redemptionObject = (row: GiftCouponRedemption['row'], ctx: Context): GiftCouponRedemption =>
  Object.assign(Object.create(GiftCouponRedemption.prototype) as GiftCouponRedemption, {
    id: publicId(REDEMPTION_PREFIX, row.id), row, discount: money(row.discount, ctx.brand.currency), at: row.at, reversedAt: row.reversed_at,
  });

export async function loadRedemptions(ctx: Context, ids: readonly string[]): Promise<(GiftCouponRedemption | null)[]> {
  return oneForEach(ids, (await ctx.sql(redemptionsById(ids))).map((row) => redemptionObject(row, ctx)), ({ row }) => row.id);
}

/** By uuid. */
export const redemptionById = defineLoader<string, GiftCouponRedemption | null>(loadRedemptions);
