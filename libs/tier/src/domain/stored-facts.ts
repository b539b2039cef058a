import { DAY } from '@regulars/plugin-sdk';
import type { CaseRow, OpenRow, SettledColumns } from '../data/judging.statements';
import { type Amounts, type Entry, NO_AMOUNTS, orderEntry } from './judging/entries';

/** Where rules do not ask for the instant, any before `from` will do. */
function settledEntries(columns: SettledColumns, from: number): Entry[] {
  const { day: days, at, first_spend: firstSpend, first_orders: firstOrders, first_single: firstSingle, first_visits: firstVisits } = columns;
  const beforeRefunds = firstSpend ?? firstOrders ?? firstSingle;
  return days.map((date, index) => {
    const day = date ?? -Infinity;
    const later = amountsOf(columns.spend?.[index], columns.orders?.[index], columns.single?.[index], columns.visits?.[index], columns.points?.[index]);
    const first = beforeRefunds ? { ...amountsOf(firstSpend?.[index], firstOrders?.[index], firstSingle?.[index], firstVisits?.[index], undefined), points: later.points } : later;
    return { at: at?.[index] ?? Math.min(day * DAY, from - 1), day, orderId: null, first, later, laterAt: -Infinity };
  });
}

const amountsOf = (spend = '0', orders = 0, single = '0', visits = 0, points = '0'): Amounts => ({
  ...NO_AMOUNTS, spend: amount(spend), orders, visits, single: amount(single), points: amount(points),
});

const amount = (text: string): bigint => (text === '0' ? 0n : BigInt(text));

const openEntry = ([day, at, id, net, firstNet, laterAt, points]: OpenRow): Entry =>
  orderEntry({ id, at, day, net: amount(net), firstNet: amount(firstNet), laterAt, points: amount(points) });

/** A member's facts by time, those of other modules among them. */
export function entriesOf(row: CaseRow, others: readonly Entry[] = []): Entry[] {
  const settled = row.settled ? settledEntries(row.settled, row.from_at.getTime()) : [];
  const open = (row.open ?? []).map(openEntry);
  const [last, first] = [settled.at(-1), open[0]];
  const entries = [...settled, ...open, ...others];
  const isSorted = others.length === 0 && (!last || !first || last.at <= first.at);
  return isSorted ? entries : entries.sort((a, b) => a.at - b.at);
}
