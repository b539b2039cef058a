/** What other modules may import of this one. */
export { GiftCouponExpiredEvent, GiftCouponExpiringEvent, GiftCouponIssuedEvent } from './api/coupon-event.type';
export { GiftCoupon } from './api/coupon.type';
export { GiftCouponTemplate } from './api/template.type';
export { GiftCouponExpired, GiftCouponExpiring, GiftCouponIssued, type GiftCouponPayload } from './domain/events';
export { permissions as giftCouponPermissions } from './permissions';
