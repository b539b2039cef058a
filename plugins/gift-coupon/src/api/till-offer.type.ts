import { type ShownOffer, TillOffer, type TillOfferSource } from '@regulars/order/contract';
import type { Context } from '@regulars/plugin-sdk';
import { Field, ObjectType } from 'type-graphql';
import { type CouponOffer, countRefused, couponOffers, redeemOffers, releaseOffers, reserveOffers } from '../domain/till-offers';
import { couponObject, GiftCoupon } from './coupon.type';

@ObjectType({ implements: TillOffer, simpleResolvers: true })
export class GiftCouponTillOffer extends TillOffer {
  @Field(() => GiftCoupon)
  coupon: GiftCoupon;
}

/** Of another's coupon nothing but that it is another's. */
const shows = (ctx: Context, { row, reasons }: CouponOffer) => (shown: ShownOffer): ShownOffer =>
  reasons.some(({ code }) => code === 'NOT_OWNER') ? shown : Object.assign(Object.create(GiftCouponTillOffer.prototype) as GiftCouponTillOffer, shown, { coupon: couponObject(row, ctx) });

/** Coupons in the till's conversation. */
export const giftCouponOffers: TillOfferSource = {
  kind: 'gift-coupon',
  offers: async (ctx, question) => (await couponOffers(ctx, question)).map((offer) => ({ ...offer, show: shows(ctx, offer) })),
  redeem: redeemOffers,
  reserve: reserveOffers,
  release: releaseOffers,
  refused: countRefused,
};
