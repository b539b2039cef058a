import type { Day } from './days';
import type { Amounts } from './entries';

/** Sums over a changing set of entries. */
export class Totals {
  spend = 0n;
  orders = 0;
  points = 0n;
  /** Of entries that stand for several days. */
  private undatedVisits = 0;
  private readonly ordersByDay = new Map<Day, number>();
  private others: Map<string, bigint> | null = null;

  /** Without visits: what they need costs more than all the rest. */
  constructor(private readonly countsVisits: boolean) {}

  add(amounts: Amounts, day: Day): void {
    this.change(amounts, day, 1);
  }

  remove(amounts: Amounts, day: Day): void {
    this.change(amounts, day, -1);
  }

  get visits(): number {
    return this.undatedVisits + this.ordersByDay.size;
  }

  other(metric: string): bigint {
    return this.others?.get(metric) ?? 0n;
  }

  private change(amounts: Amounts, day: Day, sign: 1 | -1): void {
    this.spend += sign === 1 ? amounts.spend : -amounts.spend;
    this.points += sign === 1 ? amounts.points : -amounts.points;
    this.orders += sign * amounts.orders;
    this.undatedVisits += sign * amounts.visits;
    if (this.countsVisits && amounts.orders !== 0 && Number.isFinite(day)) {
      const orders = (this.ordersByDay.get(day) ?? 0) + sign * amounts.orders;
      if (orders === 0) this.ordersByDay.delete(day);
      else this.ordersByDay.set(day, orders);
    }
    if (amounts.other) this.changeOthers(amounts.other, sign);
  }

  private changeOthers(other: Readonly<Record<string, bigint>>, sign: 1 | -1): void {
    this.others ??= new Map();
    for (const [metric, amount] of Object.entries(other)) this.others.set(metric, this.other(metric) + (sign === 1 ? amount : -amount));
  }
}

/** The value of a metric; `single` is asked for only when it is wanted. */
export function metricOf(totals: Totals, metric: string, single: () => bigint): bigint {
  switch (metric) {
    case 'NET_SPEND':
      return totals.spend;
    case 'ORDER_COUNT':
      return BigInt(totals.orders);
    case 'VISIT_COUNT':
      return BigInt(totals.visits);
    case 'SINGLE_ORDER_NET':
      return single();
    case 'POINTS_EARNED':
      return totals.points;
    default:
      return totals.other(metric);
  }
}
