import type { Standing } from '../../src/domain/standing';
import type { Day } from '../../src/domain/judging/days';
import { type Amounts, type Entry, NO_AMOUNTS } from '../../src/domain/judging/entries';

/**
 * The same facts with everything settled before `from` summed by business date, apart where one of the instants lies
 * between that a rule may count after. What the database does for a batch of members; kept here as its specification.
 */
export function sumEntries(entries: readonly Entry[], from: number, start: Standing): Entry[] {
  const cuts = [start.basis?.countAfter ?? -Infinity, start.countAfter ?? -Infinity];
  const sums = new Map<string, Entry>();
  const apart: Entry[] = [];
  for (const entry of entries) {
    const settled = entry.at < from && (entry.laterAt < from || entry.first === entry.later);
    if (!settled) {
      apart.push(entry);
      continue;
    }
    const key = `${entry.day}/${cuts.filter((cut) => entry.at > cut).length}`;
    const sum = sums.get(key);
    sums.set(key, sum ? added(sum, entry) : summed(entry, entry.day));
  }
  return [...sums.values(), ...apart].sort((a, b) => a.at - b.at);
}

const summed = (entry: Entry, day: Day): Entry => ({ ...entry, day, orderId: null, laterAt: -Infinity });

const added = (sum: Entry, entry: Entry): Entry => ({
  ...sum, at: Math.max(sum.at, entry.at), first: plus(sum.first, entry.first), later: plus(sum.later, entry.later),
});

const plus = (a: Amounts, b: Amounts): Amounts => ({
  ...NO_AMOUNTS,
  spend: a.spend + b.spend,
  orders: a.orders + b.orders,
  single: a.single > b.single ? a.single : b.single,
  points: a.points + b.points,
});
