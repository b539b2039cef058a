import { DAY, parseDecimal, WHOLE_BP_BIG } from '@regulars/plugin-sdk';
import type { ReferralRule } from '../data/program-terms';

/** No share comes to more of anything. */
const MOST = 10_000_000n;

/** What a rule asks of an order. */
export interface OrderFacts {
  readonly counts: boolean;
  /** Minor units, after refunds. */
  readonly net: bigint;
  readonly placedAt: Date;
}

export const minNetOf = ({ minNet }: ReferralRule, scale: number): bigint => (minNet === null ? 0n : (parseDecimal(minNet, scale) ?? 0n));

/** Behind the last instant of whose orders a rule pays; null: of all time. */
export const windowEnd = ({ windowDays }: ReferralRule, boundAt: Date): Date | null => (windowDays === null ? null : new Date(boundAt.getTime() + windowDays * DAY));

/** Whether an order of a friend is one that the rule pays for, were it not for its turn. */
export function meets(rule: ReferralRule, order: OrderFacts, boundAt: Date, scale: number): boolean {
  const end = windowEnd(rule, boundAt);
  return order.counts && order.net >= minNetOf(rule, scale) && order.placedAt >= boundAt && (end === null || order.placedAt < end);
}

/** What an order that meets the rule comes to: of a share so many, whole ones; else once. Limits of a month and a friend aside. */
export function amountOf({ share, mostPerOrder }: ReferralRule, net: bigint, scale: number): number {
  if (share === null) return 1;
  const unit = parseDecimal(share.unit, scale) ?? 1n;
  const amount = (net * BigInt(share.bp)) / (WHOLE_BP_BIG * unit);
  return Number([amount, MOST, BigInt(mostPerOrder ?? MOST)].reduce((least, one) => (one < least ? one : least)));
}

/** An edge, as far as it says who stands where. */
export interface Link {
  readonly referrer_id: string;
  readonly bound_at: Date;
}

/** Who stands at a level of a chain, and did at that instant: what comes of orders is for those who had brought somebody by then. */
export const standsAt = (chain: readonly Link[], level: number, at: Date): string | undefined =>
  chain.slice(0, level).some(({ bound_at }) => bound_at > at) ? undefined : chain[level - 1]?.referrer_id;

/** Something that was paid for a friend. */
export interface PaidFor {
  readonly program_id: string;
  readonly rule_key: string;
  readonly occasion: string;
  readonly order_id: string | null;
}

/**
 * Whether somebody else was paid for the same. Of two friends who prove to be one, what the dropped edge gave stays given: for that order
 * the other gives nothing more, nor for a first or nth one of one person, whichever order it was of either.
 */
export const isPaidBefore = (paid: readonly (PaidFor & { readonly referee_id: string })[], edge: { readonly referee_id: string }, { program_id, rule_key, occasion, order_id }: PaidFor): boolean =>
  paid.some((other) => other.referee_id === edge.referee_id && other.program_id === program_id && other.order_id !== null
    && (other.order_id === order_id || (occasion === 'nth' && other.occasion === 'nth' && other.rule_key === rule_key)));

/** What is counted beside a reward against its rule's limits. */
export interface Counted {
  readonly ofMonth: number;
  readonly ofReferee: number;
}

/** As much of the amount as the limits leave. */
export function withinLimits({ mostPerMonth, mostPerReferee }: ReferralRule, amount: number, { ofMonth, ofReferee }: Counted): number {
  const left = Math.min(mostPerMonth === null ? amount : mostPerMonth - ofMonth, mostPerReferee === null ? amount : mostPerReferee - ofReferee);
  return Math.max(0, Math.min(amount, left));
}

export const dueAt = ({ holdDays }: ReferralRule, at: Date): Date => new Date(at.getTime() + holdDays * DAY);

/** What a reward is from now on when it comes to another amount; `paid` as it stands after anything was taken back. */
export function stateOf(amount: number, paid: number, before: 'PENDING' | 'REVIEW' | 'PAID' | 'REVERSED' | null): 'PENDING' | 'REVIEW' | 'PAID' | 'REVERSED' {
  if (amount === 0) return 'REVERSED';
  if (amount === paid) return 'PAID';
  return before === 'REVIEW' ? 'REVIEW' : 'PENDING';
}
