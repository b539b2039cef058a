import { businessDateOf, type Context, InvalidInputError, newUuid, NotFoundError, publicId, reject, seesStore } from '@regulars/plugin-sdk';
import { lockMembers } from '../../data/lock-orders.statements';
import { insertTillHold } from '../../data/till-hold.statements';
import { eachSource, orRefused, priceQuoted, type RefusedSale } from './ask-sources';
import { basketHash, type TillBasket, unpackBasket } from './basket';
import { type QuoteChoice, readChoice } from './commit-sale';
import { TillPayment } from './extension-points';
import { sealUses } from './held-uses';
import type { QuoteFacts } from './quote-token';
import { refuseAll } from './record-sale';
import type { Sale } from './sale';

export interface HoldTerms {
  readonly orderRef: string;
  readonly ttlSeconds: number;
}

const MAX_REF = 200;
export const SHORTEST_HOLD = 10; // s
export const LONGEST_HOLD = 3_600;

/** Keeps codes and points of a quote for a sale whose money is being asked for. Answers the hold's uuid. */
export const holdSale = (ctx: Context, choice: QuoteChoice, terms: HoldTerms): Promise<HoldRef | RefusedSale> => orRefused(ctx, () => hold(ctx, choice, terms));

export interface HoldRef {
  readonly holdId: string;
}

async function hold(ctx: Context, choice: QuoteChoice, terms: HoldTerms): Promise<HoldRef> {
  const { quote, asked } = readChoice(ctx, choice);
  const { orderRef, ttlSeconds } = readTerms(terms);
  const memberId = await lockHolder(ctx, quote);
  if (memberId !== null) ctx.about(publicId('mbr', memberId));
  const basket = unpackBasket(quote.basket, memberId, { placedAt: ctx.now, businessDate: businessDateOf(ctx.now, ctx.brand) });
  // The rights may have been narrowed since the quote, or be another caller's.
  if (!seesStore(ctx, basket.storeId)) reject(new NotFoundError({ en: 'There is no such quote.', 'zh-TW': '查無此試算。' }, 'input.quoteId'));
  const sale = await priceQuoted(ctx, quote, basket, asked);
  const made = { holdId: newUuid(), orderRef, expiresAt: new Date(ctx.now.getTime() + ttlSeconds * 1_000) };
  writeHold(ctx, made, basket, quote, sale);
  await keep(ctx, made, basket, sale);
  return { holdId: made.holdId };
}

function readTerms({ orderRef, ttlSeconds }: HoldTerms): HoldTerms {
  const ref = orderRef.trim();
  if (ref === '' || ref.length > MAX_REF) reject(new InvalidInputError({ en: `Give 1 to ${MAX_REF} characters.`, 'zh-TW': `請輸入 1 到 ${MAX_REF} 個字。` }, 'input.orderRef'));
  if (ttlSeconds < SHORTEST_HOLD || ttlSeconds > LONGEST_HOLD) {
    reject(new InvalidInputError({ en: `Give ${SHORTEST_HOLD} to ${LONGEST_HOLD} seconds.`, 'zh-TW': `請輸入 ${SHORTEST_HOLD} 到 ${LONGEST_HOLD} 秒。` }, 'input.ttlSeconds'));
  }
  return { orderRef: ref, ttlSeconds };
}

/** Locks whom the quote was made to, and answers the uuid. */
async function lockHolder(ctx: Context, { memberId }: QuoteFacts): Promise<string | null> {
  if (memberId === null) return null;
  const [row] = await ctx.sql(lockMembers([{ kind: 'ID', value: memberId }], []));
  // Merged or erased since.
  if (row?.member_id !== memberId || row.status === 'ERASED' || row.status === 'MERGED') reject(new NotFoundError({ en: 'There is no such member.', 'zh-TW': '查無此會員。' }, 'input.quoteId'));
  return memberId;
}

interface Hold {
  readonly holdId: string;
  readonly orderRef: string;
  readonly expiresAt: Date;
}

function writeHold(ctx: Context, { holdId, orderRef, expiresAt }: Hold, basket: TillBasket, quote: QuoteFacts, sale: Sale): void {
  const points = JSON.stringify([...sale.pointsByLine]);
  void ctx.sql(insertTillHold(
    holdId, basket.memberId, basket.storeId, orderRef, basketHash(quote.basket), sealUses(ctx, holdId, sale.uses), sale.discount, sale.points, points, sale.worth, sale.payable, expiresAt,
  ));
}

async function keep(ctx: Context, { holdId, orderRef, expiresAt }: Hold, basket: TillBasket, sale: Sale): Promise<void> {
  const reservations = eachSource(ctx, sale.uses, (source, uses) => source.reserve(ctx, { holdId, orderRef, expiresAt, basket, uses }));
  const [payment] = ctx.extensions(TillPayment);
  const { memberId } = basket;
  const held = payment && memberId !== null && sale.points > 0 ? payment.hold(ctx, { holdId, memberId, points: sale.points, expiresAt }) : undefined;
  const [, ...refused] = await Promise.all([held, ...reservations]);
  refuseAll(ctx, refused.flatMap((each) => [...each]));
}
