import { Members } from '@regulars/member/contract';
import { orderByName, type OrderDraft, type OrderState, readBasket, type ReadBasket, type TillBasket } from '@regulars/order/contract';
import { type Context, textIn } from '@regulars/plugin-sdk';
import type { CouponRow } from '../data/coupon.statements';
import { lockOrderNames, type RedemptionRow, redemptionsOfOrders } from '../data/redemption.statements';
import { GiftCouponNotRedeemableError, type GiftCouponRefusal } from '../errors';
import { couponsOnOrder } from './coupons-on-order';
import { countRefusals } from './count-refusals';
import { discountOf } from './discount';
import { namedCoupon, refuseToken } from './find-coupon';
import { reasonsOfBasket, reasonsOfOrderCoupons, reasonsOfCoupon } from './judge';
import { lockSeen } from './locked-coupon';
import { takeQrToken } from './qr-tokens';
import { REASONS, type RefusalReason } from './reasons';
import { reconcileRedemption } from './reconcile-orders';
import { orderNameKey, situationsOf } from './situation';
import { type Template, templatesOf } from './template';
import { type Redeemed, writeRedemptions } from './write-redemptions';

export type Refused = { readonly userErrors: readonly GiftCouponNotRedeemableError[] };

/**
 * Uses a coupon up for a basket, as the owner of its code or of a live token may. The order is not written: the redemption
 * names it as its source does, and is found by it whenever it comes. Where it has come before, it is reconciled as if it had
 * come after: a till that was offline tells of things in any order.
 */
export async function redeemByCode(ctx: Context, text: string, draft: OrderDraft): Promise<Redeemed | Refused> {
  const read = await readBasket(ctx, draft, ['basket']);
  const { row: seen, token } = await namedCoupon(ctx, text, 'code');
  const row = await lockSeen(ctx, seen);
  if (token && !(await takeQrToken(ctx, token))) refuseToken('code');
  const { order } = read;
  await ctx.sql(lockOrderNames([orderNameKey(order)]));
  const template = (await templatesOf(ctx)).ofCoupon(row);
  const { reasons, left, before, leftByPieces, known } = await judgeForOrder(ctx, row, template, read);
  if (reasons.length > 0) return refuse(ctx, row, reasons);
  const shares = discountOf(template.benefit, template.scope, read.basket.lines, ctx.brand.currency)(left, before, leftByPieces);
  const discounts = new Map(read.basket.lines.map(({ number }, index) => [number, shares[index] ?? 0n] as const).filter(([, share]) => share > 0n));
  if (discounts.size === 0 && !givesThings(template)) return refuse(ctx, row, ['NOTHING_TO_DISCOUNT']);
  const [use] = await writeRedemptions(ctx, [{ row, template, discounts }], { ...read.basket, ...order });
  if (!use) return refuse(ctx, row, ['ALREADY_REDEEMED']);
  if (known) await reconcileRedemption(ctx, known, use.redemptionId);
  return use;
}

/** What it is worth is not money off. */
const givesThings = ({ benefit: { kind } }: Template): boolean => kind === 'SERVICE' || kind === 'REWARD';

interface Judged {
  readonly reasons: readonly RefusalReason[];
  /** What other coupons of the order have left of each line. */
  readonly left: readonly bigint[];
  /** These, in their turn. */
  readonly before: readonly Template[];
  /** What those that took single pieces have left alone. */
  readonly leftByPieces: readonly bigint[];
  /** The order as it stands, where it has come. */
  readonly known: OrderState | null;
}

async function judgeForOrder(ctx: Context, row: CouponRow, template: Template, { basket, order, memberKey }: ReadBasket): Promise<Judged> {
  const [situations, standing, known, [buyer]] = await Promise.all([
    situationsOf(ctx, [row], order),
    ctx.sql(redemptionsOfOrders([order.source], [order.externalId])),
    orderByName(ctx, order),
    memberKey ? ctx.use(Members).find([memberKey]) : [null],
  ]);
  const onOrder = await couponsOnOrder(ctx, standing, order.status === 'VOIDED' || order.status === 'REFUNDED');
  return {
    reasons: [
      ...reasonsOfCoupon(row, template, basket.placedAt, situations(row)),
      ...(memberKey && buyer !== row.member_id ? ['NOT_OWNER' as const] : []),
      ...reasonsOfBasket(template, basket, ctx.brand),
      ...reasonsOfOrderCoupons(row, template, onOrder),
    ],
    known,
    left: leftOf(basket, standing),
    before: onOrder.templates,
    leftByPieces: leftOf(basket, standing.filter((_, turn) => onOrder.templates[turn]?.benefit.sku != null)),
  };
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
  countRefusals(ctx, reasons.map((reason) => ({ row, reason })));
  const error = new GiftCouponNotRedeemableError(reasons.map((reason) => shownReason(reason, ctx.language)), 'code');
  error.message = textIn(error.text, ctx.language);
  return { userErrors: [error] };
}

export const shownReason = (code: RefusalReason, language: string): GiftCouponRefusal => ({ code, message: textIn(REASONS[code], language) });

