import { randomUUID } from 'node:crypto';
import { SOURCE, STORE } from './orders';

/** Twelve lines of 2.00 to 3.10, for 30.60. */
export const LINES = Array.from({ length: 12 }, (_, index) => ({ number: index + 1, sku: `SKU-${index}`, name: `Thing ${index}`, category: 'Food', quantity: 1, unitPrice: (2 + index / 10).toFixed(2) }));

/** The same in minor units, for what is asked of PostgreSQL itself. */
export const MINOR_LINES = JSON.stringify(LINES.map(({ number, sku, quantity, unitPrice }) => ({ number, sku, quantity, price: Math.round(Number(unitPrice) * 100) })));

export const BURNT = 10;
export const CODES_OF_SALE = 2;

/** What a till shows before it asks for money. */
export const QUOTE = `query Quote($input: TillQuoteInput!) {
  tillQuote(input: $input) {
    quote {
      id expiresAt gross { amount } member { number points { balance } tier { tier { code } } stampCards { stamps program { name } } }
      benefits { kind summary } offers { kind code usable discount { amount } reasons { code message } }
      best { codes discount { amount } payable { amount } } points { available max step worth { amount } }
    }
    userErrors { code message path }
  }
}`;

export const COMMIT = `mutation Commit($input: TillCommitInput!, $key: String!) {
  tillCommit(input: $input, idempotencyKey: $key) {
    result {
      order { id net { amount } member { points { balance } tier { tier { code } } stampCards { stamps program { name } } } }
      effects { kind summary amount } discount { amount } pointsBurned payable { amount } lines { number discount { amount } points }
    }
    userErrors { code message path }
  }
}`;

export const newQuote = (memberId: string): object => ({ input: { member: { id: memberId }, basket: { storeCode: STORE, lines: LINES } } });

export const soldAs = (externalId: string): object => ({ source: SOURCE, externalId, storeCode: STORE, channel: 'POS', placedAt: new Date().toISOString(), lines: LINES });

/** The basket that was quoted, with two coupons and some points. */
export const newSale = (quoteId: string, couponCodes: readonly string[], externalId: string): object => ({
  input: { quoteId, couponCodes, pointsToBurn: BURNT, order: soldAs(externalId) }, key: randomUUID(),
});
