import { Members } from '@regulars/member/contract';
import { type Context, InvalidInputError, NotFoundError, Problems, readId, readName, reject, Rejection, textIn, type UserError } from '@regulars/plugin-sdk';
import { liveAgreements } from '../data/agreement.statements';
import type { Skip } from '../data/bundle-terms';
import { type BundleRow, bundlesById } from '../data/bundle.statements';
import { GiftAgreementMissingError, GiftCouponLimitReachedError, GiftCouponOutOfStockError } from '../errors';
import { bundlesOf, isOwn } from './bundle';
import { couponNames, templateNamed } from './bundle-world';
import { giveBundles } from './give-bundles';
import { BUNDLE_PREFIX } from './ids';
import { lockMembersOrRestart } from './lock-members';
import { type PartnerAnswers, decideReservations, partnerPartsOf, reserveAtPartners } from './partners';
import { SKIPS } from './skips';
import { templatesOf } from './template';

const MAX_REASON = 200;

export interface BundleIssue {
  readonly bundleId: string;
  readonly memberId: string;
  /** Goes into the audit with the operation's arguments. */
  readonly reason: string;
  /** A call that is made again finds what it has reserved at partners. */
  readonly idempotencyKey: string;
}

/** Gives a bundle to a member: all of it, or, where the bundle says so, what there is of it. */
export async function issueBundle(ctx: Context, { bundleId, memberId, reason, idempotencyKey }: BundleIssue): Promise<{ readonly giftId: string } | Refused> {
  const problems = new Problems();
  readName(reason, MAX_REASON, 'reason', problems);
  problems.throwIfAny();
  const id = readId(BUNDLE_PREFIX, bundleId);
  const [bundle] = id === null ? [] : await ctx.sql(bundlesById([id]));
  if (!bundle) return reject(new NotFoundError({ en: 'There is no such bundle.', 'zh-TW': '沒有此禮物組合。' }, 'bundleId', bundleId));
  const member = await foundMember(ctx, memberId);
  const places = bundle.items.flatMap((item, place) => (isOwn(item) ? [] : [place]));
  if (places.length === 0) return give(ctx, bundle, member);
  // By the id it is called with: whoever the member is merged into meanwhile has what was reserved.
  const act = JSON.stringify(['issue', ctx.brand.id, ctx.actor.kind, ctx.actor.id, idempotencyKey, bundle.id, memberId]);
  const answers = await reserveAtPartners(ctx, { act, memberId: member, items: bundle.items, places });
  const given = await ctx.attempt(() => give(ctx, bundle, member, answers));
  if (!(given instanceof Rejection)) return given;
  // What partners have reserved is given up with the refusal, which is committed; the key is free again.
  await decideReservations(ctx, partnerPartsOf(answers), 'ABANDONED');
  for (const error of given.errors) error.message = textIn(error.text, ctx.language);
  return { userErrors: given.errors };
}

type Refused = { readonly userErrors: readonly UserError[] };

async function give(ctx: Context, bundle: BundleRow, memberId: string, answers?: PartnerAnswers): Promise<{ readonly giftId: string }> {
  await lockActive(ctx, memberId);
  const isWhole = bundle.on_stockout === 'FAIL';
  const refusal = [...(answers?.values() ?? [])].find((answer) => typeof answer === 'string');
  if (isWhole && refusal !== undefined) refusePartnerItem(refusal);
  if (answers) await requireLiveAgreements(ctx, answers);
  const [gift] = await giveBundles(ctx, [{ bundle, memberId, at: ctx.now, reason: 'ISSUED_BY_STAFF', ...(answers && { answers }) }], !isWhole);
  if (!gift) throw new Error('A bundle was given without a gift');
  return gift.refused === null ? { giftId: gift.id } : refuse(ctx, bundle, gift.refused);
}

/** An agreement that has ended meanwhile lets nothing cross: it is asked anew. */
export async function requireLiveAgreements(ctx: Context, answers: PartnerAnswers): Promise<void> {
  const ids = [...new Set(partnerPartsOf(answers).map(({ agreementId }) => agreementId))];
  if (ids.length > 0 && (await ctx.sql(liveAgreements(ids))).length < ids.length) ctx.restart('An agreement has ended meanwhile');
}

async function foundMember(ctx: Context, publicMemberId: string): Promise<string> {
  const uuid = readId('mbr', publicMemberId);
  const [found] = uuid === null ? [] : await ctx.use(Members).find([{ kind: 'ID', value: uuid }]);
  if (found == null) return reject(new NotFoundError({ en: 'There is no such member.', 'zh-TW': '沒有此會員。' }, 'memberId', publicMemberId));
  return found;
}

async function lockActive(ctx: Context, memberId: string): Promise<void> {
  const standing = (await lockMembersOrRestart(ctx, [memberId])).get(memberId);
  if (standing?.status !== 'ACTIVE') reject(new InvalidInputError({ en: 'Only active members are given bundles.', 'zh-TW': '僅能發送給有效會員。' }, 'memberId'));
}

function refusePartnerItem(skip: Skip): never {
  if (skip === 'OUT_OF_STOCK') reject(new GiftCouponOutOfStockError(SKIPS[skip], 'bundleId'));
  return reject(skip === 'NO_AGREEMENT' ? new GiftAgreementMissingError(SKIPS[skip], 'bundleId') : new InvalidInputError(SKIPS[skip], 'bundleId'));
}

async function refuse(ctx: Context, bundle: BundleRow, skip: Skip): Promise<never> {
  if (skip === 'OUT_OF_STOCK') reject(new GiftCouponOutOfStockError(SKIPS[skip], 'bundleId'));
  if (skip === 'LIMIT_REACHED') reject(new GiftCouponLimitReachedError(SKIPS[skip], await leastLimit(ctx, bundle), 'bundleId'));
  return reject(new InvalidInputError(SKIPS[skip], 'bundleId'));
}

/** The least of what members may have of the coupons in a bundle. */
async function leastLimit(ctx: Context, bundle: BundleRow): Promise<number> {
  const [templates, bundles] = await Promise.all([templatesOf(ctx), bundlesOf(ctx)]);
  const names = couponNames({ ...bundle, items: bundle.items.filter(isOwn) }, bundles);
  return Math.min(...names.map((name) => templateNamed(templates, name)?.perMemberLimit ?? Infinity).filter(Number.isFinite));
}
