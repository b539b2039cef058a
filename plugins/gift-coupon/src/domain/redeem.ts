import { giveRewards, Members, type RewardGift } from '@regulars/member/contract';
import { type OrderDraft, type OrderState, readBasket, type ReadBasket, type TillBasket } from '@regulars/order/contract';
import { type Context, newUuid, publicId, textIn } from '@regulars/plugin-sdk';
import { type CouponRow, couponsById, insertTransitions } from '../data/coupon.statements';
import { insertRefusals, lockOrderNames, orderStatus, redeemCoupons, type RedemptionRow, redemptionsOfOrders } from '../data/redemption.statements';
import { TILL_HOLD } from '../data/till-hold-name';
import type { State } from '../enums';
import { GiftCouponNotRedeemableError, type GiftCouponRefusal } from '../errors';
import { lapse } from './coupon-state';
import { discountOf } from './discount';
import { GiftCouponRedeemed, type GiftCouponUsePayload } from './events';
import { namedCoupon, refuseToken } from './find-coupon';
import { COUPON_PREFIX, REDEMPTION_PREFIX, TEMPLATE_PREFIX } from './ids';
import { type Company, reasonsOfBasket, reasonsOfCompany, reasonsOfCoupon } from './judge';
import { lockSeen } from './locked-coupon';
import { takeQrToken } from './qr-tokens';
import { REASONS, type RefusalReason } from './reasons';
import { type OrderName, orderNameKey, rewardKindsOf, situationsOf } from './situation';
import { type Template, templatesOf } from './template';
import { stepRow } from './write-steps';

export interface Redeemed {
  readonly redemptionId: string;
  readonly couponId: string;
}

/** The order that coupons are used for. */
export type UsedFor = OrderName & Pick<OrderState, 'placedAt' | 'storeId'>;

export type Refused = { readonly userErrors: readonly GiftCouponNotRedeemableError[] };

/** A coupon, and what it takes off which line. */
export interface Use {
  readonly row: CouponRow;
  readonly template: Template;
  readonly discounts: ReadonlyMap<number, bigint>;
}

/**
 * Uses a coupon up for a basket, as the owner of its code or of a live token may. The order is not written: the redemption
 * names it as its source does, and is found by it whenever it comes.
 */
export async function redeemByCode(ctx: Context, text: string, draft: OrderDraft): Promise<Redeemed | Refused> {
  const read = await readBasket(ctx, draft, ['basket']);
  const { row: seen, token } = await namedCoupon(ctx, text, 'code');
  const row = await lockSeen(ctx, seen);
  if (token && !(await takeQrToken(ctx, token))) refuseToken('code');
  const { order } = read;
  await ctx.sql(lockOrderNames([orderNameKey(order)]));
  const template = (await templatesOf(ctx)).ofCoupon(row);
  const { reasons, left, leftByPieces } = await judgeForOrder(ctx, row, template, read);
  if (reasons.length > 0) return refuse(ctx, row, reasons);
  const shares = discountOf(template.benefit, template.scope, read.basket.lines, ctx.brand.currency)(left, leftByPieces);
  const discounts = new Map(read.basket.lines.map(({ number }, index) => [number, shares[index] ?? 0n] as const).filter(([, share]) => share > 0n));
  const [use] = await writeRedemptions(ctx, [{ row, template, discounts }], { ...order, placedAt: read.basket.placedAt, storeId: read.basket.storeId });
  return use ?? refuse(ctx, row, ['ALREADY_REDEEMED']);
}

interface Judged {
  readonly reasons: readonly RefusalReason[];
  /** What other coupons of the order have left of each line. */
  readonly left: readonly bigint[];
  /** What those that took single pieces have left alone. */
  readonly leftByPieces: readonly bigint[];
}

async function judgeForOrder(ctx: Context, row: CouponRow, template: Template, { basket, order, memberKey }: ReadBasket): Promise<Judged> {
  const [situations, standing, known, [buyer]] = await Promise.all([
    situationsOf(ctx, [row], order, order.externalId.startsWith(TILL_HOLD) ? null : order.externalId),
    ctx.sql(redemptionsOfOrders([order.source], [order.externalId])),
    ctx.sql(orderStatus(order.source, order.externalId)),
    memberKey ? ctx.use(Members).find([memberKey]) : [null],
  ]);
  const templates = await templatesOf(ctx);
  const status = known[0]?.status ?? order.status;
  const company = await companyOf(ctx, standing, status === 'VOIDED' || status === 'REFUNDED');
  return {
    reasons: [
      ...reasonsOfCoupon(row, template, basket.placedAt, situations(row)),
      ...(memberKey && buyer !== row.member_id ? ['NOT_OWNER' as const] : []),
      ...reasonsOfBasket(template, basket, ctx.brand),
      ...reasonsOfCompany(row, template, company),
    ],
    left: leftOf(basket, standing),
    leftByPieces: leftOf(basket, standing.filter(({ template_id }) => templates.byId(template_id)?.benefit.sku != null)),
  };
}

/** What an order has already, by what stands of its redemptions. */
export async function companyOf(ctx: Context, standing: readonly RedemptionRow[], isVoid: boolean): Promise<Company> {
  const couponIds = standing.map(({ coupon_id }) => coupon_id);
  const [coupons, templates] = await Promise.all([standing.length > 0 ? ctx.sql(couponsById(couponIds)) : [], templatesOf(ctx)]);
  return { couponIds, isExclusive: coupons.some((coupon) => templates.ofCoupon(coupon).stacking === 'EXCLUSIVE'), isVoid };
}

function leftOf(basket: TillBasket, standing: readonly RedemptionRow[]): readonly bigint[] {
  return basket.lines.map(({ number, net, refunded }) => {
    const taken = standing.reduce((sum, { lines }) => sum + BigInt(lines[number] ?? 0), 0n);
    const before = net + refunded;
    return taken > before ? 0n : before - taken;
  });
}

/** Counted, so that a marketer sees why coupons fail: the answer is a refusal that is committed. */
function refuse(ctx: Context, row: CouponRow, reasons: readonly RefusalReason[]): Refused {
  void ctx.sql(insertRefusals(reasons.map(newUuid), row.id, row.template_id, reasons));
  const error = new GiftCouponNotRedeemableError(reasons.map((reason) => shownReason(reason, ctx.language)), 'code');
  error.message = textIn(error.text, ctx.language);
  return { userErrors: [error] };
}

export const shownReason = (code: RefusalReason, language: string): GiftCouponRefusal => ({ code, message: textIn(REASONS[code], language) });

/** Uses coupons up that are locked and were judged; answers those that were. What a reward is, is given here. */
export async function writeRedemptions(ctx: Context, uses: readonly Use[], order: UsedFor): Promise<readonly Redeemed[]> {
  if (uses.length === 0) return [];
  const planned = uses.map((use) => ({ ...use, id: newUuid(), steps: lapse(use.row, ctx.now) }));
  const written = new Set((await ctx.sql(redeemCoupons(JSON.stringify(planned.map((one) => redemptionRow(ctx, one, order)))))).map(({ coupon_id }) => coupon_id));
  const done = planned.filter(({ row }) => written.has(row.id));
  if (done.length < planned.length) return done.map(referenceOf);
  const steps = done.flatMap((one) => [
    ...one.steps.map((step) => stepRow(one.row.id, step)),
    stepRow(one.row.id, { from: one.steps.at(-1)?.to ?? one.row.state, to: stateAfter(one.row, one.steps.at(-1)?.to), at: ctx.now, reason: 'REDEEMED' }, one.id),
  ]);
  void ctx.sql(insertTransitions(JSON.stringify(steps)));
  for (const { row, id } of done) ctx.emit(GiftCouponRedeemed, payloadOf(row, id), row.member_id);
  await giveRewards(ctx, done.flatMap((one) => rewardsOf(ctx, one, order.placedAt)));
  return done.map(referenceOf);
}

const referenceOf = ({ id, row }: { readonly id: string; readonly row: CouponRow }): Redeemed => ({ redemptionId: id, couponId: row.id });

/** What a redemption gives; of a kind that was switched off since it was promised, nothing. */
export function rewardsOf(ctx: Context, { row, template, id }: Pick<Use, 'row' | 'template'> & { readonly id: string }, placedAt: Date): readonly RewardGift[] {
  const { reward } = template.benefit;
  if (!reward || !rewardKindsOf(ctx).has(reward.kind)) return [];
  // Clocks of tills run ahead: nothing is deserved later than now.
  const at = placedAt < ctx.now ? placedAt : ctx.now;
  return [{ ...reward, memberId: row.member_id, at, cause: { module: 'gift-coupon', key: causeKey(id), detail: { couponId: publicId(COUPON_PREFIX, row.id) } } }];
}

export const causeKey = (redemptionId: string): string => `redemption/${redemptionId}`;

export const payloadOf = (row: Pick<CouponRow, 'id' | 'template_id'>, redemptionId: string): GiftCouponUsePayload => ({
  couponId: publicId(COUPON_PREFIX, row.id), templateId: publicId(TEMPLATE_PREFIX, row.template_id), redemptionId: publicId(REDEMPTION_PREFIX, redemptionId),
});

/** With uses left it goes on; one whose time has run out meanwhile stays expired. */
export function stateAfter(row: CouponRow, lapsed: State | undefined): State {
  if (row.used + 1 >= row.uses) return 'REDEEMED';
  return (lapsed ?? row.state) === 'EXPIRED' ? 'EXPIRED' : 'ACTIVE';
}

function redemptionRow(ctx: Context, { row, template, discounts, id, steps }: Use & { readonly id: string; readonly steps: ReturnType<typeof lapse> }, order: UsedFor): object {
  const discount = [...discounts.values()].reduce((sum, share) => sum + share, 0n);
  return {
    id, coupon_id: row.id, template_id: template.id, was: row.state, state: stateAfter(row, steps.at(-1)?.to), member_id: row.member_id, source: order.source, external_id: order.externalId, store_id: order.storeId,
    discount: String(discount), lines: Object.fromEntries([...discounts].map(([number, share]) => [number, String(share)])), at: order.placedAt, redeemed_at: ctx.now,
  };
}
