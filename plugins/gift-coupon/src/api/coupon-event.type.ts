import { Member, memberById, MemberEvent } from '@regulars/member/contract';
import { type Context, type JsonObject, JsonScalar, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { COUPON_PREFIX, REDEMPTION_PREFIX } from '../domain/ids';
import { couponById } from './coupon.loaders';
import { GiftCoupon } from './coupon.type';
import { GiftCouponRedemption, redemptionById } from './redemption.type';

function couponOf({ data }: MemberEvent, ctx: Context): Promise<GiftCoupon | null> {
  const uuid = readId(COUPON_PREFIX, data.couponId as string);
  return uuid === null ? Promise.resolve(null) : ctx.load(couponById, uuid);
}

function redemptionOf({ data }: MemberEvent, ctx: Context): Promise<GiftCouponRedemption | null> {
  const uuid = readId(REDEMPTION_PREFIX, data.redemptionId as string);
  return uuid === null ? Promise.resolve(null) : ctx.load(redemptionById, uuid);
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class GiftCouponIssuedEvent extends MemberEvent {
  @Field(() => GiftCoupon)
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> {
    return couponOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class GiftCouponExpiringEvent extends MemberEvent {
  @Field(() => GiftCoupon)
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> {
    return couponOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class GiftCouponExpiredEvent extends MemberEvent {
  @Field(() => GiftCoupon)
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> {
    return couponOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class GiftCouponRedeemedEvent extends MemberEvent {
  @Field(() => GiftCoupon)
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> {
    return couponOf(this, ctx);
  }

  @Field(() => GiftCouponRedemption)
  redemption(@Ctx() ctx: Context): Promise<GiftCouponRedemption | null> {
    return redemptionOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class GiftCouponReversedEvent extends MemberEvent {
  @Field(() => GiftCoupon)
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> {
    return couponOf(this, ctx);
  }

  @Field(() => GiftCouponRedemption)
  redemption(@Ctx() ctx: Context): Promise<GiftCouponRedemption | null> {
    return redemptionOf(this, ctx);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class GiftCouponTransferredEvent extends MemberEvent {
  @Field(() => GiftCoupon)
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> {
    return couponOf(this, ctx);
  }

  @Field(() => Member, { nullable: true, description: 'To staff; null to members.' })
  from(@Ctx() ctx: Context): Promise<Member | null> | null {
    const uuid = readId('mbr', this.data.fromMemberId as string);
    return uuid === null || ctx.audience === 'member' ? null : ctx.load(memberById, uuid);
  }
}

@Resolver(() => GiftCouponTransferredEvent)
export class TransferredEventResolver {
  @FieldResolver(() => JsonScalar, { description: 'To members without who gave it.' })
  data(@Root() { data }: GiftCouponTransferredEvent, @Ctx() ctx: Context): JsonObject {
    return ctx.audience === 'member' ? Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'fromMemberId')) : data;
  }
}
