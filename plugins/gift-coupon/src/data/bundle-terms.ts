import type { RewardSpec } from '@regulars/member/contract';

export type OnStockout = 'FAIL' | 'SKIP';

/** A reward, so many times. */
export interface BundleItem {
  readonly reward: RewardSpec;
  readonly quantity: number;
}

/** Why an item was not given. */
export type Skip = 'OUT_OF_STOCK' | 'LIMIT_REACHED' | 'NOT_LIVE' | 'VALIDITY_OVER' | 'NOT_AVAILABLE' | 'REFUSED' | 'NOT_ALONE';

/** What became of one item. */
export interface BundlePart extends BundleItem {
  readonly skipped: Skip | null;
  /** uuids, of coupons that came with bundles within, too. */
  readonly couponIds: readonly string[];
  /** How many rewards of other kinds were given: the last number of their causes' keys. */
  readonly rewards: number;
}
