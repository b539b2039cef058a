import { giveRewards, type RewardGift } from '@regulars/member/contract';
import { type Context, InvalidInputError, newUuid, reject, Rejection } from '@regulars/plugin-sdk';
import type { BundleItem, BundlePart, Skip } from '../data/bundle-terms';
import { insertBundleGifts } from '../data/bundle.statements';
import { isOwn } from './bundle';
import { worldOf } from './bundle-world';
import type { Reason } from './coupon-state';
import { GiftPartnerAsked } from './events';
import { issue, type Issue } from './issue';
import { type PartnerAnswers, decideReservations, partnerPartsOf } from './partners';
import { type Asking, type Plan, planBundles, type PlannedPart } from './plan-bundle';
import { SKIPS } from './skips';
import { type Templates, templatesOf } from './template';

/** One bundle for one member, whom the caller has locked. */
export interface BundleGrant extends Asking {
  readonly reason: Reason;
  /** What became of partners' items; those that are not in it are asked for once the gift stands. */
  readonly answers?: PartnerAnswers;
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
  const own = grants.map((grant) => ({ ...grant, bundle: { ...grant.bundle, items: grant.bundle.items.filter(isOwn) } }));
  const plans = planBundles(own, await worldOf(ctx, own));
  const gifts = grants.map((grant, place) => ({ id: newUuid(), grant, plan: withPartners(grant, plans[place] as Plan) }));
  await decideReservations(ctx, gifts.flatMap(({ plan, grant: { answers } }) => (plan.refused === null && answers ? partnerPartsOf(answers) : [])), 'ISSUED');
  const templates = await templatesOf(ctx);
  const givings = gifts.flatMap((gift) => gift.plan.parts.map((part, index) => ({ key: `${gift.id}/${index}`, issues: issuesOf(templates, gift, part), rewards: rewardsOf(gift, part, index) })));
  const { refused, coupons } = await givePlanned(ctx, givings, attempt);
  const rows = gifts.map(({ id, grant: { bundle, memberId, at }, plan }) => ({
    id, bundle_id: bundle.id, member_id: memberId, on_stockout: bundle.on_stockout, given_at: at,
    parts: plan.parts.map((part, index) => partOf(part, refused.has(`${id}/${index}`), coupons.get(`${id}/${index}`) ?? [])),
  }));
  void ctx.sql(insertBundleGifts(JSON.stringify(rows)));
  for (const { id, parts } of rows) if (parts.some(({ skipped }) => skipped === 'ASKED')) ctx.emit(GiftPartnerAsked, { giftId: id });
  return gifts.map(({ id, plan }) => ({ id, refused: plan.refused }));
}

/** Puts partners' items where they stand in the bundle, beside what was planned of the brand's own. */
function withPartners({ bundle: { items }, answers }: BundleGrant, { parts, refused }: Plan): Plan {
  const own = [...parts];
  const partnerPart = (item: BundleItem, place: number): PlannedPart => {
    const answer = refused === null ? (answers?.get(place) ?? 'ASKED') : 'NOT_ALONE';
    return { ...item, leaves: [], ...(typeof answer === 'string' ? { skipped: answer } : { skipped: null, partner: answer }) };
  };
  return { refused, parts: items.map((item, place) => (isOwn(item) ? (own.shift() as PlannedPart) : partnerPart(item, place))) };
}

interface Gift {
  readonly id: string;
  readonly grant: BundleGrant;
  readonly plan: Plan;
}

function partOf({ skipped, leaves, ...item }: PlannedPart, isRefused: boolean, couponIds: readonly string[]): BundlePart {
  const rewards = isRefused ? 0 : leaves.filter((leaf) => 'reward' in leaf).length;
  return { ...item, skipped: isRefused ? 'REFUSED' : skipped, couponIds, rewards };
}

const rewardsOf = ({ id, grant: { memberId, at, bundle } }: Gift, part: PlannedPart, index: number): RewardGift[] =>
  part.leaves.flatMap((leaf) => ('reward' in leaf ? [leaf.reward] : [])).map((reward, n) => ({ ...reward, memberId, at, cause: { module: 'gift-coupon', key: causeKey(id, index, n), detail: { bundle: bundle.name } } }));

/** A part of a gift and what is to be given for it. */
interface Giving {
  readonly key: string;
  readonly issues: readonly Issue[];
  readonly rewards: readonly RewardGift[];
}

interface Outcome {
  /** Parts whose kind refused to give. */
  readonly refused: ReadonlySet<string>;
  readonly coupons: ReadonlyMap<string, readonly string[]>;
}

/**
 * Coupons first, in one statement: their counters are locked, so there are as many as were planned, whatever a reward of
 * another kind gives of the same templates. With `attempt` a part that has such rewards is on its own, and skipped when its
 * kind refuses, or when a part before it has given away what it needs.
 */
async function givePlanned(ctx: Context, givings: readonly Giving[], attempt: boolean): Promise<Outcome> {
  const isApart = ({ rewards }: Giving): boolean => attempt && rewards.length > 0;
  const together = givings.filter((giving) => !isApart(giving));
  const coupons = await issuePlanned(ctx, together, (outcome) => {
    throw new Error(`A coupon that was planned could not be issued: ${outcome}`);
  });
  await giveRewards(ctx, together.flatMap(({ rewards }) => rewards));
  const refused = new Set<string>();
  for (const giving of givings.filter(isApart)) {
    const given = await ctx.attempt(async () => {
      const own = await issuePlanned(ctx, [giving], () => reject(new InvalidInputError(SKIPS.OUT_OF_STOCK)));
      await giveRewards(ctx, giving.rewards);
      return own;
    });
    if (given instanceof Rejection) refused.add(giving.key);
    else given.forEach((ids, key) => coupons.set(key, ids));
  }
  return { refused, coupons };
}

/** Answers the coupons of each part. */
async function issuePlanned(ctx: Context, givings: readonly Giving[], onFailure: (outcome: string) => never): Promise<Map<string, readonly string[]>> {
  const issues = givings.flatMap(({ key, issues: own }) => own.map((one) => ({ ...one, key })));
  const coupons = new Map<string, readonly string[]>();
  if (issues.length === 0) return coupons;
  (await issue(ctx, issues)).forEach(({ couponId, outcome }, place) => {
    if (outcome !== 'MADE') onFailure(outcome);
    const key = issues[place]?.key ?? '';
    coupons.set(key, [...(coupons.get(key) ?? []), couponId]);
  });
  return coupons;
}

const issuesOf = (templates: Templates, { grant: { memberId, at, reason } }: Gift, { leaves }: PlannedPart): Issue[] =>
  leaves.flatMap((leaf) => {
    const template = 'templateId' in leaf ? templates.byId(leaf.templateId) : null;
    return template ? [{ template, memberId, at, reason }] : [];
  });
