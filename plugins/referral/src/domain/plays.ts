import { parseDecimal, WHOLE_BP_BIG } from '@regulars/plugin-sdk';
import type { ReferralRule } from '../data/program-terms';
import { DAY } from './durations';

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
