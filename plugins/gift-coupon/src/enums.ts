/** What a coupon is for: reports tell campaigns apart by it; what issues a coupon is its rule. */
export enum GiftCouponPurpose {
  TRIAL = 'TRIAL',
  BIRTHDAY = 'BIRTHDAY',
  FESTIVAL = 'FESTIVAL',
  TRANSFER = 'TRANSFER',
  RETURN = 'RETURN',
  WAKE_UP = 'WAKE_UP',
  WELCOME = 'WELCOME',
  TIER_UPGRADE = 'TIER_UPGRADE',
  TIER_RENEW = 'TIER_RENEW',
  THANKS = 'THANKS',
  COMPENSATION = 'COMPENSATION',
}

export enum GiftCouponBenefitKind {
  PERCENT = 'PERCENT',
  AMOUNT = 'AMOUNT',
  FIXED_PRICE = 'FIXED_PRICE',
  FREE_ITEM = 'FREE_ITEM',
  BOGO = 'BOGO',
  SERVICE = 'SERVICE',
  REWARD = 'REWARD',
}

export enum GiftCouponStacking {
  EXCLUSIVE = 'EXCLUSIVE',
  STACKABLE = 'STACKABLE',
}

/** Of a bundle of which something is out of stock: nothing is given, or what is out of stock is left out. */
export enum GiftBundleStockout {
  FAIL = 'FAIL',
  SKIP = 'SKIP',
}

export enum GiftCouponState {
  SCHEDULED = 'SCHEDULED',
  ACTIVE = 'ACTIVE',
  RESERVED = 'RESERVED',
  TRANSFER_PENDING = 'TRANSFER_PENDING',
  REDEEMED = 'REDEEMED',
  EXPIRED = 'EXPIRED',
  REVOKED = 'REVOKED',
}

export type State = `${GiftCouponState}`;
