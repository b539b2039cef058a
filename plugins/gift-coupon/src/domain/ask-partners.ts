import type { RewardReceipt } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import type { BundlePart, PartnerPart } from '../data/bundle-terms';
import { bundleGiftForUpdate, type BundleGiftRow, bundleGiftsById, setBundleParts } from '../data/bundle.statements';
import { requireLiveAgreements } from './issue-bundle';
import { type PartnerAnswers, decideReservations, partnerPartsOf, reserveAtPartners, takeBackAtPartners } from './partners';

const WHOLE = 10_000;

const isAsked = ({ skipped }: BundlePart): boolean => skipped === 'ASKED';

/**
 * Gives what partners have of a bundle that was given as a reward. A sale waits for no partner: this comes after it, and what
 * came of it is written into the gift.
 */
export async function askPartners(ctx: Context, { giftId }: { readonly giftId: string }): Promise<void> {
  const [seen] = await ctx.sql(bundleGiftsById([giftId]));
  const places = seen?.parts.flatMap((part, place) => (isAsked(part) ? [place] : [])) ?? [];
  if (!seen || places.length === 0) return;
  const act = JSON.stringify(['reward', ctx.brand.id, giftId]);
  const answers = await reserveAtPartners(ctx, { act, memberId: seen.member_id, items: seen.parts, places });
  const [gift] = await ctx.sql(bundleGiftForUpdate(giftId));
  if (!gift || gift.member_id !== seen.member_id) return ctx.restart('The gift went to another member meanwhile');
  const kept: PartnerAnswers = new Map([...answers].filter(([place]) => gift.parts[place]?.skipped === 'ASKED'));
  await requireLiveAgreements(ctx, kept);
  await decideReservations(ctx, partnerPartsOf(kept), 'ISSUED');
  await decideReservations(ctx, partnerPartsOf(new Map([...answers].filter(([place]) => !kept.has(place)))), 'ABANDONED');
  await ctx.sql(setBundleParts(giftId, JSON.stringify(gift.parts.map((part, place) => answered(part, kept.get(place))))));
}

function answered(part: BundlePart, answer: PartnerPart | BundlePart['skipped'] | undefined): BundlePart {
  if (answer == null) return part;
  return typeof answer === 'string' ? { ...part, skipped: answer } : { ...part, skipped: null, partner: answer };
}

/** What came of partners is taken back by portion, as far as they find it unused; what was asked for does not come any more. */
export async function takeBackOfPartners(ctx: Context, receipts: readonly RewardReceipt<unknown>[], gifts: ReadonlyMap<string, BundleGiftRow>, portionBp: number): Promise<void> {
  for (const { receiptKey, revokedBp } of receipts) {
    const seen = gifts.get(receiptKey);
    if (!seen?.parts.some((part) => isAsked(part) || part.partner)) continue;
    const [gift] = await ctx.sql(bundleGiftForUpdate(receiptKey));
    if (!gift) continue;
    if (gift.parts.some(isAsked)) void ctx.sql(setBundleParts(gift.id, JSON.stringify(gift.parts.map((part) => (isAsked(part) ? { ...part, skipped: 'TAKEN_BACK' } : part)))));
    takeBackAtPartners(ctx, gift.parts.flatMap(({ partner }) => (partner ? [portionOf(partner, revokedBp, portionBp)] : [])));
  }
}

function portionOf({ agreementId, reservationIds }: PartnerPart, fromBp: number, toBp: number): PartnerPart {
  const count = (bp: number): number => Math.floor((reservationIds.length * bp) / WHOLE);
  return { agreementId, reservationIds: reservationIds.slice(count(fromBp), count(toBp)) };
}
