import { addMonthsToDay, type Day, nextYearOfDay } from './days';
import type { Amounts, Entry } from './entries';
import { metricOf, Totals } from './totals';
import { type TierCondition, TierWindow } from '../program';

/** A window that forgets by business date. `SINCE_TIER_START` is not one of them. */
export interface WindowSpec {
  readonly window: TierWindow;
  readonly count: number;
}

/** The first business date at which what was on `day` does not count any more. */
export function exitDay(spec: WindowSpec, day: Day): Day {
  if (day === -Infinity) return spec.window === TierWindow.LIFETIME ? Infinity : -Infinity;
  switch (spec.window) {
    case TierWindow.ROLLING_DAYS:
      return day + spec.count;
    case TierWindow.ROLLING_MONTHS:
      return addMonthsToDay(day, spec.count);
    case TierWindow.CALENDAR_YEAR:
      return nextYearOfDay(day);
    default:
      return Infinity;
  }
}

/** Sums over the entries from some place on up to those that have happened. */
class Stretch {
  protected totals: Totals;
  protected first = 0;
  private largest: bigint | null = 0n;

  constructor(protected readonly timeline: Timeline) {
    this.totals = new Totals(timeline.countsVisits);
  }

  value(metric: string): bigint {
    return metricOf(this.totals, metric, () => (this.largest ??= this.findLargest()));
  }

  enter(amounts: Amounts, day: Day): void {
    this.totals.add(amounts, day);
    if (this.largest !== null && amounts.single > this.largest) this.largest = amounts.single;
  }

  leave(amounts: Amounts, day: Day): void {
    this.totals.remove(amounts, day);
    if (this.largest === amounts.single) this.largest = null;
  }

  has(index: number): boolean {
    return index >= this.first;
  }

  /** Counts only what happens from now on. */
  restart(): void {
    this.totals = new Totals(this.timeline.countsVisits);
    this.largest = 0n;
    this.skip();
  }

  /** As `restart`, of a stretch that has nothing in it yet. */
  skip(): void {
    this.first = this.timeline.happened;
  }

  private findLargest(): bigint {
    let largest = 0n;
    for (let index = this.first; index < this.timeline.happened; index++) {
      const { single } = this.timeline.amounts(index);
      if (single > largest) largest = single;
    }
    return largest;
  }
}

class SlidingWindow extends Stretch {
  /** As `nextExit`, once it is known; asked far more often than it changes. */
  private exit: Day | null = null;

  constructor(timeline: Timeline, private readonly spec: WindowSpec) {
    super(timeline);
  }

  /** When the oldest thing inside leaves; Infinity when nothing ever does. */
  nextExit(): Day {
    if (this.exit !== null) return this.exit;
    if (this.first >= this.timeline.happened) return Infinity;
    return (this.exit = exitDay(this.spec, this.timeline.entry(this.first).day));
  }

  moveTo(day: Day): void {
    while (this.nextExit() <= day) {
      this.leave(this.timeline.amounts(this.first), this.timeline.entry(this.first).day);
      this.first++;
      this.exit = null;
    }
  }
}

/** What rules look at. */
export interface TimelineTerms {
  readonly windows: readonly WindowSpec[];
  /** Place among `windows` of what a condition looks through. */
  readonly windowOf: ReadonlyMap<TierCondition, number>;
  readonly metrics: ReadonlySet<string>;
}

/** A member's entries in time, as far as they have happened, and what the windows over them hold. */
export class Timeline {
  happened = 0;
  private readonly present: Amounts[] = [];
  private readonly windows: readonly SlidingWindow[];
  /** What happened since the tier began or was last renewed. */
  private readonly period: Stretch;

  readonly countsVisits: boolean;

  /** `ignoreRefunds`: entries keep what they first counted for. */
  constructor(private readonly entries: readonly Entry[], private readonly terms: TimelineTerms, private readonly ignoreRefunds: boolean) {
    this.countsVisits = terms.metrics.has('VISIT_COUNT');
    this.windows = terms.windows.map((spec) => new SlidingWindow(this, spec));
    this.period = new Stretch(this);
  }

  entry(index: number): Entry {
    return this.entries[index] as Entry;
  }

  amounts(index: number): Amounts {
    return this.present[index] as Amounts;
  }

  /** The next entry happens; `countAfter`: only then does it belong to the present period of the tier. */
  happen(refundedBefore: number, countAfter: number | null): void {
    const entry = this.entry(this.happened);
    const refunded = entry.laterAt < refundedBefore || entry.laterAt <= entry.at;
    const amounts = refunded && !this.ignoreRefunds ? entry.later : entry.first;
    this.present.push(amounts);
    for (const window of this.windows) window.enter(amounts, entry.day);
    this.happened++;
    if (countAfter === null || entry.at > countAfter) this.period.enter(amounts, entry.day);
    else this.period.skip();
  }

  refund(index: number): void {
    if (this.ignoreRefunds) return;
    const { later, day } = this.entry(index);
    const before = this.amounts(index);
    this.present[index] = later;
    for (const stretch of [...this.windows, this.period]) {
      if (!stretch.has(index)) continue;
      stretch.leave(before, day);
      stretch.enter(later, day);
    }
  }

  moveTo(day: Day): void {
    for (const window of this.windows) window.moveTo(day);
  }

  restartPeriod(): void {
    this.period.restart();
  }

  /** Of a condition with a window that forgets by business date. */
  inWindow(condition: TierCondition): bigint {
    return this.windowAt(this.terms.windowOf.get(condition)).value(condition.metric);
  }

  inPeriod(metric: string): bigint {
    return this.period.value(metric);
  }

  /** When the first of these windows forgets something. */
  nextExit(places: readonly number[]): Day {
    let next = Infinity;
    for (const place of places) next = Math.min(next, this.windowAt(place).nextExit());
    return next;
  }

  /** Over the entries, of those that happened, that `counts` picks. */
  over(metric: string, counts: (entry: Entry) => boolean): bigint {
    const totals = new Totals(this.countsVisits);
    let single = 0n;
    for (let index = 0; index < this.happened; index++) {
      const entry = this.entry(index);
      if (!counts(entry)) continue;
      const amounts = this.amounts(index);
      totals.add(amounts, entry.day);
      if (amounts.single > single) single = amounts.single;
    }
    return metricOf(totals, metric, () => single);
  }

  private windowAt(place: number | undefined): SlidingWindow {
    const window = this.windows[place ?? -1];
    if (!window) throw new Error('A condition of other terms');
    return window;
  }
}
