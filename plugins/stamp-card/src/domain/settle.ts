import type { OrderChange } from '@regulars/order/contract';
import type { DayOrderRow, EntryRow } from '../data/stamp.statements';
import { amountStamps, isOpenAt, type Program, visitStamps } from './program';

/** What an order is to hold in a program, and whose it is. */
export type Entry = EntryRow;

/** By how much a member's stamps in a program change. */
export interface Delta {
  readonly programId: string;
  readonly memberId: string;
  readonly stamps: number;
}

export interface Settlement {
  readonly entries: readonly Entry[];
  readonly deltas: readonly Delta[];
}

export interface Facts {
  readonly changes: readonly OrderChange[];
  /** Orders that count on the business days concerned, the earliest of each day first. */
  readonly dayOrders: readonly DayOrderRow[];
  /** What the orders concerned hold now. */
  readonly held: readonly EntryRow[];
  readonly currency: string;
}

/**
 * What each order is to hold, as a function of the orders that stand now: an order's own stamps follow its net, and
 * the day's visit belongs to the earliest order of the day that counts. The same orders, come in any sequence, end
 * in the same stamps.
 */
export function settle(program: Program, facts: Facts): Settlement {
  const changed = new Map(facts.changes.map((change) => [change.after.id, change]));
  const held = new Map(facts.held.filter((entry) => entry.program_id === program.id).map((entry) => [entry.order_id, entry]));
  const visits = visitStamps(program) > 0 ? firstOrders(program, facts.dayOrders) : new Set<string>();
  const standing = new Map(facts.dayOrders.map((order) => [order.order_id, order]));
  const entries: Entry[] = [];
  const deltas = new Map<string, number>();
  const add = (memberId: string, stamps: number): void => void deltas.set(memberId, (deltas.get(memberId) ?? 0) + stamps);

  for (const orderId of new Set([...changed.keys(), ...held.keys(), ...visits])) {
    const before = held.get(orderId);
    const change = changed.get(orderId);
    const after = change ? entryOfChange(program, change, visits, facts.currency, before) : entryOfSibling(program, orderId, visits, standing, before);
    if (!after || (before && sameEntry(before, after))) continue;
    entries.push(after);
    if (before) add(before.member_id, -(before.amount_stamps + before.visit_stamps));
    add(after.member_id, after.amount_stamps + after.visit_stamps);
  }
  return { entries, deltas: [...deltas].filter(([, stamps]) => stamps !== 0).map(([memberId, stamps]) => ({ programId: program.id, memberId, stamps })) };
}

function firstOrders(program: Program, dayOrders: readonly DayOrderRow[]): Set<string> {
  const first = new Map<string, string>();
  for (const order of dayOrders) {
    const day = `${order.member_id}|${order.business_date}`;
    if (isOpenAt(program, order.placed_at) && !first.has(day)) first.set(day, order.order_id);
  }
  return new Set(first.values());
}

/** Null when the order holds nothing and never did. */
function entryOfChange(program: Program, { after, memberStatus }: OrderChange, visits: ReadonlySet<string>, currency: string, before: EntryRow | undefined): Entry | null {
  // What an order gave an active member it goes on giving: freezing takes nothing back.
  const mayEarn = memberStatus === 'ACTIVE' || (before?.member_id === after.memberId && before.amount_stamps + before.visit_stamps > 0);
  const earns = after.memberId !== null && after.counts && mayEarn && isOpenAt(program, after.placedAt);
  const memberId = after.memberId ?? before?.member_id;
  const amount = earns ? amountStamps(program, after, currency) : 0;
  const visit = earns && visits.has(after.id) ? visitStamps(program) : 0;
  if (memberId === undefined || (!before && amount + visit === 0)) return null;
  return { program_id: program.id, order_id: after.id, member_id: memberId, business_date: after.businessDate, placed_at: after.placedAt, amount_stamps: amount, visit_stamps: visit };
}

/** Another order of the day: only the visit can have come to it or gone from it. */
function entryOfSibling(program: Program, orderId: string, visits: ReadonlySet<string>, standing: ReadonlyMap<string, DayOrderRow>, before: EntryRow | undefined): Entry | null {
  const order = standing.get(orderId);
  if (before) return { ...before, visit_stamps: order && visits.has(orderId) ? visitStamps(program) : 0 };
  if (!order) return null;
  return { program_id: program.id, ...order, amount_stamps: 0, visit_stamps: visitStamps(program) };
}

/** Its day counts too: by its day an entry is found when another order of that day comes in. */
const sameEntry = (a: Entry, b: Entry): boolean =>
  a.member_id === b.member_id && a.amount_stamps === b.amount_stamps && a.visit_stamps === b.visit_stamps &&
  a.business_date === b.business_date && a.placed_at.getTime() === b.placed_at.getTime();
