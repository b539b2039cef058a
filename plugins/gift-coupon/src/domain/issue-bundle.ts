import { Members } from '@regulars/member/contract';
import { type Context, InvalidInputError, NotFoundError, Problems, readId, readName, reject } from '@regulars/plugin-sdk';
import type { Skip } from '../data/bundle-terms';
import { type BundleRow, bundlesById } from '../data/bundle.statements';
import { GiftCouponLimitReachedError, GiftCouponOutOfStockError } from '../errors';
import { bundlesOf } from './bundle';
import { couponNames, templateNamed } from './bundle-world';
import { giveBundles } from './give-bundles';
import { BUNDLE_PREFIX } from './ids';
import { SKIPS } from './skips';
import { templatesOf } from './template';

const MAX_REASON = 200;

export interface BundleIssue {
  readonly bundleId: string;
  readonly memberId: string;
  /** Goes into the audit with the operation's arguments. */
  readonly reason: string;
}

/** Gives a bundle to a member: all of it, or, where the bundle says so, what there is of it. */
export async function issueBundle(ctx: Context, { bundleId, memberId, reason }: BundleIssue): Promise<{ readonly giftId: string }> {
  const problems = new Problems();
  readName(reason, MAX_REASON, 'reason', problems);
  problems.throwIfAny();
  const id = readId(BUNDLE_PREFIX, bundleId);
  const [bundle] = id === null ? [] : await ctx.sql(bundlesById([id]));
  if (!bundle) return reject(new NotFoundError({ en: 'There is no such bundle.', 'zh-TW': '沒有此禮物組合。' }, 'bundleId', bundleId));
  const member = await lockedMember(ctx, memberId);
  const skip = bundle.on_stockout === 'SKIP';
  const [gift] = await giveBundles(ctx, [{ bundle, memberId: member, at: ctx.now, reason: 'ISSUED_BY_STAFF' }], skip);
  if (!gift) throw new Error('A bundle was given without a gift');
  return gift.refused === null ? { giftId: gift.id } : refuse(ctx, bundle, gift.refused);
}

async function lockedMember(ctx: Context, publicMemberId: string): Promise<string> {
  const uuid = readId('mbr', publicMemberId);
  const [found] = uuid === null ? [] : await ctx.use(Members).find([{ kind: 'ID', value: uuid }]);
  if (found == null) return reject(new NotFoundError({ en: 'There is no such member.', 'zh-TW': '沒有此會員。' }, 'memberId', publicMemberId));
  await ctx.use(Members).lock([found]);
  const standing = (await ctx.use(Members).standings([found])).get(found);
  if (standing?.mergedInto != null) ctx.restart('A member was merged meanwhile');
  if (standing?.status !== 'ACTIVE') reject(new InvalidInputError({ en: 'Only active members are given bundles.', 'zh-TW': '僅能發送給有效會員。' }, 'memberId'));
  return found;
}

async function refuse(ctx: Context, bundle: BundleRow, skip: Skip): Promise<never> {
  if (skip === 'OUT_OF_STOCK') reject(new GiftCouponOutOfStockError(SKIPS[skip], 'bundleId'));
  if (skip === 'LIMIT_REACHED') reject(new GiftCouponLimitReachedError(SKIPS[skip], await leastLimit(ctx, bundle), 'bundleId'));
  return reject(new InvalidInputError(SKIPS[skip], 'bundleId'));
}

/** The least of what members may have of the coupons in a bundle. */
async function leastLimit(ctx: Context, bundle: BundleRow): Promise<number> {
  const [templates, bundles] = await Promise.all([templatesOf(ctx), bundlesOf(ctx)]);
  const names = couponNames(bundle, bundles);
  return Math.min(...names.map((name) => templateNamed(templates, name)?.perMemberLimit ?? Infinity).filter(Number.isFinite));
}
