import { createHash } from 'node:crypto';
import type { Candidate, Candidates } from '../data/fold-state';
import type { DayOrderRow, ReadEntryRow } from '../data/stamp.statements';
import { bareVisit, visitOnly } from './candidates';
import type { OrderEvent } from './fold/events';
import type { Program } from './program';

/** The same for the same order, wherever and whenever it was written down. */
export const orderTie = (source: string, externalId: string): number => createHash('sha256').update(`${source}\n${externalId}`).digest().readInt32BE(0);

/** Did the order ever have something to give the member? */
export const heldBefore = ({ amount_stamps, visit_stamps, candidates }: ReadEntryRow): boolean =>
  amount_stamps + visit_stamps > 0 || Object.values(candidates ?? {}).some(({ own, visit, tasks }) => own > 0 || visit > 0 || tasks !== undefined);

/** An entry of an earlier version says what the order held: that it goes on giving, as long as it counts. */
export function orderOfBefore(entry: ReadEntryRow, program: Program): OrderEvent {
  const visited = entry.visit_stamps > 0 ? { settledVisit: entry.visit_stamps } : {};
  const under = program.versions.map(({ number, rules }): [string, Candidate] => [String(number), { own: entry.amount_stamps, visit: entry.visit_stamps || bareVisit(rules), ...visited }]);
  const candidates: Candidates = entry.counts === true ? Object.fromEntries(under) : {};
  return { kind: 'ORDER', id: entry.order_id, at: entry.placed_at.getTime(), tie: orderTie(entry.source ?? '', entry.external_id ?? ''), day: entry.business_date, candidates };
}

/** Orders of the day of which an earlier version kept nothing, since another had the visit: it may be theirs now. */
export function siblingsOfBefore(program: Program, dayOrders: readonly DayOrderRow[], rows: readonly ReadEntryRow[]): OrderEvent[] {
  const known = new Set(rows.map(({ order_id }) => order_id));
  return dayOrders.filter(({ order_id }) => !known.has(order_id)).flatMap((order) => {
    const candidates = visitOnly(program, order.placed_at);
    if (Object.keys(candidates).length === 0) return [];
    return [{ kind: 'ORDER' as const, id: order.order_id, at: order.placed_at.getTime(), tie: orderTie(order.source, order.external_id), day: order.business_date, candidates }];
  });
}

/** Where an earlier version gave the day's visit, no other order has it. */
export function withoutSecondVisits(orders: readonly OrderEvent[]): OrderEvent[] {
  const settled = new Set(orders.filter(({ candidates }) => Object.values(candidates).some(({ settledVisit }) => settledVisit !== undefined)).map(({ day }) => day));
  if (settled.size === 0) return [...orders];
  const stripped = (candidates: Candidates): Candidates =>
    Object.fromEntries(Object.entries(candidates).map(([version, one]) => [version, one.settledVisit === undefined ? { ...one, visit: 0 } : one]));
  return orders.map((order) => (settled.has(order.day) ? { ...order, candidates: stripped(order.candidates) } : order));
}
