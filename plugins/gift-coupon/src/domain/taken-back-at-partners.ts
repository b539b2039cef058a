import type { RewardReceipt } from '@regulars/member/contract';
import { type Context, publicId, WHOLE_BP } from '@regulars/plugin-sdk';
import type { BundlePart, PartnerPart } from '../data/bundle-terms';
import { bundleGiftForUpdate, type BundleGiftRow, setBundleParts } from '../data/bundle.statements';
import { GiftPartnerTakenBack, type GiftPartnerTakenBackPayload } from './events';
import { AGREEMENT_PREFIX } from './ids';
import { tellOfTakingBack } from './partners';

export const isAsked = ({ skipped }: BundlePart): boolean => skipped === 'ASKED';

const countOf = ({ reservationIds }: PartnerPart, bp: number): number => Math.floor((reservationIds.length * bp) / WHOLE_BP);

/**
 * What came of partners is taken back by portion, as far as they find it unused. What was asked for does not come any more
 * when all is taken back; of less, the portion goes when it has come.
 */
export async function takeBackOfPartners(ctx: Context, receipts: readonly RewardReceipt<unknown>[], gifts: ReadonlyMap<string, BundleGiftRow>, portionBp: number): Promise<void> {
  for (const { receiptKey, revokedBp } of receipts) {
    const seen = gifts.get(receiptKey);
    if (!seen?.parts.some((part) => isAsked(part) || part.partner)) continue;
    const [gift] = await ctx.sql(bundleGiftForUpdate(receiptKey));
    if (gift) await noteAndTell(ctx, gift.id, gift.parts.map((part) => takenBack(part, revokedBp, portionBp)));
  }
}

function takenBack(part: BundlePart, fromBp: number, toBp: number): BundlePart {
  if (isAsked(part)) return toBp >= WHOLE_BP ? { ...part, skipped: 'TAKEN_BACK' } : { ...part, takenBackBp: Math.max(part.takenBackBp ?? 0, toBp) };
  const { partner } = part;
  if (!partner) return part;
  const before = partner.takenBack ?? countOf(partner, fromBp);
  return { ...part, partner: { ...partner, takenBack: Math.max(before, countOf(partner, toBp)), told: partner.told ?? before } };
}

/** A part that has come, of which a portion was taken back meanwhile. */
export function arrived({ takenBackBp, ...part }: BundlePart, partner: PartnerPart): BundlePart {
  const count = countOf(partner, takenBackBp ?? 0);
  return { ...part, skipped: null, partner: count === 0 ? partner : { ...partner, takenBack: count, told: 0 } };
}

/** Writes what became of a gift's parts, and tells partners what they do not know. The gift is locked. */
export async function noteAndTell(ctx: Context, giftId: string, parts: readonly BundlePart[]): Promise<void> {
  await ctx.sql(setBundleParts(giftId, JSON.stringify(parts)));
  tellUntold(ctx, giftId, parts);
}

/** What was taken back and the partners have not said that they heard of. They hear it as often as it is told. */
export function tellUntold(ctx: Context, giftId: string, parts: readonly BundlePart[]): void {
  for (const { partner } of parts) {
    const reservationIds = partner?.reservationIds.slice(partner.told ?? 0, partner.takenBack ?? 0) ?? [];
    if (partner && reservationIds.length > 0) ctx.emit(GiftPartnerTakenBack, { giftId, agreementId: publicId(AGREEMENT_PREFIX, partner.agreementId), reservationIds });
  }
}

/** Told at least once, and noted then: an event may be passed over, or given up. */
export async function tellTakenBack(ctx: Context, payload: GiftPartnerTakenBackPayload): Promise<void> {
  await tellOfTakingBack(ctx, payload);
  if (payload.giftId === undefined) return;
  const [gift] = await ctx.sql(bundleGiftForUpdate(payload.giftId));
  if (gift) await ctx.sql(setBundleParts(gift.id, JSON.stringify(gift.parts.map((part) => heard(part, payload.reservationIds)))));
}

function heard(part: BundlePart, ids: readonly string[]): BundlePart {
  const { partner } = part;
  const from = partner?.reservationIds.indexOf(ids[0] ?? '') ?? -1;
  if (!partner || from < 0 || from > (partner.told ?? 0)) return part;
  return { ...part, partner: { ...partner, told: Math.max(partner.told ?? 0, from + ids.length) } };
}
