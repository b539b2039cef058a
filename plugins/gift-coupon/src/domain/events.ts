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

/** Concerns no member here: the partner is told what was decided of its reservations, or that what they became is taken back. */
export interface GiftPartnerPayload {
  readonly agreementId: string;
  /** uuids */
  readonly reservationIds: readonly string[];
}

export const GiftPartnerDecided = defineEvent<GiftPartnerPayload>('gift-coupon.partner-decided');
/** The gift, where it is noted once the partner has heard. */
export interface GiftPartnerTakenBackPayload extends GiftPartnerPayload {
  /** uuid; of older events: none */
  readonly giftId?: string;
}

export const GiftPartnerTakenBack = defineEvent<GiftPartnerTakenBackPayload>('gift-coupon.partner-taken-back');

/** A bundle was given as a reward, and partners are to be asked for their items; the uuid of the gift. */
export const GiftPartnerAsked = defineEvent<{ readonly giftId: string }>('gift-coupon.partner-asked');

/** Concerns no member: what is owed has changed, and the partner who owes it has a copy. */
export interface GiftSettledPayload {
  readonly agreementId: string;
  readonly redemptionIds: readonly string[];
}

export const GiftSettled = defineEvent<GiftSettledPayload>('gift-coupon.settled');
