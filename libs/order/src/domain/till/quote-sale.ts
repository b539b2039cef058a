import { type MemberIdentifier, type MemberKey, Members } from '@regulars/member/contract';
import { type Context, InvalidInputError, money, newUuid, NotFoundError, Problems, publicId, reject, type UserError } from '@regulars/plugin-sdk';
import type { OrderChannel } from '../../enums';
import { OrderStatus } from '../../enums';
import { refusalsOf, TillMemberTokenError } from '../../till-errors';
import type { OrderDraft, OrderLineDraft } from '../order-draft';
import type { OrderState } from '../order-state';
import { prepareOrders } from '../prepare-orders';
import type { OrderContent } from '../read-order';
import { upsertOrders } from '../upsert-orders';
import { sharesOf, sum } from './apply-offers';
import { askForOffers, askForTerms, MAX_CODES, reasonOf } from './ask-sources';
import { basketOf, packBasket, type TillBasket } from './basket';
import { bestCombination, type Combination } from './best-combination';
import { type ShownBenefit, type ShownOffer, TillBenefits, type TillOfferState, type TillPaymentTerms } from './extension-points';
import { countGuess, refuseGuesser } from './guess-limit';
import { sealQuote } from './quote-token';

export interface BasketDraft {
  readonly storeCode?: string | null;
  readonly channel: OrderChannel;
  readonly occurredAt?: Date | null;
  readonly lines: readonly OrderLineDraft[];
  readonly discount?: string | null;
}

export interface QuoteDraft {
  readonly member?: MemberIdentifier | null;
  readonly memberToken?: string | null;
  readonly basket: BasketDraft;
  readonly codes?: readonly string[] | null;
}

export interface Quote {
  readonly id: string;
  readonly expiresAt: Date;
  readonly memberId: string | null;
  readonly basket: TillBasket;
  readonly benefits: readonly ShownBenefit[];
  readonly offers: readonly ShownOffer[];
  readonly best: Combination;
  readonly terms: TillPaymentTerms | null;
}

/** The id of a quote holds its basket, and the bodies of requests are small. */
const MAX_LINES = 200;
const MAX_CODE = 500;

/**
 * What the basket would give and what would lower its price. The basket is recorded in a transaction of its own that is
 * rolled back, while offers are looked up beside it: nothing is stored, and a quote and a sale cannot disagree.
 *
 * @param onMember told who buys as soon as that is known, so that what else is read of the member travels with the offers
 */
export async function quoteSale(ctx: Context, draft: QuoteDraft, onMember: (memberId: string) => void = () => undefined): Promise<Quote> {
  const codes = readCodes(draft.codes ?? []);
  if (codes.length > 0) refuseGuesser(ctx);
  const content = await readBasket(ctx, draft);
  const buyer = readBuyer(ctx, draft);
  const [looked, rehearsed] = await Promise.allSettled([lookUp(ctx, buyer, content, codes, onMember), buyer ? rehearse(ctx, buyer, draft.basket) : []]);
  if (looked.status === 'rejected') throw looked.reason;
  if (rehearsed.status === 'rejected') throw rehearsed.reason;
  const { basket, offers, terms } = looked.value;
  const unknown = codes.filter((code) => !offers.some((offer) => offer.code === code || offer.namedBy === code));
  if (unknown.length > 0) await countGuess(ctx);
  return { ...conclude(ctx, basket, offers, unknown), benefits: rehearsed.value, basket, terms, memberId: basket.memberId };
}

function readCodes(codes: readonly string[]): readonly string[] {
  const trimmed = [...new Set(codes.map((code) => code.trim()))];
  const wrong = trimmed.findIndex((code) => code === '' || code.length > MAX_CODE);
  if (wrong >= 0) reject(new InvalidInputError({ en: `A code has 1 to ${MAX_CODE} characters.`, 'zh-TW': `代碼有 1 到 ${MAX_CODE} 個字。` }, ['input', 'codes', wrong]));
  if (trimmed.length > MAX_CODES) reject(new InvalidInputError({ en: `Give at most ${MAX_CODES} codes.`, 'zh-TW': `最多 ${MAX_CODES} 個代碼。` }, 'input.codes'));
  return trimmed;
}

const PLACE = ['input', 'basket'];

/** As an order of nobody's: no source knows it, and it is never written. */
const draftOf = (ctx: Context, { storeCode, channel, occurredAt, lines, discount }: BasketDraft): OrderDraft => ({
  source: 'till', externalId: newUuid(), revision: 1, status: OrderStatus.PAID, storeCode: storeCode ?? null, channel, placedAt: occurredAt ?? ctx.now, lines, discount: discount ?? null,
});

async function readBasket(ctx: Context, { basket }: QuoteDraft): Promise<OrderContent> {
  if (basket.lines.length > MAX_LINES) reject(new InvalidInputError({ en: `A basket has at most ${MAX_LINES} lines.`, 'zh-TW': `最多 ${MAX_LINES} 個品項。` }, [...PLACE, 'lines']));
  if (basket.lines.some((line) => line.refundedQuantity > 0 || line.refundedAmount != null)) {
    reject(new InvalidInputError({ en: 'Nothing of a basket was given back yet.', 'zh-TW': '試算內容不含退款。' }, [...PLACE, 'lines']));
  }
  const { prepared, refused } = await prepareOrders(ctx, [{ draft: draftOf(ctx, basket), path: PLACE }]);
  const problems = refused.get(0);
  if (problems) reject(...problems.map(inBasket));
  return (prepared[0] as (typeof prepared)[number]).content;
}

/** The basket calls it otherwise than the order does. */
function inBasket(error: UserError): UserError {
  if (error.path?.at(-1) === 'placedAt') error.path = [...error.path.slice(0, -1), 'occurredAt'];
  return error;
}

/** Who buys, by whatever names them. */
interface Buyer {
  readonly by: MemberIdentifier;
  readonly key: MemberKey;
}

function readBuyer(ctx: Context, { member, memberToken }: QuoteDraft): Buyer | null {
  if (member && memberToken != null) reject(new InvalidInputError({ en: 'Give a member or a token, not both.', 'zh-TW': '請擇一提供會員或會員條碼。' }, 'input.memberToken'));
  if (memberToken != null) {
    const uuid = ctx.use(Members).memberOfCardToken(memberToken) ?? reject(new TillMemberTokenError('input.memberToken'));
    return { by: { id: publicId('mbr', uuid) }, key: { kind: 'ID', value: uuid } };
  }
  if (!member) return null;
  const problems = new Problems();
  const key = ctx.use(Members).keyOf(member, ['input', 'member'], problems);
  problems.throwIfAny();
  return key && { key, by: member };
}

async function memberOf(ctx: Context, buyer: Buyer): Promise<string> {
  const [memberId] = await ctx.use(Members).find([buyer.key]);
  return memberId ?? reject(new NotFoundError({ en: 'There is no such member.', 'zh-TW': '查無此會員。' }, 'input.member', buyer.by.id ?? undefined));
}

interface LookedUp {
  readonly basket: TillBasket;
  readonly offers: readonly TillOfferState[];
  readonly terms: TillPaymentTerms | null;
}

async function lookUp(ctx: Context, buyer: Buyer | null, content: OrderContent, codes: readonly string[], onMember: (memberId: string) => void): Promise<LookedUp> {
  const memberId = buyer && (await memberOf(ctx, buyer));
  if (memberId !== null) onMember(memberId);
  const basket = basketOf(content, memberId);
  const asks = codes.length > 0 || memberId !== null;
  const [offers, terms] = await Promise.all([asks ? askForOffers(ctx, { basket, codes, withOwn: memberId !== null }) : [], askForTerms(ctx, memberId)]);
  return { basket, offers, terms };
}

/** What modules do for the basket when it is recorded. */
function rehearse(ctx: Context, buyer: Buyer, basket: BasketDraft): Promise<readonly ShownBenefit[]> {
  return ctx.rehearse(async (rehearsal) => {
    let order: OrderState | undefined;
    await upsertOrders(rehearsal, [{ draft: { ...draftOf(ctx, basket), member: buyer.by }, path: PLACE }], { beside: ([recorded]) => Promise.resolve(void (order = recorded)) });
    const recorded = order;
    // Whom the look-up beside this does not find either.
    if (!recorded) return [];
    return (await Promise.all(rehearsal.extensions(TillBenefits).map((source) => source.benefits(rehearsal, recorded)))).flat();
  });
}

function conclude(ctx: Context, basket: TillBasket, states: readonly TillOfferState[], unknown: readonly string[]): Pick<Quote, 'id' | 'expiresAt' | 'offers' | 'best'> {
  const lines = basket.lines.map(({ net }) => net);
  const rated = states.map((state) => ({ state, discount: state.reasons.length === 0 ? sum(sharesOf(state, lines)) : 0n }));
  const usable = rated.filter(({ state }) => state.reasons.length === 0);
  const { currency } = ctx.brand;
  const shown = rated.map(({ state, discount }) =>
    state.show({ kind: state.kind, code: state.code, usable: state.reasons.length === 0, discount: money(discount, currency), reasons: refusalsOf(state.reasons, ctx.language) }));
  const nobodys = unknown.map((code) => ({ kind: 'unknown', code, usable: false, discount: money(0n, currency), reasons: refusalsOf([reasonOf('UNKNOWN_CODE')], ctx.language) }));
  const facts = { memberId: basket.memberId, basket: packBasket(basket), offers: new Map(usable.map(({ state, discount }) => [state.code, discount])), namedBy: new Map(usable.flatMap(({ state: { code, namedBy } }) => (namedBy === undefined ? [] : [[code, namedBy] as const]))) };
  return { ...sealQuote(ctx, facts), offers: [...shown, ...nobodys], best: bestCombination(usable.map(({ state }) => state), lines) };
}
