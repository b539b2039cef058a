/** What other modules may import of this one. */
export { GiftCouponExpiredEvent, GiftCouponExpiringEvent, GiftCouponIssuedEvent, GiftCouponRedeemedEvent, GiftCouponReversedEvent, GiftCouponTransferredEvent } from './api/coupon-event.type';
export { GiftCoupon } from './api/coupon.type';
export { GiftCouponRedemption } from './api/redemption.type';
export { GiftCouponTemplate } from './api/template.type';
export { GiftCouponExpired, GiftCouponExpiring, GiftCouponIssued, type GiftCouponPayload, GiftCouponRedeemed, GiftCouponReversed, GiftCouponTransferred, type GiftCouponTransferredPayload, type GiftCouponUsePayload } from './domain/events';
export { GiftCouponTransfer } from './api/transfer.type';
export { permissions as giftCouponPermissions } from './permissions';
