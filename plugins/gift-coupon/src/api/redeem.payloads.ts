import { type Context, Money, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { GiftCouponRefusal } from '../errors';
import { couponById } from './coupon.loaders';
import { GiftCoupon } from './coupon.type';
import { GiftCouponRedemption, redemptionById } from './redemption.type';

@ObjectType({ simpleResolvers: true, description: 'What the coupon would do for this basket; every reason it is refused, never only the first.' })
export class GiftCouponPreview {
  @Field(() => Boolean)
  usable: boolean;

  @Field(() => Money)
  discount: Money;

  @Field(() => [GiftCouponRefusal])
  reasons: readonly GiftCouponRefusal[];
}

@ObjectType({ simpleResolvers: true })
export class GiftCouponRedeemPayload extends Payload {
  readonly redemptionId?: string;
  readonly couponId?: string;

  @Field(() => GiftCouponRedemption, { nullable: true })
  redemption(@Ctx() ctx: Context): Promise<GiftCouponRedemption | null> | null {
    return this.redemptionId ? ctx.load(redemptionById, this.redemptionId) : null;
  }

  @Field(() => GiftCoupon, { nullable: true })
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> | null {
    return this.couponId ? ctx.load(couponById, this.couponId) : null;
  }
}
