import type { VisitPoints } from './assess';

/** An order that visit rules fit. */
export interface Visitor {
  readonly orderId: string;
  readonly memberId: string;
  readonly businessDate: string;
  readonly placedAt: Date;
  readonly source: string;
  readonly externalId: string;
  readonly visits: readonly VisitPoints[];
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const byTime = (a: Visitor, b: Visitor): number =>
  a.placedAt.getTime() - b.placedAt.getTime() || compare(a.source, b.source) || compare(a.externalId, b.externalId);

/**
 * Which visit rules each order has: of a member's orders of one business date, the earliest that a rule fits. Says
 * nothing of when the orders came in, so that they come to the same in any order.
 */
export function ownersOfVisits(visitors: readonly Visitor[]): ReadonlyMap<string, ReadonlySet<string>> {
  const taken = new Set<string>();
  const owned = new Map<string, Set<string>>();
  for (const { orderId, memberId, businessDate, visits } of [...visitors].sort(byTime)) {
    const rules = new Set<string>();
    for (const { ruleId } of visits) {
      const visit = `${memberId} ${businessDate} ${ruleId}`;
      if (taken.has(visit)) continue;
      taken.add(visit);
      rules.add(ruleId);
    }
    owned.set(orderId, rules);
  }
  return owned;
}
