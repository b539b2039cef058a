/** What other modules may import of this one. */
export { GiftCouponExpiredEvent, GiftCouponExpiringEvent, GiftCouponIssuedEvent, GiftCouponRedeemedEvent, GiftCouponReversedEvent } from './api/coupon-event.type';
export { GiftCoupon } from './api/coupon.type';
export { GiftCouponRedemption } from './api/redemption.type';
export { GiftCouponTemplate } from './api/template.type';
export { GiftCouponExpired, GiftCouponExpiring, GiftCouponIssued, type GiftCouponPayload, GiftCouponRedeemed, GiftCouponReversed, type GiftCouponUsePayload } from './domain/events';
export { permissions as giftCouponPermissions } from './permissions';
