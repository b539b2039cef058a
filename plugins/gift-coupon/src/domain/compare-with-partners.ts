import { addDays, type Context, defineJob, Partners, publicId, startOfBusinessDate, wallClock } from '@regulars/plugin-sdk';
import { type AgreementRow, agreementsById, allAgreements } from '../data/agreement.statements';
import { untoldGifts } from '../data/bundle.statements';
import { settlementIds, settlementSums } from '../data/settlement.statements';
import { agreementsOf, MODULE } from './agreements';
import { GiftAgreementChanged, GiftPartnerAsked, GiftSettled } from './events';
import { AGREEMENT_PREFIX, REDEMPTION_PREFIX } from './ids';
import { isAsked, tellUntold } from './taken-back-at-partners';

/** Entries of one event; gifts of one day. */
const AT_ONCE = 500;

/**
 * Events of a brand whose plugin was off when they came up are passed over. So the copies of other brands are compared once a
 * day, and what differs is told again: an agreement as it stands, and all its entries. So is what is to be asked for, or taken
 * back, of gifts.
 */
export const compareWithPartners = defineJob({
  id: 'compare-with-partners',
  cron: '17 4 * * *',
  async run(ctx) {
    for (const agreement of await ctx.sql(allAgreements())) {
      const there = await ctx.use(Partners).finish(MODULE, agreement.partner_id, (other) => copyOf(other, agreement.id));
      if (there === null) continue;
      const own = await copyOf(ctx, agreement.id);
      if (own.state !== there.answer.state) ctx.emit(GiftAgreementChanged, { agreementId: publicId(AGREEMENT_PREFIX, agreement.id) });
      if (agreement.side === 'TO' && own.entries !== there.answer.entries) await tellAll(ctx, agreement);
    }
    await tellOfGifts(ctx);
  },
  nextDue: async (ctx) => {
    if ((await agreementsOf(ctx)).length === 0) return null;
    const { timeZone } = ctx.brand;
    return startOfBusinessDate(addDays(wallClock(ctx.now, timeZone).date, 1), { timeZone, dayStartsAt: 0 });
  },
});

async function copyOf(ctx: Context, agreementId: string): Promise<{ readonly state: string | null; readonly entries: string }> {
  const [[agreement], [sum]] = await Promise.all([ctx.sql(agreementsById([agreementId])), ctx.sql(settlementSums(agreementId))]);
  return { state: agreement?.state ?? null, entries: sum?.entries ?? '' };
}

async function tellAll(ctx: Context, { id: agreementId }: AgreementRow): Promise<void> {
  const ids = (await ctx.sql(settlementIds(agreementId))).map(({ id }) => publicId(REDEMPTION_PREFIX, id));
  for (let from = 0; from < ids.length; from += AT_ONCE) ctx.emit(GiftSettled, { agreementId: publicId(AGREEMENT_PREFIX, agreementId), redemptionIds: ids.slice(from, from + AT_ONCE) });
}

/** Those that are underway are told of twice, which does nothing. */
async function tellOfGifts(ctx: Context): Promise<void> {
  for (const { id: giftId, parts } of await ctx.sql(untoldGifts(AT_ONCE))) {
    if (parts.some(isAsked)) ctx.emit(GiftPartnerAsked, { giftId });
    tellUntold(ctx, giftId, parts);
  }
}
