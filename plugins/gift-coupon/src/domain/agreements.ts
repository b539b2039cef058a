import { type Context, InvalidInputError, newUuid, NotFoundError, Partners, Problems, publicId, readId, refuseTransition, reject, WHOLE_BP } from '@regulars/plugin-sdk';
import {
  agreementForUpdate, type AgreementRow, agreementsById, allAgreements, copyAgreement, endOlderAgreements, proposeAgreement, setAgreementState,
} from '../data/agreement.statements';
import { GiftAgreementChanged, type GiftAgreementChangedPayload } from './events';
import { AGREEMENT_PREFIX } from './ids';

/** As it works in other brands. */
export const MODULE = 'gift-coupon';

export const agreementsOf = (ctx: Context): Promise<readonly AgreementRow[]> => ctx.cached('gift-coupon.agreements', (reading) => reading.sql(allAgreements()));

/** Offers a brand of the same organisation to honour coupons that this one gives, for a share of each discount. */
export async function proposeAgreementWith(ctx: Context, toBrandCode: string, shareBp: number): Promise<{ readonly agreementId: string }> {
  const problems = new Problems();
  if (shareBp < 0 || shareBp > WHOLE_BP) problems.add('input.shareBp', { en: `Give 0 to ${WHOLE_BP} hundredths of a per cent.`, 'zh-TW': `請輸入 0 到 ${WHOLE_BP}(萬分比)。` });
  problems.throwIfAny();
  const partner = await ctx.use(Partners).find(MODULE, { code: toBrandCode });
  if (!partner?.hasModule) return reject(new NotFoundError({ en: 'There is no such brand in the organisation that takes coupons.', 'zh-TW': '集團內沒有可使用禮物券的此品牌。' }, 'input.toBrandCode', toBrandCode));
  if (partner.currency !== ctx.brand.currency) reject(new InvalidInputError({ en: `Its currency is ${partner.currency}: nothing could be settled.`, 'zh-TW': `幣別為 ${partner.currency},無法結算。` }, 'input.toBrandCode'));
  const id = newUuid();
  const [made] = await ctx.sql(proposeAgreement(id, 'FROM', partner.id, partner.code, shareBp, 'DRAFT', ctx.now));
  if (!made) reject(new InvalidInputError({ en: 'One with this brand is proposed or live: end it first.', 'zh-TW': '與此品牌已有提議中或生效中的協議,請先結束。' }, 'input.toBrandCode'));
  return told(ctx, id);
}

/** By the brand that is to honour; nothing crosses before. */
export async function acceptAgreement(ctx: Context, id: string): Promise<{ readonly agreementId: string }> {
  const row = await lockedAgreement(ctx, id);
  if (row.side !== 'TO') reject(new InvalidInputError({ en: 'The other brand accepts it.', 'zh-TW': '須由對方品牌接受。' }, 'id'));
  if (row.state !== 'DRAFT') refuseTransition('An agreement', row.state, 'LIVE');
  const partner = await ctx.use(Partners).find(MODULE, { id: row.partner_id });
  if (partner?.currency !== ctx.brand.currency) reject(new InvalidInputError({ en: 'The brands are no longer of one organisation, or of one currency.', 'zh-TW': '雙方已不屬同一集團,或幣別不同。' }, 'id'));
  await ctx.sql(setAgreementState(row.id, 'LIVE'));
  return told(ctx, row.id);
}

/** By either: nothing new crosses. What is out is honoured, and settled. */
export async function endAgreement(ctx: Context, id: string): Promise<{ readonly agreementId: string }> {
  const row = await lockedAgreement(ctx, id);
  if (row.state === 'ENDED') refuseTransition('An agreement', row.state, 'ENDED');
  await ctx.sql(setAgreementState(row.id, 'ENDED'));
  return told(ctx, row.id);
}

async function lockedAgreement(ctx: Context, id: string): Promise<AgreementRow> {
  const uuid = readId(AGREEMENT_PREFIX, id);
  const [row] = uuid === null ? [] : await ctx.sql(agreementForUpdate(uuid));
  return row ?? reject(new NotFoundError({ en: 'There is no such agreement.', 'zh-TW': '沒有此協議。' }, 'id', id));
}

function told(ctx: Context, agreementId: string): { readonly agreementId: string } {
  ctx.emit(GiftAgreementChanged, { agreementId: publicId(AGREEMENT_PREFIX, agreementId) });
  return { agreementId };
}

/**
 * Brings the other brand's copy to where this one is. States only go on, so it does not matter in which order, or how
 * often, it is told: what is further on stands in both in the end.
 */
export async function tellPartner(ctx: Context, { agreementId }: GiftAgreementChangedPayload): Promise<void> {
  const id = readId(AGREEMENT_PREFIX, agreementId);
  const [row] = id === null ? [] : await ctx.sql(agreementsById([id]));
  if (!row) return;
  const own = ctx.brand;
  const copy = async (there: Context): Promise<void> => {
    const side = row.side === 'FROM' ? 'TO' : 'FROM';
    await there.sql(endOlderAgreements(row.id, side, own.id, row.proposed_at));
    await there.sql(copyAgreement(row.id, side, own.id, own.code, row.share_bp, row.state, row.proposed_at));
  };
  const partners = ctx.use(Partners);
  const isNew = row.state === 'DRAFT';
  const met = isNew ? await partners.work(MODULE, row.partner_id, copy) : await partners.finish(MODULE, row.partner_id, copy);
  if (met !== null || !isNew) return;
  const seen = await partners.finish(MODULE, row.partner_id, (there) => there.sql(agreementsById([row.id])));
  if (seen?.answer.length) return;
  // The brand left, or switched coupons off, before it could be asked: nobody is there to accept.
  await ctx.sql(setAgreementState(row.id, 'ENDED'));
  told(ctx, row.id);
}
