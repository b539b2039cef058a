import type { OrderChange, OrderState } from '@regulars/order/contract';

/** What an order counts for in time: `first` from `at` on, `later` from `laterAt` on. */
interface Course {
  readonly at: number;
  readonly first: bigint;
  readonly laterAt: number;
  readonly later: bigint;
}

/**
 * An order that is paid for counts with its net before refunds until its present revision took effect, and with its
 * present net from then on. What came in between is not known of an order whose revisions were passed over, so it
 * counts for nobody: the end is the same for every order in which they arrive.
 */
export const netBeforeRefunds = (order: Pick<OrderState, 'status' | 'gross' | 'discount'>): bigint =>
  order.status === 'PLACED' ? 0n : order.gross - order.discount;

function courseOf(order: OrderState): Course {
  const at = order.placedAt.getTime();
  const laterAt = Math.max(order.updatedAt.getTime(), at);
  const later = order.counts ? order.net : 0n;
  return { at, laterAt, later, first: laterAt === at ? later : netBeforeRefunds(order) };
}

const changesLater = (course: Course): boolean => course.first !== course.later;

/**
 * The first instant at which a member's facts are different after a change of one order, or null when they are not.
 * `forgetful`: the tier follows from the present alone; then what an earlier refund had done to past periods stays.
 */
function differsFrom(before: Course, after: Course, forgetful: boolean): number | null {
  if (before.at !== after.at || before.first !== after.first) return Math.min(before.at, after.at);
  const turns = [before, after].filter(changesLater);
  if (turns.length === 2 && before.laterAt === after.laterAt && before.later === after.later) return null;
  if (turns.length === 2 && forgetful) return after.laterAt;
  return turns.length === 0 ? null : Math.min(...turns.map((course) => course.laterAt));
}

/** From when on which members are to be judged again because of a batch of changes; milliseconds by uuid. */
export function changedFrom(changes: readonly OrderChange[], forgetful: boolean): Map<string, number> {
  const instants = new Map<string, number>();
  const note = (memberId: string, at: number): void => {
    instants.set(memberId, Math.min(at, instants.get(memberId) ?? Infinity));
  };
  for (const { before, after } of changes) {
    const course = courseOf(after);
    if (before?.memberId && before.memberId === after.memberId) {
      const at = differsFrom(courseOf(before), course, forgetful);
      if (at !== null) note(before.memberId, at);
    } else {
      if (before?.memberId) note(before.memberId, before.placedAt.getTime());
      if (after.memberId) note(after.memberId, course.at);
    }
  }
  return instants;
}
