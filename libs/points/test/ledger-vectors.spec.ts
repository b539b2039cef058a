import { addDays } from '@regulars/plugin-sdk';
import { burn } from '../src/domain/burn';
import { earn } from '../src/domain/earn';
import { PointsEntryKind, PointsRestore, PointsShortfall } from '../src/domain/enums';
import { expireDue } from '../src/domain/posting';
import { restore } from '../src/domain/restore';
import { reverse } from '../src/domain/reverse';
import { balanceOf, emptyWallet, type Entry, type Lot, pendingOf, remainingOf, sumOf, type Wallet } from '../src/domain/wallet';
import vectors from './fixtures/ledger.vectors.json';

const at = (day: string): Date => new Date(`${day}T00:00:00Z`);
const RESTORE_GRACE_DAYS = 30;

/** One wallet driven by the operations as the vectors word them. */
class Book {
  wallet: Wallet = emptyWallet('m');
  readonly entries: Entry[] = [];

  private take(posting: { wallet: Wallet; entries: readonly Entry[] } | null): readonly Entry[] {
    if (!posting) throw new Error('refused');
    this.wallet = posting.wallet;
    this.entries.push(...posting.entries);
    return posting.entries;
  }

  earn(id: string, points: number, day: string, lastDay: string, activeOn = day): void {
    const terms = { earnedAt: at(day), activeAt: at(activeOn), expiresAt: at(addDays(lastDay, 1)), expiresOn: lastDay, inactivityMonths: null, keptUntil: null };
    this.take(earn(this.wallet, { lotId: id, orderId: id, points, terms, note: { at: at(day) } }, at(day)));
  }

  burn(points: number, day: string): Entry {
    return this.take(burn(this.wallet, { points, note: { at: at(day) } }, at(day))).at(-1)!;
  }

  restore(burned: Entry, policy: PointsRestore, day: string): void {
    const expiresOn = addDays(day, RESTORE_GRACE_DAYS);
    const grace = { expiresOn, expiresAt: at(addDays(expiresOn, 1)) };
    const allocations = burned.allocations.map(([lot, points]) => [lot, -points] as const);
    this.take(restore(this.wallet, { allocations, policy, grace, note: { at: at(day) } }, at(day)));
  }

  reverse(id: string, points: number, day: string, onShortfall = PointsShortfall.DEBT): void {
    this.take(reverse(this.wallet, { lotId: id, points, onShortfall, note: { at: at(day) } }, at(day)));
  }

  clock(day: string): void {
    this.take(expireDue(this.wallet, at(day)));
  }

  lots(): Record<string, number> {
    return Object.fromEntries(this.wallet.lots.map((lot: Lot) => [lot.id, remainingOf(lot)]));
  }
}

function runStory(policy: PointsRestore): { book: Book; rows: { day: string; active: number; pending: number; lots: Record<string, number> }[] } {
  const book = new Book();
  const rows: { day: string; active: number; pending: number; lots: Record<string, number> }[] = [];
  const row = (day: string): void => {
    expect(book.wallet.total).toBe(sumOf(book.entries, (entry) => entry.points));
    rows.push({ day, active: balanceOf(book.wallet, at(day)), pending: pendingOf(book.wallet, at(day)), lots: book.lots() });
  };
  const step = (day: string, act: () => void): void => (act(), row(day));
  let burned: Entry;
  step('2025-01-10', () => book.earn('L1', 100, '2025-01-10', '2025-07-10'));
  step('2025-02-10', () => book.earn('L2', 50, '2025-02-10', '2025-03-31'));
  step('2025-03-01', () => book.earn('L3', 30, '2025-03-01', '2025-09-15', '2025-03-15'));
  step('2025-03-05', () => (burned = book.burn(60, '2025-03-05')));
  expect(burned!.allocations).toEqual([['L2', -50], ['L1', -10]]);
  step('2025-03-20', () => book.clock('2025-03-20'));
  step('2025-04-01', () => book.restore(burned, policy, '2025-04-01'));
  step('2025-04-10', () => book.reverse('L1', 40, '2025-04-10'));
  for (const day of ['2025-05-01', '2025-05-02', '2025-07-10', '2025-07-11', '2025-09-16']) step(day, () => book.clock(day));
  return { book, rows };
}

const expected = (rows: readonly { day: string; active: number; pending: number; lots: Record<string, number | undefined> }[]) =>
  rows.map(({ day, active, pending, lots }) => ({ day, active, pending, lots }));

describe('the ledger follows the published vectors', () => {
  it('V-F1: restore with grace', () => {
    expect(runStory(PointsRestore.RESTORE_WITH_GRACE).rows).toEqual(expected(vectors['V-F1']));
  });

  it('V-F1 with FORFEIT', () => {
    expect(runStory(PointsRestore.FORFEIT).rows).toEqual(expected(vectors['V-F1-forfeit']));
  });

  it('V-F1 with RESTORE: the points come back and expire at once', () => {
    const { book, rows } = runStory(PointsRestore.RESTORE);
    expect(rows).toEqual(expected(vectors['V-F1-forfeit']));
    const day = at('2025-04-01').getTime();
    expect(book.entries.filter((entry) => entry.kind === PointsEntryKind.RESTORE_BURN).map((entry) => entry.points)).toEqual([60]);
    expect(book.entries.filter((entry) => entry.kind === PointsEntryKind.EXPIRE && entry.at.getTime() === day).map((entry) => entry.points)).toEqual([-50]);
  });

  it('V-F1 negative: what is owed is netted by the next earning', () => {
    const book = new Book();
    book.earn('A', 100, '2025-01-01', '2026-01-01');
    book.burn(80, '2025-01-02');
    book.reverse('A', 100, '2025-01-03');
    expect(balanceOf(book.wallet, at('2025-01-03'))).toBe(vectors['V-F1-negative'][0]!.active);
    expect(book.wallet.debt).toBe(80);
    book.earn('C', 100, '2025-01-04', '2026-01-04');
    expect(balanceOf(book.wallet, at('2025-01-04'))).toBe(vectors['V-F1-negative'][1]!.active);
    expect(book.lots()).toEqual(vectors['V-F1-negative'][1]!.lots);
    expect(book.wallet).toMatchObject({ debt: 0, total: 20, lifetimeEarned: 100 });
  });

  it.each([PointsShortfall.CLAMP, PointsShortfall.NOTIFY])('%s: what is short is written off', (policy) => {
    const book = new Book();
    book.earn('A', 100, '2025-01-01', '2026-01-01');
    book.burn(80, '2025-01-02');
    book.reverse('A', 100, '2025-01-03', policy);
    expect(balanceOf(book.wallet, at('2025-01-03'))).toBe(0);
    expect(book.entries.map(({ kind, points, balanceAfter }) => [kind, points, balanceAfter])).toEqual([
      ['EARN', 100, 100], ['BURN', -80, 20], ['REVERSE_EARN', -100, -80], ['WRITE_OFF', 80, 0],
    ]);
    expect(book.wallet).toMatchObject({ debt: 0, writtenOff: 80, lifetimeEarned: 0 });
  });

  it('a correction moves the balance, and not what was ever earned', () => {
    const book = new Book();
    book.earn('A', 100, '2025-01-01', '2026-01-01');
    const terms = { earnedAt: at('2025-01-02'), activeAt: at('2025-01-02'), expiresAt: null, expiresOn: null, inactivityMonths: null, keptUntil: null };
    const note = { at: at('2025-01-02'), reason: 'counted twice' };
    const added = earn(book.wallet, { lotId: 'B', orderId: null, points: 10, terms, note, kind: PointsEntryKind.ADJUST }, at('2025-01-02'));
    const taken = burn(added.wallet, { points: 25, note, kind: PointsEntryKind.ADJUST }, at('2025-01-02'));
    expect([...added.entries, ...taken!.entries].map(({ kind, points, balanceAfter }) => [kind, points, balanceAfter])).toEqual([['ADJUST', 10, 110], ['ADJUST', -25, 85]]);
    expect(taken!.wallet).toMatchObject({ total: 85, lifetimeEarned: 100 });
  });
});
