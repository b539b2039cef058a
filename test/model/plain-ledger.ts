import { dayOf, startOf, sum } from './arithmetic';
import { type Hold, type Lot, type Pick, POINTS } from './terms';

/** Points of members as lots, told from the page about points alone. */
export class PlainLedger {
  readonly holds: Hold[] = [];
  protected readonly lots: Lot[] = [];

  constructor(public now: number) {}

  protected earn(who: number, id: string, points: number, pendingDays: number, at = this.now): void {
    const active = dayOf(at) + pendingDays;
    const lot: Lot = { id, who, at, given: 0, spent: 0, expired: 0, paid: 0, limit: null, from: pendingDays === 0 ? at : startOf(active), to: startOf(active + POINTS.days + 1) };
    if (lot.to <= this.now) lot.limit = 0;
    this.lots.push(lot);
    lot.given = points;
    this.settle(who);
  }

  protected target(who: number, id: string, points: number, at: number, pendingDays: number): void {
    // What was taken back whole and is deserved anew is another gift; an order's points are the order's.
    const lot = this.lots.findLast((one) => one.id === id && one.who === who);
    if (!lot || (lot.given === 0 && !id.startsWith('order'))) {
      if (points > 0) this.earn(who, id, points, pendingDays, at);
      return;
    }
    if (lot.given === points) return;
    if (points < lot.given) lot.expired = Math.max(0, lot.expired - (lot.given - points));
    lot.given = points;
    this.settle(who);
  }

  protected take(who: number, points: number): readonly Pick[] {
    let rest = points;
    return this.byEnd(who).filter(({ from }) => from <= this.now).flatMap((lot): Pick[] => {
      const part = Math.min(rest, Math.max(0, this.left(lot) - this.heldOf(lot)));
      rest -= part;
      return part > 0 ? [[lot, part]] : [];
    });
  }

  protected spend(who: number, took: readonly Pick[]): void {
    for (const [lot, points] of took) lot.spent += points;
    this.settle(who);
  }

  /** Who pays what was taken back after it had been spent: the first to end first, and none that has ended more than it had paid by then. */
  protected settle(who: number): void {
    let owed = sum(this.lots.filter((lot) => lot.who === who), (lot) => Math.max(0, lot.spent - lot.given));
    for (const lot of this.byEnd(who)) {
      const free = Math.max(0, lot.given - lot.spent);
      if (lot.limit === null) lot.expired = Math.min(lot.expired, free);
      lot.paid = Math.min(owed, lot.limit === null ? free - lot.expired : Math.min(free, lot.limit));
      owed -= lot.paid;
      if (lot.limit !== null) lot.expired = free - lot.paid;
    }
  }

  protected expire(): void {
    for (const lot of this.lots.filter(({ to, limit }) => limit === null && to <= this.now)) {
      const held = this.heldOf(lot);
      lot.expired += Math.max(0, this.left(lot) - held);
      if (held === 0) lot.limit = lot.paid;
    }
  }

  protected byEnd = (who: number): Lot[] => this.lots.filter((lot) => lot.who === who).sort((a, b) => a.to - b.to || a.at - b.at);
  protected left = (lot: Lot): number => Math.max(0, lot.given - lot.spent) - lot.paid - lot.expired;
  protected open = (): Hold[] => this.holds.filter(({ closed, until }) => !closed && until > this.now);
  protected heldOf = (lot: Lot): number => sum(this.open(), ({ took }) => sum(took, ([one, points]) => (one === lot ? points : 0)));
  protected held = (who: number): number => sum(this.open().filter((hold) => hold.who === who), ({ took }) => sum(took, ([, points]) => points));
  protected debt = (who: number): number => sum(this.lots.filter((lot) => lot.who === who), (lot) => Math.max(0, lot.spent - lot.given) - lot.paid);
  protected balance = (who: number): number => sum(this.lots.filter((lot) => lot.who === who && lot.from <= this.now), (lot) => this.left(lot)) - this.debt(who);
  protected spendable = (who: number): number => this.balance(who) - this.held(who);
}
