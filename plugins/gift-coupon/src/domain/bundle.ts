import type { RewardSpec } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import type { BundleItem } from '../data/bundle-terms';
import { allBundles, type BundleRow } from '../data/bundle.statements';
import { BUNDLE_PREFIX } from './ids';

/** How a reward names a coupon template, and a bundle. */
export const COUPON_KIND = 'gift-coupon';
export const BUNDLE_KIND = 'gift-bundle';

export type Bundles = ReadonlyMap<string, BundleRow>;

/** The brand's bundles, by uuid. */
export const bundlesOf = (ctx: Context): Promise<Bundles> =>
  ctx.cached('gift-coupon.bundles', async (reading) => new Map((await reading.sql(allBundles())).map((row) => [row.id, row])));

/** Not a partner's. */
export const isOwn = ({ brandCode }: BundleItem): boolean => brandCode === undefined;

/** The uuid of the bundle a reward is; null: it is none. */
export const bundleIdOf = ({ kind, spec }: RewardSpec): string | null => (kind === BUNDLE_KIND ? readId(BUNDLE_PREFIX, (spec as { readonly bundle: string }).bundle) : null);

/** What a reward issues coupons of, by code or id, and how many; null: no coupons. */
export function couponsOf({ kind, spec }: RewardSpec): { readonly template: string; readonly quantity: number } | null {
  if (kind !== COUPON_KIND) return null;
  const { template, quantity } = spec as { readonly template: string; readonly quantity?: number };
  return { template, quantity: quantity ?? 1 };
}
