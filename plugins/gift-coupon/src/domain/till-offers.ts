import { Members } from '@regulars/member/contract';
import type { TillOfferState, TillQuestion, TillReason, TillRedemption, TillRefused, TillReservation, TillStage, TillUse } from '@regulars/order/contract';
import type { Context } from '@regulars/plugin-sdk';
import { type CouponRow, couponsByCode, couponsById, couponsHeldFor, insertTransitions, openCouponsOf, setStates } from '../data/coupon.statements';
import { lockOrderNames, membersWithOrders, type RedemptionRow, redemptionsOfOrders, usedTokens, usesOfMembers } from '../data/redemption.statements';
import { TILL_HOLD } from '../data/till-hold-name';
import { codeIndex, openCode, printedCode, readCode } from './codes';
import { couponsOnOrder } from './coupons-on-order';
import { countRefusals } from './count-refusals';
import { stateAt } from './coupon-state';
import { discountOf, type Taker } from './discount';
import { reasonsOfBasket, reasonsOfOrderCoupons, reasonsOfCoupon, type Situation } from './judge';
import { isTokenOf, readQrToken, takeQrTokens } from './qr-tokens';
import { REASONS, type RefusalReason } from './reasons';
import { orderNameKey, rewardKindsOf } from './situation';
import { type Template, templatesOf } from './template';
import { type Use, writeRedemptions } from './write-redemptions';
import { stepsOf, type Turn, writeTurns } from './write-steps';

/** A coupon as an offer; what it looks like is for the API to say. */
export type CouponOffer = Omit<TillOfferState, 'show'> & { readonly row: CouponRow };

const KIND = 'gift-coupon';
/** A till shows what ends first; whatever else a member has can be named. */
const MOST_OWN = 50;

const STAGES: Readonly<Record<Template['benefit']['kind'], TillStage>> = {
  PERCENT: 'PERCENT', AMOUNT: 'AMOUNT', FIXED_PRICE: 'ITEM', FREE_ITEM: 'ITEM', BOGO: 'ITEM', SERVICE: 'ITEM', REWARD: 'ITEM',
};

const reason = (code: RefusalReason): TillReason => ({ code, text: REASONS[code] });
const heldFor = (holdId: string): string => `${TILL_HOLD}${holdId}`;

/** What was looked up in a unit of work, under the member's lock: a sale uses what was judged. */
const judged = new WeakMap<Context, Map<string, CouponRow>>();

/** Coupons that were named or that the buyer holds, each with all reasons; all reads in one flush. */
export async function couponOffers(ctx: Context, { basket, codes, withOwn }: TillQuestion): Promise<readonly CouponOffer[]> {
  const templates = await templatesOf(ctx);
  if (templates.current.length === 0) return [];
  const { memberId } = basket;
  const named = codes.map((text) => ({ text, code: readCode(text), token: readQrToken(ctx, text) }));
  const indexes = named.flatMap(({ code }) => (code === null ? [] : [codeIndex(ctx, code)]));
  const tokens = named.flatMap(({ token }) => (token && token.expiresAt > ctx.now ? [token] : []));
  const [byCode, byToken, shown, own, situation] = await Promise.all([
    indexes.length > 0 ? ctx.sql(couponsByCode(indexes)) : [],
    tokens.length > 0 ? ctx.sql(couponsById(tokens.map(({ couponId }) => couponId))) : [],
    tokens.length > 0 ? ctx.sql(usedTokens(tokens.map(({ id }) => id))) : [],
    withOwn && memberId !== null ? ctx.sql(openCouponsOf(memberId, MOST_OWN)) : [],
    situationOf(ctx, memberId, templates.current.map(({ id }) => id)),
  ]);
  const used = new Set(shown.map(({ id }) => id));
  const live = named.map((name) => (name.token !== null && used.has(name.token.id) ? { ...name, token: null } : name));
  const rows = new Map([...byCode, ...byToken.filter((row) => live.some(({ token }) => token && isTokenOf(token, row))), ...own].map((row) => [row.id, row]));
  const takers = new Map<string, Taker>();
  const offers = [...rows.values()].map((row) => {
    const code = printedCode(openCode(ctx, row.id, row.code_sealed));
    const namedBy = live.find((name) => (name.token !== null && isTokenOf(name.token, row)) || (name.code !== null && printedCode(name.code) === code))?.text;
    const template = templates.ofCoupon(row);
    takers.set(code, template);
    const offer = offerOf(ctx, row, template, basket, situation(row), takers);
    // Whoever saw a picture of another's coupon learns no code that lasts.
    return { ...offer, code: situation(row) === null ? (namedBy ?? code) : code, ...(namedBy === undefined ? {} : { namedBy }) };
  });
  judged.set(ctx, new Map(offers.map(({ code, row }) => [code, row])));
  return offers;
}

/** Of the buyer; whose coupon it is not is told nothing else of its owner. */
async function situationOf(ctx: Context, memberId: string | null, templateIds: readonly string[]): Promise<(row: CouponRow) => Situation | null> {
  if (memberId === null) return () => null;
  const [standings, uses, buyers] = await Promise.all([
    ctx.use(Members).standings([memberId]), ctx.sql(usesOfMembers([memberId], templateIds)), ctx.sql(membersWithOrders([memberId], null, null)),
  ]);
  const used = new Map(uses.map(({ template_id, coupon_ids }) => [template_id, coupon_ids]));
  const rewardKinds = rewardKindsOf(ctx);
  return (row) => (row.member_id !== memberId ? null : {
    now: ctx.now, owner: standings.get(memberId), usedCouponIds: used.get(row.template_id) ?? [], ownerHasOrders: buyers.length > 0, order: null, rewardKinds,
  });
}

function offerOf(ctx: Context, row: CouponRow, template: Template, basket: TillQuestion['basket'], situation: Situation | null, takers: ReadonlyMap<string, Taker>): Omit<CouponOffer, 'code'> {
  const reasons = situation === null ? ['NOT_OWNER' as const] : reasonsOfCoupon(row, template, basket.placedAt, situation);
  const limit = template.perMemberLimit;
  const discount = discountOf(template.benefit, template.scope, basket.lines, ctx.brand.currency);
  return {
    kind: KIND, row, stage: STAGES[template.benefit.kind], exclusive: template.stacking === 'EXCLUSIVE', expiresAt: row.valid_to,
    reasons: [...reasons, ...reasonsOfBasket(template, basket, ctx.brand)].map(reason),
    discount: (left, before) => discount(left, before.flatMap(({ code }) => takers.get(code) ?? [])),
    ...(limit === null || situation === null ? {} : { pool: { id: `gift-coupon/${template.id}`, left: limit - situation.usedCouponIds.filter((id) => id !== row.id).length } }),
  };
}

const refusedOf = (codes: readonly string[], taken: ReadonlySet<string>): TillRefused =>
  new Map(codes.filter((code) => !taken.has(code)).map((code) => [code, [reason('ALREADY_REDEEMED')]]));

/**
 * Uses up what was judged in this unit of work, or what a hold has kept. What the order's name has already is looked at in
 * the flush of the writing: a refusal undoes the whole sale.
 */
export async function redeemOffers(ctx: Context, { order, uses, holdId }: TillRedemption): Promise<TillRefused> {
  const codes = uses.map(({ code }) => code);
  void ctx.sql(lockOrderNames([orderNameKey(order)]));
  const before = ctx.sql(redemptionsOfOrders([order.source], [order.externalId]));
  const rows = holdId === null ? (judged.get(ctx) ?? new Map<string, CouponRow>()) : await heldRows(ctx, [holdId], codes);
  const templates = await templatesOf(ctx);
  const planned = uses.flatMap(({ code, discounts }) => {
    const row = rows.get(code);
    return row ? [{ code, row, template: templates.ofCoupon(row), discounts }] : [];
  });
  const [standing, written, shown] = await Promise.all([before, writeRedemptions(ctx, planned, order), shownBefore(ctx, uses)]);
  const clashing = standing.length === 0 ? new Map<string, readonly TillReason[]>() : await clashesWith(ctx, planned, standing, order);
  const done = new Set(written.map(({ couponId }) => couponId));
  return new Map([...refusedOf(codes, new Set(planned.filter(({ row }) => done.has(row.id)).map(({ code }) => code))), ...clashing, ...shown]);
}

type PlannedUse = Use & { readonly code: string };

/** Codes that do not go with what was redeemed for the order by its name, before the till recorded it. */
async function clashesWith(ctx: Context, planned: readonly PlannedUse[], standing: readonly RedemptionRow[], order: TillRedemption['order']): Promise<TillRefused> {
  const onOrder = await couponsOnOrder(ctx, standing, false);
  const taken = planned.reduce((sum, { discounts }) => sum + sumOf(discounts), standing.reduce((sum, { discount }) => sum + discount, 0n));
  const full = overdrawn(order, planned, standing);
  const isTooMuch = ({ discounts }: PlannedUse): boolean => (taken > order.gross && sumOf(discounts) > 0n) || full.some((number) => (discounts.get(number) ?? 0n) > 0n);
  return new Map(planned.flatMap((use) => {
    const { code, row, template } = use;
    const reasons = [...reasonsOfOrderCoupons(row, template, onOrder), ...(isTooMuch(use) ? ['NOTHING_TO_DISCOUNT' as const] : [])];
    return reasons.length > 0 ? [[code, reasons.map(reason)] as const] : [];
  }));
}

/**
 * Lines of which more is taken than there is: nobody has one piece for nothing twice. Each coupon's share of a line was rounded
 * by itself, so that all together may be over by less than a unit for each.
 */
function overdrawn({ lines }: TillRedemption['order'], planned: readonly PlannedUse[], standing: readonly RedemptionRow[]): readonly number[] {
  return lines.filter(({ number, gross, discount }) => {
    const before = standing.flatMap((row) => row.lines[number] ?? []).map(BigInt);
    const shares = before.length + planned.filter(({ discounts }) => (discounts.get(number) ?? 0n) > 0n).length;
    return before.length > 0 && before.reduce((sum, share) => sum + share, discount) >= gross + BigInt(shares);
  }).map(({ number }) => number);
}

const sumOf = (discounts: Use['discounts']): bigint => [...discounts.values()].reduce((sum, share) => sum + share, 0n);

export async function reserveOffers(ctx: Context, { holdId, expiresAt, uses }: TillReservation): Promise<TillRefused> {
  const rows = judged.get(ctx) ?? new Map<string, CouponRow>();
  const turns = uses.flatMap(({ code }): (Turn & { readonly code: string })[] => {
    const row = rows.get(code);
    return row ? [{ code, row, to: 'RESERVED', reason: 'RESERVED', heldUntil: expiresAt, heldFor: heldFor(holdId) }] : [];
  });
  if (turns.length === 0) return refusedOf(uses.map(({ code }) => code), new Set());
  const [written, shown] = await Promise.all([ctx.sql(setStates(JSON.stringify(turns.map(({ row, to }) => ({ id: row.id, was: row.state, state: to, held_until: expiresAt, held_for: heldFor(holdId) }))))), shownBefore(ctx, uses)]);
  const done = new Set(written.map(({ id }) => id));
  const kept = turns.filter(({ row }) => done.has(row.id));
  void ctx.sql(insertTransitions(JSON.stringify(kept.flatMap((turn) => stepsOf(turn, ctx.now)))));
  return new Map([...refusedOf(uses.map(({ code }) => code), new Set(kept.map(({ code }) => code))), ...shown]);
}

/** Uses up the tokens that codes were named by in the quote; answers the codes whose token was before. */
async function shownBefore(ctx: Context, uses: readonly TillUse[]): Promise<TillRefused> {
  const named = uses.flatMap(({ code, namedBy }) => {
    const token = namedBy === undefined ? null : readQrToken(ctx, namedBy);
    return token ? [{ code, token }] : [];
  });
  const taken = await takeQrTokens(ctx, named.map(({ token }) => token));
  return new Map(named.filter(({ token }) => !taken.has(token.id)).map(({ code }) => [code, [reason('TOKEN_USED')]]));
}

/** Counted as refusals are when a coupon is redeemed by itself. */
export function countRefused(ctx: Context, refused: TillRefused): void {
  const rows = judged.get(ctx) ?? new Map<string, CouponRow>();
  countRefusals(ctx, [...refused].flatMap(([code, reasons]) => {
    const row = rows.get(code);
    return row ? reasons.map((each) => ({ row, reason: each.code })) : [];
  }));
}

/** Later reservations by others are left alone; what has ended by itself, the job writes down. */
export async function releaseOffers(ctx: Context, holds: readonly { readonly holdId: string; readonly codes: readonly string[] }[]): Promise<void> {
  const rows = await heldRows(ctx, holds.map(({ holdId }) => holdId), holds.flatMap(({ codes }) => codes));
  writeTurns(ctx, [...rows.values()].filter((row) => stateAt(row, ctx.now) === 'RESERVED').map((row) => ({ row, to: 'ACTIVE', reason: 'RELEASED' })));
}

async function heldRows(ctx: Context, holdIds: readonly string[], codes: readonly string[]): Promise<Map<string, CouponRow>> {
  const indexes = codes.flatMap((text) => {
    const code = readCode(text);
    return code === null ? [] : [codeIndex(ctx, code)];
  });
  const rows = indexes.length === 0 ? [] : await ctx.sql(couponsHeldFor(holdIds.map(heldFor), indexes));
  return new Map(rows.map((row) => [printedCode(openCode(ctx, row.id, row.code_sealed)), row]));
}
