import { MINUTE } from '@regulars/plugin-sdk';
import { MemberStatus, type MemberStanding } from '@regulars/member/contract';
import { matchesScope, type OrderScopeState, type ScopeTerms, type TillBasket, WHOLE_SCOPE } from '@regulars/order/contract';
import type { CouponRow } from '../data/coupon.statements';
import { stateAt } from './coupon-state';
import { hasWhatItTakes } from './discount';
import { isTrial } from './issue';
import type { RefusalReason } from './reasons';
import { isReservedFor } from './reservation';
import type { OrderName } from './situation';
import type { Template } from './template';

/** What is known beside the coupon itself. */
export interface Situation {
  /** The brand's clock: what was written by now stands. */
  readonly now: Date;
  readonly owner: MemberStanding | undefined;
  /** Coupons of the template that the owner has used, and did not get back. */
  readonly usedCouponIds: readonly string[];
  readonly ownerHasOrders: boolean;
  /** The order that the coupon is to be used for, where that is known: what is reserved for it may be. */
  readonly order: OrderName | null;
  /** Kinds of rewards that can be given now. */
  readonly rewardKinds: ReadonlySet<string>;
}

/** Other coupons of the same order. */
export interface OrderCoupons {
  readonly couponIds: readonly string[];
  readonly isExclusive: boolean;
  readonly isVoid: boolean;
}

/** How far a till's clock may lie behind: a coupon that was issued at the counter a moment ago is valid there. */
const TILL_LAG_MS = 10 * MINUTE;
/** What "a moment ago" is. */
const JUST_NOW_MS = 15 * MINUTE;

const hasBegun = (row: CouponRow, at: Date, now: Date): boolean => row.valid_from <= at || (wasJustIssued(row, now) && row.valid_from.getTime() - at.getTime() <= TILL_LAG_MS);

/** Since when it is valid it is ours to say, and not by a beginning that was planned. */
const wasJustIssued = ({ valid_from, issued_at }: CouponRow, now: Date): boolean => valid_from <= issued_at && valid_from <= now && now.getTime() - valid_from.getTime() <= JUST_NOW_MS;

/** Every reason that lies in the coupon and its owner, at the instant of the sale. */
export function reasonsOfCoupon(row: CouponRow, template: Template, at: Date, situation: Situation): readonly RefusalReason[] {
  const { now, owner, usedCouponIds, ownerHasOrders, order, rewardKinds } = situation;
  const { reward } = template.benefit;
  const state = stateAt(row, now);
  const isHeldForUs = state === 'RESERVED' && isReservedFor(row.held_for, order);
  const limit = template.perMemberLimit;
  const found: readonly (readonly [boolean, RefusalReason])[] = [
    [!hasBegun(row, at, now), 'NOT_YET_VALID'],
    // A till that was offline tells of it later: what counts is when it was sold.
    [row.valid_to !== null && at >= row.valid_to && !isHeldForUs, 'EXPIRED'],
    [row.used >= row.uses, 'ALREADY_REDEEMED'],
    [state === 'REVOKED', 'REVOKED'],
    [state === 'RESERVED' && !isHeldForUs, 'RESERVED'],
    [state === 'TRANSFER_PENDING', 'TRANSFER_PENDING'],
    [owner?.status !== MemberStatus.ACTIVE, 'MEMBER_NOT_ACTIVE'],
    [owner?.spendableFrom != null && owner.spendableFrom > now, 'MEMBER_ON_HOLD'],
    [limit !== null && !usedCouponIds.includes(row.id) && usedCouponIds.length >= limit, 'PER_MEMBER_LIMIT'],
    [isTrial(template) && ownerHasOrders, 'NOT_FIRST_ORDER'],
    [reward !== null && !rewardKinds.has(reward.kind), 'REWARD_NOT_AVAILABLE'],
  ];
  return found.flatMap(([applies, reason]) => (applies ? [reason] : []));
}

/** Every reason that lies in the basket, as it is before any coupon. */
export function reasonsOfBasket(template: Template, basket: TillBasket, terms: ScopeTerms): readonly RefusalReason[] {
  const { scope, benefit } = template;
  const outside = (part: Partial<OrderScopeState>): boolean => !matchesScope({ ...WHOLE_SCOPE, ...part }, basket, null, terms);
  const found: readonly (readonly [boolean, RefusalReason])[] = [
    [outside({ storeCodes: scope.storeCodes }), 'WRONG_STORE'],
    [outside({ channels: scope.channels }), 'WRONG_CHANNEL'],
    [outside({ windows: scope.windows }), 'OUTSIDE_WINDOW'],
    [outside({ minNet: scope.minNet }), 'MIN_SPEND'],
    [!hasWhatItTakes(benefit, scope, basket.lines), 'NOTHING_TO_DISCOUNT'],
  ];
  return found.flatMap(([applies, reason]) => (applies ? [reason] : []));
}

/** Every reason that lies in what the order has already. */
export function reasonsOfOrderCoupons(row: CouponRow, template: Template, onOrder: OrderCoupons): readonly RefusalReason[] {
  const isAgain = onOrder.couponIds.includes(row.id);
  const others = onOrder.couponIds.filter((id) => id !== row.id);
  const clashes = others.length > 0 && (template.stacking === 'EXCLUSIVE' || onOrder.isExclusive);
  return [...(isAgain ? ['ALREADY_ON_ORDER' as const] : []), ...(clashes ? ['NOT_STACKABLE' as const] : []), ...(onOrder.isVoid ? ['ORDER_VOID' as const] : [])];
}
