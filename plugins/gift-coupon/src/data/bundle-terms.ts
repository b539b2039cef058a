import type { RewardSpec } from '@regulars/member/contract';

export type OnStockout = 'FAIL' | 'SKIP';

/** A reward, so many times. */
export interface BundleItem {
  readonly reward: RewardSpec;
  readonly quantity: number;
  /** A partner's, whose coupons they are; absent: this brand's. */
  readonly brandCode?: string;
}

/**
 * Why an item was not given. `ASKED` is not for good: the partner whose item it is has been asked, and what it answers
 * takes the place of it; until then nothing of the item is given.
 */
export type Skip =
  | 'OUT_OF_STOCK' | 'LIMIT_REACHED' | 'NOT_LIVE' | 'VALIDITY_OVER' | 'NOT_FIRST_ORDER' | 'NOT_AVAILABLE' | 'REFUSED' | 'NOT_ALONE'
  | 'NO_AGREEMENT' | 'NO_CONSENT' | 'NOT_A_MEMBER' | 'NOT_AVAILABLE_TO_MEMBER' | 'ASKED' | 'TAKEN_BACK';

/** What a partner has reserved for an item: a coupon each, by the uuids both brands know them by. */
export interface PartnerPart {
  readonly agreementId: string;
  readonly reservationIds: readonly string[];
  /** So many of them, from the first, were taken back; the partner has heard of so many. */
  readonly takenBack?: number;
  readonly told?: number;
}

/** What became of one item. */
export interface BundlePart extends BundleItem {
  readonly skipped: Skip | null;
  /** uuids, of coupons that came with bundles within, too. */
  readonly couponIds: readonly string[];
  /** Of an item of a partner's that was given. */
  readonly partner?: PartnerPart;
  /** Of an item that a partner has been asked for: the portion that is taken back when it comes, in hundredths of a per cent. */
  readonly takenBackBp?: number;
  /** How many rewards of other kinds were given: the last number of their causes' keys. */
  readonly rewards: number;
}
