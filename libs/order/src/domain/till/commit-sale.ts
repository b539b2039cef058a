import { type Context, InvalidInputError, reject } from '@regulars/plugin-sdk';
import type { OrderDraft } from '../order-draft';
import { orRefused, priceQuoted, readCodes, readQuote, type RefusedSale } from './ask-sources';
import { basketHash } from './basket';
import type { QuoteFacts } from './quote-token';
import { recordSale, type SaleRef } from './record-sale';

/** What of a quote is taken. */
export interface QuoteChoice {
  readonly quoteId: string;
  readonly couponCodes: readonly string[];
  readonly pointsToBurn: number;
}

/** The quote, and what of it is asked for; rejects a quote that no longer holds. */
export function readChoice(ctx: Context, { quoteId, couponCodes, pointsToBurn }: QuoteChoice): { readonly quote: QuoteFacts; readonly asked: { readonly codes: readonly string[]; readonly points: number } } {
  const quote = readQuote(ctx, quoteId);
  const codes = readCodes(couponCodes);
  if (pointsToBurn < 0) reject(new InvalidInputError({ en: 'Give a number that is not negative.', 'zh-TW': '請輸入不小於零的數字。' }, 'input.pointsToBurn'));
  return { quote, asked: { codes, points: pointsToBurn } };
}

/** Four flushes: members and orders are locked; offers and points looked at; order, redemptions and burn written; COMMIT. */
export function commitSale(ctx: Context, choice: QuoteChoice, draft: OrderDraft): Promise<SaleRef | RefusedSale> {
  const { quote, asked } = readChoice(ctx, choice);
  return orRefused(ctx, () => recordSale(ctx, {
    draft, path: ['input', 'order'], memberId: quote.memberId, basketHash: basketHash(quote.basket), holdId: null,
    price: (basket, paid) => priceQuoted(ctx, quote, basket, asked, paid),
  }));
}
