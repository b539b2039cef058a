import { defineEvent } from '@regulars/plugin-sdk';

/** Public ids; never a code. */
export interface GiftCouponPayload {
  readonly couponId: string;
  readonly templateId: string;
}

export const GiftCouponIssued = defineEvent<GiftCouponPayload>('gift-coupon.issued');
export const GiftCouponExpiring = defineEvent<GiftCouponPayload>('gift-coupon.expiring');
export const GiftCouponExpired = defineEvent<GiftCouponPayload>('gift-coupon.expired');

export interface GiftCouponUsePayload extends GiftCouponPayload {
  readonly redemptionId: string;
}

export const GiftCouponRedeemed = defineEvent<GiftCouponUsePayload>('gift-coupon.redeemed');
export const GiftCouponReversed = defineEvent<GiftCouponUsePayload>('gift-coupon.reversed');

/** Concerns the one who has the coupon now. */
export interface GiftCouponTransferredPayload extends GiftCouponPayload {
  readonly fromMemberId: string;
}

export const GiftCouponTransferred = defineEvent<GiftCouponTransferredPayload>('gift-coupon.transferred');

/** Concerns no member: it is how the other brand's copy comes to be. */
export interface GiftAgreementChangedPayload {
  readonly agreementId: string;
}

export const GiftAgreementChanged = defineEvent<GiftAgreementChangedPayload>('gift-coupon.agreement-changed');
