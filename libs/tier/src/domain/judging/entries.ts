import type { Day } from './days';

/** What something counts for. Amounts in minor units; `visits` only where several days are one entry. */
export interface Amounts {
  readonly spend: bigint;
  readonly orders: number;
  readonly visits: number;
  /** The largest single order. */
  readonly single: bigint;
  readonly points: bigint;
  /** Metrics of other modules. */
  readonly other: Readonly<Record<string, bigint>> | null;
}

export const NO_AMOUNTS: Amounts = Object.freeze({ spend: 0n, orders: 0, visits: 0, single: 0n, points: 0n, other: null });

/** What one order counts for while its net is `net`; nothing when nothing is left. */
export const orderAmounts = (net: bigint, points: bigint): Amounts =>
  net > 0n ? { spend: net, orders: 1, visits: 0, single: net, points, other: null } : points > 0n ? { ...NO_AMOUNTS, points } : NO_AMOUNTS;

/**
 * Something that counts from `at` on: one order, or the sum of those of a business date that lie before everything
 * that is being judged. `first` is what it counts for before refunds, `later` what it counts for from `laterAt` on.
 */
export interface Entry {
  readonly at: number;
  /** -Infinity for what lies before every window but LIFETIME. */
  readonly day: Day;
  /** uuid; null for sums and for facts of other metrics. */
  readonly orderId: string | null;
  readonly first: Amounts;
  readonly later: Amounts;
  readonly laterAt: number;
}

/** What a member of staff decided. */
export interface StaffAct {
  readonly at: number;
  readonly id: string;
  readonly kind: 'SET' | 'UNLOCK';
  readonly tier: string | null;
  readonly until: number | null;
  readonly lock: boolean;
}

/** The entry of one order. `firstNet` counted from `at` to `laterAt`, `net` from then on. */
export function orderEntry(order: { readonly id: string; readonly at: number; readonly day: Day; readonly firstNet: bigint; readonly net: bigint; readonly laterAt: number; readonly points: bigint }): Entry {
  const later = orderAmounts(order.net, order.points);
  const first = order.laterAt <= order.at || order.firstNet === order.net ? later : orderAmounts(order.firstNet, order.points);
  return { at: order.at, day: order.day, orderId: order.id, first, later, laterAt: order.laterAt };
}
