import { giveRewards, type RewardGift } from '@regulars/member/contract';
import { type Context, newUuid, Rejection } from '@regulars/plugin-sdk';
import type { BundlePart, Skip } from '../data/bundle-terms';
import { insertBundleGifts } from '../data/bundle.statements';
import { worldOf } from './bundle-world';
import type { Reason } from './coupon-state';
import { issue, type Issue } from './issue';
import { type Asking, type Plan, planBundles, type PlannedPart } from './plan-bundle';
import { templatesOf } from './template';

/** One bundle for one member, whom the caller has locked. */
export interface BundleGrant extends Asking {
  readonly reason: Reason;
}

export interface BundleGift {
  readonly id: string;
  /** Why a bundle that is all or nothing gave nothing; null: it gave. */
  readonly refused: Skip | null;
}

/** What keys the causes of rewards of other kinds that a gift gave: of each part numbered from 1. */
export const giftCauses = (giftId: string, parts: readonly Pick<BundlePart, 'rewards'>[]): { readonly module: string; readonly key: string }[] =>
  parts.flatMap(({ rewards }, part) => Array.from({ length: rewards }, (_, n) => ({ module: 'gift-coupon', key: causeKey(giftId, part, n) })));

const causeKey = (giftId: string, part: number, n: number): string => `bundle/${giftId}/${part}/${n + 1}`;

/**
 * Gives bundles as far as they can be, and writes down what became of every item. Where an item's kind itself refuses to
 * give, `attempt` says whether the others are given all the same.
 */
export async function giveBundles(ctx: Context, grants: readonly BundleGrant[], attempt: boolean): Promise<readonly BundleGift[]> {
  if (grants.length === 0) return [];
  const plans = planBundles(grants, await worldOf(ctx, grants));
  const gifts = grants.map((grant, place) => ({ id: newUuid(), grant, plan: plans[place] as Plan }));
  const refused = attempt ? await giveApart(ctx, gifts) : await giveTogether(ctx, gifts);
  const coupons = await issuePlanned(ctx, gifts, refused);
  const rows = gifts.map(({ id, grant: { bundle, memberId, at }, plan }) => ({
    id, bundle_id: bundle.id, member_id: memberId, on_stockout: bundle.on_stockout, given_at: at,
    parts: plan.parts.map((part, index) => partOf(part, refused.has(`${id}/${index}`), coupons.get(`${id}/${index}`) ?? [])),
  }));
  void ctx.sql(insertBundleGifts(JSON.stringify(rows)));
  return gifts.map(({ id, plan }) => ({ id, refused: plan.refused }));
}

interface Gift {
  readonly id: string;
  readonly grant: BundleGrant;
  readonly plan: Plan;
}

function partOf({ reward, quantity, skipped, leaves }: PlannedPart, isRefused: boolean, couponIds: readonly string[]): BundlePart {
  const rewards = isRefused ? 0 : leaves.filter((leaf) => 'reward' in leaf).length;
  return { reward, quantity, skipped: isRefused ? 'REFUSED' : skipped, couponIds, rewards };
}

const rewardsOf = ({ id, grant: { memberId, at, bundle } }: Gift, part: PlannedPart, index: number): RewardGift[] =>
  part.leaves.flatMap((leaf) => ('reward' in leaf ? [leaf.reward] : [])).map((reward, n) => ({ ...reward, memberId, at, cause: { module: 'gift-coupon', key: causeKey(id, index, n), detail: { bundle: bundle.name } } }));

async function giveTogether(ctx: Context, gifts: readonly Gift[]): Promise<ReadonlySet<string>> {
  await giveRewards(ctx, gifts.flatMap((gift) => gift.plan.parts.flatMap((part, index) => rewardsOf(gift, part, index))));
  return new Set();
}

/** Each item on its own, so that one whose kind refuses is skipped. Answers which those are. */
async function giveApart(ctx: Context, gifts: readonly Gift[]): Promise<ReadonlySet<string>> {
  const refused = new Set<string>();
  for (const gift of gifts) {
    for (const [index, part] of gift.plan.parts.entries()) {
      const rewards = rewardsOf(gift, part, index);
      if (rewards.length > 0 && (await ctx.attempt(() => giveRewards(ctx, rewards))) instanceof Rejection) refused.add(`${gift.id}/${index}`);
    }
  }
  return refused;
}

/** Coupons of all gifts in one statement: their counters are locked, so there are as many as were planned. */
async function issuePlanned(ctx: Context, gifts: readonly Gift[], refused: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly string[]>> {
  const templates = await templatesOf(ctx);
  const issues = gifts.flatMap(({ id, grant: { memberId, at, reason }, plan }) => plan.parts.flatMap((part, index) => {
    if (refused.has(`${id}/${index}`)) return [];
    return part.leaves.flatMap((leaf): (Issue & { readonly key: string })[] => {
      const template = 'templateId' in leaf ? templates.byId(leaf.templateId) : null;
      return template ? [{ template, memberId, at, reason, key: `${id}/${index}` }] : [];
    });
  }));
  const issued = await issue(ctx, issues);
  const coupons = new Map<string, string[]>();
  issued.forEach(({ couponId, outcome }, place) => {
    if (outcome !== 'MADE') throw new Error(`A coupon that was planned could not be issued: ${outcome}`);
    const key = issues[place]?.key ?? '';
    coupons.set(key, [...(coupons.get(key) ?? []), couponId]);
  });
  return coupons;
}
