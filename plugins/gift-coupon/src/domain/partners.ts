import { Members } from '@regulars/member/contract';
import { type Context, defineJob, LeftUndone, Partners, publicId, readId } from '@regulars/plugin-sdk';
import { type AgreementRow, agreementsById, allAgreements } from '../data/agreement.statements';
import type { BundleItem, PartnerPart, Skip } from '../data/bundle-terms';
import { decide, decisions, nextReservationDue, type Outcome, reservationsDue } from '../data/partner.statements';
import { MODULE } from './agreements';
import { couponsOf } from './bundle';
import { GiftPartnerDecided, type GiftPartnerPayload } from './events';
import { AGREEMENT_PREFIX } from './ids';
import { reservationTries } from './reservation-ids';
import { reserveForPartner, applyDecisions, takeBackForPartner } from './partner-reservations';

/** What partners have reserved of a bundle's items, or why not, by the item's place. */
export type PartnerAnswers = ReadonlyMap<number, PartnerPart | Skip>;

export const partnerPartsOf = (answers: PartnerAnswers): readonly PartnerPart[] => [...answers.values()].filter((answer) => typeof answer !== 'string');

interface Wanted {
  /** The same whenever it is tried again. */
  readonly act: string;
  /** uuid */
  readonly memberId: string;
  readonly items: readonly BundleItem[];
  /** Places of those that are wanted. */
  readonly places: readonly number[];
}

interface PlacedItem {
  readonly place: number;
  readonly template: string;
  readonly tries: readonly (readonly string[])[];
}

/**
 * Asks partners to reserve their items of a bundle, one after the other, each in a unit of work of its own. To be done before
 * anything is locked here: their units of work may wait for ours.
 */
export async function reserveAtPartners(ctx: Context, { act, memberId, items, places }: Wanted): Promise<PartnerAnswers> {
  const [agreements, phone] = await Promise.all([ctx.sql(allAgreements()), ctx.use(Members).phoneForGroup(memberId)]);
  const answers = new Map<number, PartnerPart | Skip>();
  const wanted = new Map<AgreementRow, PlacedItem[]>();
  for (const place of places) {
    const item = items[place] as BundleItem;
    const agreement = agreements.find(({ side, state, partner_code }) => side === 'FROM' && state === 'LIVE' && partner_code === item.brandCode);
    const coupons = couponsOf(item.reward);
    if (!agreement || !coupons) answers.set(place, 'NO_AGREEMENT');
    else if (phone === null) answers.set(place, 'NO_CONSENT');
    else wanted.set(agreement, [...(wanted.get(agreement) ?? []), { place, template: coupons.template, tries: await reservationTries(ctx, { act, place, count: coupons.quantity * item.quantity }) }]);
  }
  for (const [agreement, placed] of wanted) {
    const { id: agreementId, partner_id } = agreement;
    const met = await ctx.use(Partners).work(MODULE, partner_id, (there) => reserveForPartner(there, { agreementId, fromId: ctx.brand.id, currency: ctx.brand.currency, phone: phone ?? '', items: placed }));
    placed.forEach(({ place }, index) => {
      const answer = met?.answer[index] ?? 'NO_AGREEMENT';
      answers.set(place, typeof answer === 'string' ? answer : { agreementId, reservationIds: answer.reservationIds });
    });
  }
  return answers;
}

/** In the transaction that gives, or gives up: from here on it is so at the partners as well. Begins anew where a partner has given up waiting. */
export async function decideReservations(ctx: Context, parts: readonly PartnerPart[], outcome: Outcome): Promise<void> {
  const ids = parts.flatMap(({ reservationIds }) => reservationIds);
  if (ids.length === 0) return;
  const made = await ctx.sql(decide(ids, outcome));
  if (outcome === 'ISSUED' && made.length < ids.length) ctx.restart('A partner has given up waiting');
  for (const { agreementId, reservationIds } of parts) ctx.emit(GiftPartnerDecided, { agreementId: publicId(AGREEMENT_PREFIX, agreementId), reservationIds });
}

const outcomesOf = async (ctx: Context, ids: readonly string[]): Promise<ReadonlyMap<string, Outcome>> => new Map((await ctx.sql(decisions(ids))).map(({ id, outcome }) => [id, outcome]));

/** Told at least once; the partner hears it as often as it likes. */
export const tellDecided = (ctx: Context, payload: GiftPartnerPayload): Promise<void> => tell(ctx, payload, applyDecisions);
export const tellOfTakingBack = (ctx: Context, payload: GiftPartnerPayload): Promise<void> => tell(ctx, payload, takeBackForPartner);

async function tell(ctx: Context, { agreementId, reservationIds }: GiftPartnerPayload, apply: (there: Context, outcomes: ReadonlyMap<string, Outcome>) => Promise<void>): Promise<void> {
  const id = readId(AGREEMENT_PREFIX, agreementId);
  const [[agreement], outcomes] = await Promise.all([ctx.sql(agreementsById(id === null ? [] : [id])), outcomesOf(ctx, reservationIds)]);
  if (!agreement || outcomes.size === 0) return;
  const met = await ctx.use(Partners).finish(MODULE, agreement.partner_id, (there) => apply(there, outcomes));
  if (met === null) throw new Error('A partner that has reserved does not know this brand');
}

async function abandonUnlessIssued(ctx: Context, partnerId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Outcome>> {
  const met = await ctx.use(Partners).finish(MODULE, partnerId, async (there) => {
    await there.sql(decide(ids, 'ABANDONED'));
    return outcomesOf(there, ids);
  });
  if (met === null) throw new Error('A brand that something is reserved for does not know this brand');
  return met.answer;
}

/** More than this in one transaction would keep too many members from buying. */
const AT_ONCE = 500;

/**
 * What was reserved here longer ago than it is kept for: whoever asked has crashed, or its event has not come yet. Time alone
 * decides nothing: where it was asked for it is abandoned unless it was issued, and what stands there then stands here.
 */
export const resolveReservations = defineJob({
  id: 'resolve-reservations',
  cron: '* * * * *',
  async run(ctx) {
    const due = await ctx.sql(reservationsDue(AT_ONCE));
    const outcomes = new Map<string, Outcome>();
    const faults: unknown[] = [];
    // Every brand is asked before anything is locked here.
    for (const partnerId of new Set(due.map(({ partner_id }) => partner_id))) {
      const ids = due.filter(({ partner_id }) => partner_id === partnerId).map(({ id }) => id);
      try {
        (await abandonUnlessIssued(ctx, partnerId, ids)).forEach((outcome, id) => outcomes.set(id, outcome));
      } catch (error) {
        faults.push(error); // the others are not held up by one that cannot say now
      }
    }
    await applyDecisions(ctx, outcomes);
    return new LeftUndone(faults);
  },
  nextDue: async (ctx) => (await ctx.sql(nextReservationDue()))[0]?.at ?? null,
});
