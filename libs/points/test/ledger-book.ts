import { DAY } from '@regulars/plugin-sdk';
import { burn, capture, hold, release } from '../src/domain/burn';
import { earn } from '../src/domain/earn';
import { PointsEntryKind, PointsRestore, PointsShortfall } from '../src/domain/enums';
import { expireDue } from '../src/domain/posting';
import { restore } from '../src/domain/restore';
import { reverse } from '../src/domain/reverse';
import { emptyWallet, type Entry, type Lot, type LotTerms, type Posting, remainingOf, sumOf, type Wallet } from '../src/domain/wallet';

export const dayAt = (day: number): Date => new Date(Date.UTC(2025, 0, 1) + day * DAY);
const dateOf = (day: number): string => dayAt(day).toISOString().slice(0, 10);

/** Usable from day `activeOn` up to and including day `lastDay`. */
export const termsOf = (earnedOn: number, activeOn: number, lastDay: number | null): LotTerms => ({
  earnedAt: dayAt(earnedOn),
  activeAt: dayAt(activeOn),
  expiresAt: lastDay === null ? null : dayAt(lastDay + 1),
  expiresOn: lastDay === null ? null : dateOf(lastDay),
  inactivityMonths: null,
  keptUntil: null,
});

export interface Burned {
  readonly allocations: readonly (readonly [string, number])[];
}

/** One wallet driven day by day. */
export class LedgerBook {
  wallet: Wallet = emptyWallet('m');
  readonly entries: Entry[] = [];
  readonly burns: Burned[] = [];
  now = 0;

  constructor(readonly onShortfall: PointsShortfall = PointsShortfall.DEBT) {}

  private take(posting: Posting | null): readonly Entry[] | null {
    if (!posting) return null;
    this.wallet = posting.wallet;
    this.entries.push(...posting.entries);
    return posting.entries;
  }

  get at(): Date {
    return dayAt(this.now);
  }

  advance(days: number): void {
    this.now += days;
    this.take(expireDue(this.wallet, this.at));
  }

  /** Brings what an order gives to `points`. */
  order(id: string, points: number, terms: LotTerms): void {
    const lot = this.wallet.lots.find((each) => each.id === id);
    const delta = points - (lot ? lot.quantity - lot.reversed : 0);
    const note = { at: this.at };
    if (delta > 0) this.take(earn(this.wallet, { lotId: id, orderId: id, points: delta, terms, note }, this.at));
    if (delta < 0) this.take(reverse(this.wallet, { lotId: id, points: -delta, onShortfall: this.onShortfall, note }, this.at));
  }

  burn(points: number): boolean {
    const entries = this.take(burn(this.wallet, { points, note: { at: this.at } }, this.at));
    if (entries) this.burns.push({ allocations: entries.at(-1)!.allocations });
    return entries !== null;
  }

  /** Sets points aside until so many days later. */
  hold(id: string, points: number, days: number): boolean {
    if (this.wallet.holds.some((each) => each.id === id)) return false;
    const held = hold(this.wallet, { id, points, expiresAt: dayAt(this.now + days) }, this.at);
    this.take(held);
    return held !== null;
  }

  /** Takes or lets go what is held; what has timed out is let go. */
  endHold(id: string, how: 'capture' | 'release'): void {
    const held = this.wallet.holds.find((each) => each.id === id);
    if (!held) return;
    const isCaptured = how === 'capture' && held.expiresAt > this.at;
    this.take(isCaptured ? capture(this.wallet, held, { at: this.at }, this.at) : release({ wallet: this.wallet, entries: [] }, id, this.at));
  }

  /** Undoes the burn that was made first and is not undone. */
  restore(policy: PointsRestore): void {
    const burned = this.burns.shift();
    if (!burned) return;
    const grace = { expiresAt: dayAt(this.now + 31), expiresOn: dateOf(this.now + 30) };
    const allocations = burned.allocations.map(([lot, points]) => [lot, -points] as const);
    this.take(restore(this.wallet, { allocations, policy, grace, note: { at: this.at } }, this.at));
  }

  sumOfEntries(...kinds: PointsEntryKind[]): number {
    return sumOf(this.entries, (entry) => (kinds.length === 0 || kinds.includes(entry.kind) ? entry.points : 0));
  }

  lot(id: string): Lot {
    return this.wallet.lots.find((each) => each.id === id)!;
  }

  remainingByDay(): Record<string, number> {
    const days: Record<string, number> = {};
    for (const lot of this.wallet.lots) {
      if (remainingOf(lot) > 0) days[lot.expiresOn ?? 'never'] = (days[lot.expiresOn ?? 'never'] ?? 0) + remainingOf(lot);
    }
    return days;
  }
}
