import { type Context, InvalidInputError, NotFoundError, reject, Rejection, type Text, textIn, type UserError } from '@regulars/plugin-sdk';
import { TillOfferRefusedError, TillQuoteExpiredError } from '../../till-errors';
import { applyOffers, clashes, sharesOf, sum } from './apply-offers';
import type { TillBasket } from './basket';
import { TillOffers, type TillOfferSource, type TillOfferState, TillPayment, type TillPaymentTerms, type TillQuestion, type TillReason, type TillRefused } from './extension-points';
import { type QuoteFacts, unsealQuote } from './quote-token';
import { priceSale, type Sale, type SaleProblem, type SourcedUse } from './sale';

/** Offers of all sources. */
export async function askForOffers(ctx: Context, question: TillQuestion): Promise<readonly TillOfferState[]> {
  return (await Promise.all(ctx.extensions(TillOffers).map((source) => source.offers(ctx, question)))).flat();
}

export async function askForTerms(ctx: Context, memberId: string | null): Promise<TillPaymentTerms | null> {
  const [payment] = ctx.extensions(TillPayment);
  return payment && memberId !== null ? payment.terms(ctx, memberId) : null;
}

const REASONS = {
  NOT_QUOTED: { en: 'The quote did not offer it.', 'zh-TW': '試算中沒有這項優惠。' },
  DISCOUNT_CHANGED: { en: 'It takes something else off than was quoted.', 'zh-TW': '折扣與試算時不同。' },
  UNKNOWN_CODE: { en: 'There is no such code.', 'zh-TW': '查無此代碼。' },
  EXCLUSIVE: { en: 'It cannot be used with others.', 'zh-TW': '不可與其他優惠併用。' },
  LIMIT: { en: 'Not so many of them can be used together.', 'zh-TW': '超過可同時使用的數量。' },
} as const satisfies Readonly<Record<string, Text>>;

export const reasonOf = (code: keyof typeof REASONS): TillReason => ({ code, text: REASONS[code] });

/** Rejects unless it is a quote of the brand's that still holds. */
export function readQuote(ctx: Context, quoteId: string): QuoteFacts {
  const facts = unsealQuote(ctx, quoteId);
  if (facts === 'EXPIRED') reject(new TillQuoteExpiredError('input.quoteId'));
  return facts ?? reject(new NotFoundError({ en: 'There is no such quote.', 'zh-TW': '查無此試算。' }, 'input.quoteId'));
}

/** Trimmed; rejects a code that is named twice, or more codes than can go together. */
export function readCodes(codes: readonly string[]): readonly string[] {
  const trimmed = codes.map((code) => code.trim());
  const again = trimmed.findIndex((code, index) => trimmed.indexOf(code) !== index);
  if (again >= 0) reject(new InvalidInputError({ en: 'This code is there twice.', 'zh-TW': '代碼重複。' }, ['input', 'couponCodes', again]));
  if (trimmed.length > MAX_CODES) reject(new InvalidInputError({ en: `Give at most ${MAX_CODES} codes.`, 'zh-TW': `最多 ${MAX_CODES} 個代碼。` }, 'input.couponCodes'));
  return trimmed;
}

export const MAX_CODES = 20;

/**
 * What the named codes and points make of the basket, asked anew under the member's lock. Rejects with every reason for
 * each code that cannot be used as it was promised. Of a code that the quote did not promise nobody is asked: only a quote
 * tells whether there is such a code, because it counts guesses.
 */
export async function priceQuoted(ctx: Context, quote: QuoteFacts, basket: TillBasket, asked: { readonly codes: readonly string[]; readonly points: number }, paid = 0n): Promise<Sale> {
  const { codes, points } = asked;
  const promised = codes.filter((code) => quote.offers.has(code));
  const [offers, terms] = await Promise.all([
    promised.length > 0 ? askForOffers(ctx, { basket, codes: promised, withOwn: false }) : [],
    points > 0 ? askForTerms(ctx, basket.memberId) : null,
  ]);
  const byCode = new Map(offers.map((offer) => [offer.code, offer]));
  const chosen = promised.flatMap((code) => {
    const offer = byCode.get(code);
    return offer ? [{ ...offer, namedBy: quote.namedBy.get(code) }] : [];
  });
  const clashing = clashes(chosen);
  const refused = new Map(codes.flatMap((code) => {
    const offer = byCode.get(code);
    const clash = clashing.get(code);
    const reasons = [...(offer ? standingReasons(offer, quote, basket) : [unofferedReason(code, quote)]), ...(clash ? [reasonOf(clash)] : [])];
    return reasons.length > 0 ? [[code, reasons] as const] : [];
  }));
  if (refused.size > 0) refuseOffers(ctx, refused, codes, chosen);
  const sale = priceSale(basket, chosen, points, terms, paid);
  return typeof sale === 'string' ? refusePoints(sale, basket, chosen, terms, paid) : sale;
}

/** What offers were refused before anything was written. */
class OffersRefused extends Rejection {}

function refuseOffers(ctx: Context, refused: TillRefused, codes: readonly string[], asked: readonly TillOfferState[]): never {
  for (const source of ctx.extensions(TillOffers)) {
    const own = asked.filter(({ kind, code }) => kind === source.kind && refused.has(code)).map(({ code }) => [code, refused.get(code) ?? []] as const);
    if (own.length > 0) source.refused?.(ctx, new Map(own));
  }
  throw new OffersRefused([...refused].map(([code, reasons]) => new TillOfferRefusedError(code, reasons, ctx.language, ['input', 'couponCodes', codes.indexOf(code)])));
}

/** Answers such a refusal instead of throwing it, so that what sources count of it is committed; nothing else was written. */
export async function orRefused<T>(ctx: Context, work: () => Promise<T>): Promise<T | RefusedSale> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OffersRefused)) throw error;
    for (const one of error.errors) one.message = textIn(one.text, ctx.language);
    return { userErrors: error.errors };
  }
}

export interface RefusedSale {
  readonly userErrors: readonly UserError[];
}

const unofferedReason = (code: string, quote: QuoteFacts): TillReason => reasonOf(quote.offers.has(code) ? 'UNKNOWN_CODE' : 'NOT_QUOTED');

/** Why an offer is no longer as it was promised: its own reasons first. */
function standingReasons(offer: TillOfferState, quote: QuoteFacts, basket: TillBasket): readonly TillReason[] {
  if (offer.reasons.length > 0) return offer.reasons;
  const promised = quote.offers.get(offer.code);
  return sum(sharesOf(offer, basket.lines.map(({ net }) => net))) === promised ? [] : [reasonOf('DISCOUNT_CHANGED')];
}

function refusePoints(problem: SaleProblem, basket: TillBasket, offers: readonly TillOfferState[], terms: TillPaymentTerms | null, paid: bigint): never {
  const step = terms?.step ?? 1;
  if (problem === 'NO_STEP') reject(new InvalidInputError({ en: `Points are taken in multiples of ${step}.`, 'zh-TW': `點數須為 ${step} 的倍數。` }, 'input.pointsToBurn'));
  const most = terms?.most(sum(applyOffers(offers, basket.lines.map(({ net }) => net)).left) - paid) ?? 0;
  return reject(new InvalidInputError({ en: `At most ${most} points can be paid with here.`, 'zh-TW': `此筆最多可折抵 ${most} 點。` }, 'input.pointsToBurn'));
}

export type Refusals = Iterable<readonly [code: string, reasons: readonly TillReason[]]>;

/** Each source with the codes that are its own; the codes of one that is switched off are refused. */
export function eachSource(ctx: Context, uses: readonly SourcedUse[], act: (source: TillOfferSource, own: readonly SourcedUse[]) => Promise<Refusals>): Promise<Refusals>[] {
  const sources = new Map(ctx.extensions(TillOffers).map((source) => [source.kind, source]));
  return [...new Set(uses.map(({ kind }) => kind))].map(async (kind) => {
    const own = uses.filter((use) => use.kind === kind);
    const source = sources.get(kind);
    return source ? act(source, own) : own.map(({ code }) => [code, [reasonOf('UNKNOWN_CODE')]] as const);
  });
}
