import { type RewardKindOf, type RewardReceipt, rewardsOfCauses, takeBackRewards, usedRewards } from '@regulars/member/contract';
import { type Context, readId, WHOLE_BP } from '@regulars/plugin-sdk';
import { z } from 'zod';
import { type BundleGiftRow, bundleGiftsById, bundlesById } from '../data/bundle.statements';
import { type CouponRow, couponsById, couponsForUpdate } from '../data/coupon.statements';
import { usedReservations } from '../data/settlement.statements';
import { BUNDLE_KIND, bundlesOf, isOwn } from './bundle';
import { isFree, isSpent } from './coupon-reward';
import { giftCauses, giveBundles } from './give-bundles';
import { BUNDLE_PREFIX } from './ids';
import { revokeCoupons } from './revoke';
import { takeBackOfPartners } from './taken-back-at-partners';

const spec = z.strictObject({
  /** Id of a bundle. */
  bundle: z.string().refine((id) => readId(BUNDLE_PREFIX, id) !== null, 'This is no id of a bundle.'),
});

type BundleSpec = z.infer<typeof spec>;

/** Of a bundle that is not there. */
const NOTHING = 'none';

/**
 * Bundles as something to give: by tiers, stamp cards, coupons, other bundles. Whoever gives is not held up: of one that is all
 * or nothing, nothing comes when a part of the brand's own is out of stock, and that is written down. What partners have of it is asked for afterwards.
 */
export const bundleReward: RewardKindOf<BundleSpec> = {
  kind: BUNDLE_KIND,
  spec,
  describe: () => ({ en: 'A gift bundle', 'zh-TW': '禮物組合' }),
  async grant(ctx, grants) {
    const bundles = await bundlesOf(ctx);
    const known = grants.map(({ spec: { bundle: id }, memberId, at }) => {
      const bundle = bundles.get(readId(BUNDLE_PREFIX, id) ?? '');
      return bundle ? { bundle, memberId, at, reason: 'ISSUED_AS_REWARD' as const } : null;
    });
    const gifts = [...(await giveBundles(ctx, known.filter((one) => one !== null), false))];
    return known.map((one) => ({ receiptKey: (one && gifts.shift()?.id) ?? NOTHING }));
  },
  async revoke(ctx, receipts, portionBp) {
    const gifts = new Map((await ctx.sql(bundleGiftsById(keysOf(receipts)))).map((gift) => [gift.id, gift]));
    await takeBackRewards(ctx, [...gifts.values()].flatMap(({ id, parts }) => giftCauses(id, parts)), portionBp);
    await takeBackOfPartners(ctx, receipts, gifts, portionBp);
    const couponIds = [...gifts.values()].flatMap(couponsIn);
    if (couponIds.length === 0) return;
    const rows = new Map((await ctx.sql(couponsForUpdate(couponIds))).map((row) => [row.id, row]));
    revokeCoupons(ctx, receipts.flatMap((receipt) => dueOf(ctx, receipt, gifts.get(receipt.receiptKey), rows, portionBp)), 'REWARD_TAKEN_BACK');
  },
  /** Any of it was used, as of coupons that are a reward: given anew it would be given twice. */
  async used(ctx, receipts) {
    const gifts = await ctx.sql(bundleGiftsById(keysOf(receipts)));
    const [coupons, rewards] = await Promise.all([ctx.sql(couponsById(gifts.flatMap(couponsIn))), rewardsOfCauses(ctx, gifts.flatMap(({ id, parts }) => giftCauses(id, parts)))]);
    const rows = new Map(coupons.map((row) => [row.id, row]));
    const [usedIds, there] = await Promise.all([usedRewards(ctx, rewards), usedAtPartners(ctx, gifts)]);
    const usedKeys = new Set(rewards.filter(({ id }) => usedIds.has(id)).map(({ cause }) => cause.key));
    const isUsed = (gift: BundleGiftRow): boolean =>
      couponsIn(gift).flatMap((id) => rows.get(id) ?? []).some((row) => isSpent(ctx, row, gift.member_id)) || giftCauses(gift.id, gift.parts).some(({ key }) => usedKeys.has(key)) || reservationsIn(gift).some((id) => there.has(id));
    const used = new Set(gifts.filter(isUsed).map(({ id }) => id));
    return receipts.filter(({ receiptKey }) => used.has(receiptKey)).map(({ id }) => id);
  },
  async within(ctx, { bundle }) {
    const id = readId(BUNDLE_PREFIX, bundle);
    const [row] = id === null ? [] : await ctx.sql(bundlesById([id]));
    return row?.items.filter(isOwn).map(({ reward }) => reward) ?? [];
  },
};

const keysOf = (receipts: readonly RewardReceipt<BundleSpec>[]): string[] => receipts.map(({ receiptKey }) => receiptKey).filter((key) => key !== NOTHING);

const reservationsIn = ({ parts }: BundleGiftRow): readonly string[] => parts.flatMap(({ partner }) => partner?.reservationIds ?? []);

/** As far as partners have told. */
async function usedAtPartners(ctx: Context, gifts: readonly BundleGiftRow[]): Promise<ReadonlySet<string>> {
  const ids = gifts.flatMap(reservationsIn);
  return new Set(ids.length === 0 ? [] : (await ctx.sql(usedReservations(ids))).map(({ reservation_id }) => reservation_id));
}

const couponsIn = ({ parts }: BundleGiftRow): readonly string[] => parts.flatMap(({ couponIds }) => couponIds);

/** So many coupons as make up the portion, as far as they are free. */
function dueOf(ctx: Context, { revokedBp }: RewardReceipt<BundleSpec>, gift: BundleGiftRow | undefined, rows: ReadonlyMap<string, CouponRow>, portionBp: number): CouponRow[] {
  if (!gift) return [];
  const ids = couponsIn(gift);
  const due = Math.floor((ids.length * portionBp) / WHOLE_BP) - Math.floor((ids.length * revokedBp) / WHOLE_BP);
  return ids.flatMap((id) => rows.get(id) ?? []).filter((row) => isFree(ctx, row, gift.member_id)).slice(0, due);
}
