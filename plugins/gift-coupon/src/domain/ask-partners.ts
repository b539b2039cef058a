import type { Context } from '@regulars/plugin-sdk';
import type { BundlePart, PartnerPart } from '../data/bundle-terms';
import { bundleGiftForUpdate, bundleGiftsById } from '../data/bundle.statements';
import { requireLiveAgreements } from './issue-bundle';
import { type PartnerAnswers, decideReservations, partnerPartsOf, reserveAtPartners } from './partners';
import { arrived, isAsked, noteAndTell } from './taken-back-at-partners';

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
  await noteAndTell(ctx, giftId, gift.parts.map((part, place) => answered(part, kept.get(place))));
}

function answered(part: BundlePart, answer: PartnerPart | BundlePart['skipped'] | undefined): BundlePart {
  if (answer == null) return part;
  return typeof answer === 'string' ? { ...part, skipped: answer } : arrived(part, answer);
}
