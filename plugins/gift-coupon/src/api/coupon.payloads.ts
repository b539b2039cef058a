import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { couponById } from './coupon.loaders';
import { GiftCoupon } from './coupon.type';

@ObjectType({ simpleResolvers: true })
export class GiftCouponPayload extends Payload {
  readonly couponId?: string;

  @Field(() => GiftCoupon, { nullable: true })
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> | null {
    return this.couponId ? ctx.load(couponById, this.couponId) : null;
  }
}

@ObjectType({ simpleResolvers: true })
export class GiftCouponIssuePayload extends Payload {
  readonly couponIds?: readonly string[];

  @Field(() => [GiftCoupon], { description: 'In the order of the members.' })
  async coupons(@Ctx() ctx: Context): Promise<GiftCoupon[]> {
    const coupons = await Promise.all((this.couponIds ?? []).map((id) => ctx.load(couponById, id)));
    return coupons.filter((coupon) => coupon !== null);
  }
}
