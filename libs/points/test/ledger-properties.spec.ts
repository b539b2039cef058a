import fc from 'fast-check';
import { PointsEntryKind, PointsRestore, PointsShortfall } from '../src/domain/enums';
import { balanceOf, byExpiry, freeOf, heldByLot, isDue, isPending, type Lot, overdrawnOf, pendingOf, remainingOf, spendableOf, sumOf, type Wallet } from '../src/domain/wallet';
import { dayAt, LedgerBook, termsOf } from './ledger-book';

/** `npm run test:model` raises it; a failure prints its seed. */
const numRuns = Number(process.env.REGULARS_MODEL_RUNS ?? 200);

type Step =
  | { readonly do: 'order'; readonly id: number; readonly points: number; readonly pending: number; readonly life: number | null }
  | { readonly do: 'burn'; readonly points: number }
  | { readonly do: 'restore'; readonly policy: PointsRestore }
  | { readonly do: 'hold'; readonly id: number; readonly points: number; readonly days: number }
  | { readonly do: 'end'; readonly id: number; readonly how: 'capture' | 'release' }
  | { readonly do: 'clock'; readonly days: number };

const order = fc.record({
  do: fc.constant('order' as const), id: fc.nat(5), points: fc.integer({ min: 0, max: 120 }),
  pending: fc.constantFrom(0, 0, 3, 14), life: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
});
const burning = fc.record({ do: fc.constant('burn' as const), points: fc.integer({ min: 1, max: 90 }) });
const restoring = fc.record({ do: fc.constant('restore' as const), policy: fc.constantFrom(...Object.values(PointsRestore)) });
const holding = fc.record({ do: fc.constant('hold' as const), id: fc.nat(3), points: fc.integer({ min: 1, max: 60 }), days: fc.integer({ min: 1, max: 20 }) });
const ending = fc.record({ do: fc.constant('end' as const), id: fc.nat(3), how: fc.constantFrom('capture' as const, 'release' as const) });
const clock = fc.record({ do: fc.constant('clock' as const), days: fc.integer({ min: 1, max: 25 }) });
const withoutHolds = [{ weight: 5, arbitrary: order }, { weight: 3, arbitrary: burning }, { weight: 1, arbitrary: restoring }, { weight: 2, arbitrary: clock }] as const;
const steps = fc.array(fc.oneof(...withoutHolds, { weight: 2, arbitrary: holding }, { weight: 2, arbitrary: ending }), { maxLength: 60 });

function run(book: LedgerBook, step: Step): void {
  if (step.do === 'order') book.order(`o${step.id}`, step.points, termsOf(book.now, book.now + step.pending, step.life === null ? null : book.now + step.pending + step.life));
  if (step.do === 'burn') book.burn(step.points);
  if (step.do === 'restore') book.restore(step.policy);
  if (step.do === 'hold') book.hold(`h${step.id}`, step.points, step.days);
  if (step.do === 'end') book.endHold(`h${step.id}`, step.how);
  if (step.do === 'clock') book.advance(step.days);
}

/** What is wrong with a lot. There are a hundred thousand of them: an `expect` of each figure takes longer than all else. */
function mistakesIn(lot: Lot, { wallet, at }: LedgerBook): string[] {
  const parts = [lot.reversed, lot.spent, lot.claimed, lot.expired, lot.writtenOff, remainingOf(lot)];
  const rules: Readonly<Record<string, boolean>> = {
    'each part is between nothing and all of it': parts.every((part) => part >= 0 && part <= lot.quantity),
    'no more is written off than was taken back': lot.writtenOff <= lot.reversed,
    // INV-4, lot by lot
    'its parts are all of it': lot.quantity + overdrawnOf(lot) === remainingOf(lot) + lot.spent + lot.claimed + lot.expired + lot.reversed,
    // The hold may stand on points that were taken back since.
    'of what has expired only what is held is left': !isDue(lot, at) || remainingOf(lot) <= (heldByLot(wallet, at).get(lot.id) ?? 0),
    'claims keep to their limit': lot.claimLimit === null || lot.claimed <= lot.claimLimit,
  };
  return Object.entries(rules).filter(([, isKept]) => !isKept).map(([rule]) => `${rule}: ${JSON.stringify(lot)}`);
}

function expectConsistent(book: LedgerBook): void {
  const { wallet, at } = book;
  const remaining = sumOf(wallet.lots, remainingOf);
  // INV-2
  expect(wallet.total).toBe(book.sumOfEntries());
  expect(wallet.total).toBe(remaining - wallet.debt);
  expect(balanceOf(wallet, at) + pendingOf(wallet, at)).toBe(wallet.total);
  expect(wallet.lifetimeEarned).toBe(book.sumOfEntries(PointsEntryKind.EARN, PointsEntryKind.REVERSE_EARN));
  expect(wallet.lifetimeEarned).toBe(sumOf(wallet.lots, (lot) => lot.quantity - lot.reversed));
  expect(wallet.debt).toBeGreaterThanOrEqual(0);
  if (wallet.debt > 0) expect(remaining).toBe(0);
  // What is owed: claims of overdrawn lots, less the brand's loss.
  expect(wallet.debt + wallet.claimed + wallet.writtenOff).toBe(sumOf(wallet.lots, overdrawnOf));
  expect(wallet.writtenOff).toBe(book.sumOfEntries(PointsEntryKind.WRITE_OFF));
  expect(wallet.lots.flatMap((lot) => mistakesIn(lot, book))).toEqual([]);
  expect(book.sumOfEntries(PointsEntryKind.EXPIRE) + sumOf(wallet.lots, (lot) => lot.expired)).toBe(0);
  expect(book.entries.map((entry) => entry.number)).toEqual(book.entries.map((_, index) => index + 1));
  if (book.entries.length > 0) expect(wallet.entryCount).toBe(book.entries.length);
}

/** What is promised to be equal however the same things arrived. */
const outcome = (book: LedgerBook) => ({
  balance: balanceOf(book.wallet, book.at), pending: pendingOf(book.wallet, book.at), debt: book.wallet.debt,
  lifetimeEarned: book.wallet.lifetimeEarned, remaining: book.remainingByDay(),
});

describe('the ledger', () => {
  it.each(Object.values(PointsShortfall))('keeps its books after every command (INV-2, INV-4), %s', (policy) => {
    fc.assert(fc.property(steps, (all) => {
      const book = new LedgerBook(policy);
      for (const step of all) {
        run(book, step);
        expectConsistent(book);
      }
    }), { numRuns });
  });

  it('burns what is active and first to expire, whatever came in first (INV-5)', () => {
    fc.assert(fc.property(steps, fc.integer({ min: 1, max: 200 }), (all, points) => {
      const book = new LedgerBook();
      for (const step of all) run(book, step);
      const before = book.wallet;
      const active = before.lots.filter((lot) => !isPending(lot, book.at) && remainingOf(lot) > 0).sort(byExpiry);
      const [held, available] = [heldByLot(before, book.at), spendableOf(before, book.at)];
      expect(book.burn(points)).toBe(available >= points);
      if (available < points) return expect(book.wallet).toEqual(before);
      let left = points;
      for (const lot of active) {
        const take = Math.min(left, Math.max(0, remainingOf(lot) - (held.get(lot.id) ?? 0)));
        expect(book.lot(lot.id).spent - lot.spent).toBe(take);
        left -= take;
      }
      expect(left).toBe(0);
      return undefined;
    }), { numRuns });
  });

  it('ends the same whether time passes in one step or in many (INV-22)', () => {
    fc.assert(fc.property(steps, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 }), (all, days) => {
      const [one, many] = [new LedgerBook(), new LedgerBook()];
      for (const step of all) [one, many].forEach((book) => run(book, step));
      one.advance(days.reduce((sum, day) => sum + day, 0));
      for (const day of days) many.advance(day);
      expect(one.wallet).toEqual(many.wallet);
      expect(one.entries).toEqual(many.entries);
    }), { numRuns });
  });

  it('tells the balance of an instant without the expiries posted', () => {
    fc.assert(fc.property(steps, fc.integer({ min: 1, max: 60 }), (all, days) => {
      const book = new LedgerBook();
      for (const step of all) run(book, step);
      const later = dayAt(book.now + days);
      const unposted = { balance: balanceOf(book.wallet, later), pending: pendingOf(book.wallet, later) };
      book.advance(days);
      expect({ balance: balanceOf(book.wallet, book.at), pending: pendingOf(book.wallet, book.at) }).toEqual(unposted);
    }), { numRuns });
  });

  it('refunded whole, an order leaves nothing behind (INV-6)', () => {
    const forEver = fc.array(fc.oneof(order.map((step) => ({ ...step, life: null, pending: 0 })), burning), { maxLength: 30 });
    fc.assert(fc.property(forEver, forEver, fc.integer({ min: 1, max: 100 }), (before, after, points) => {
      const [without, refunded] = [new LedgerBook(), new LedgerBook()];
      for (const step of before) [without, refunded].forEach((book) => run(book, step));
      refunded.order('extra', points, termsOf(0, 0, null));
      for (const step of after) {
        // A burn that the order alone made possible would be a difference of its own.
        if (step.do === 'burn' && balanceOf(without.wallet, without.at) < step.points) continue;
        [without, refunded].forEach((book) => run(book, step));
      }
      refunded.order('extra', 0, termsOf(0, 0, null));
      expect(outcome(refunded)).toEqual(outcome(without));
    }), { numRuns });
  });

  it('comes to the same in whichever order the revisions of orders arrive (INV-7)', () => {
    const targets = fc.array(fc.record({ points: fc.nat(120), pending: fc.constantFrom(0, 5), life: fc.option(fc.integer({ min: -10, max: 40 }), { nil: null }) }), { minLength: 1, maxLength: 6 });
    const detours = fc.array(fc.tuple(fc.nat(5), fc.nat(120)), { maxLength: 10 });
    fc.assert(fc.property(steps, targets, detours, fc.nat(), (history, finals, others, seed) => {
      const [straight, around] = [new LedgerBook(), new LedgerBook()];
      for (const step of history) [straight, around].forEach((book) => run(book, step));
      const arrive = (book: LedgerBook, index: number, points: number): void => {
        const { pending, life } = finals[index]!;
        const earned = book.now - 20;
        book.order(`n${index}`, points, termsOf(earned, earned + pending, life === null ? null : book.now + life));
      };
      finals.forEach((final, index) => arrive(straight, index, final.points));
      for (const [index, points] of others) if (index < finals.length) arrive(around, index, points);
      const shuffled = finals.map((_, index) => index).sort((a, b) => ((a * 7 + seed) % 11) - ((b * 7 + seed) % 11));
      for (const index of shuffled) arrive(around, index, finals[index]!.points);
      expect(outcome(around)).toEqual(outcome(straight));
    }), { numRuns });
  });

  it('comes to the same whether a refund arrives before or after its points expired', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.integer({ min: 1, max: 30 })), { maxLength: 6 }), (orders) => {
      const [early, late] = [new LedgerBook(), new LedgerBook()];
      for (const book of [early, late]) orders.forEach(([first, final, life], index) => book.order(`o${index}`, book === early ? final : first, termsOf(0, 0, life)));
      for (const book of [early, late]) book.advance(15);
      orders.forEach(([, final, life], index) => late.order(`o${index}`, final, termsOf(0, 0, life)));
      expect(outcome(late)).toEqual(outcome(early));
    }), { numRuns });
  });
});

/** Textbook ledger: nothing is ever said anew. Agrees with ours while points expire in the order they are earned. */
class PlainModel {
  readonly lots: { id: string; from: number; to: number; left: number; gone: number }[] = [];
  debt = 0;

  earn(id: string, points: number, from: number, to: number): void {
    const paid = Math.min(this.debt, points);
    this.debt -= paid;
    this.lots.push({ id, from, to, left: points - paid, gone: 0 });
  }

  burn(points: number, now: number): boolean {
    const usable = this.lots.filter((lot) => lot.from <= now && now < lot.to);
    if (usable.reduce((sum, lot) => sum + lot.left, 0) - this.debt < points) return false;
    this.takeFrom(usable, points);
    return true;
  }

  reverse(id: string, points: number, now: number): void {
    const own = this.lots.find((lot) => lot.id === id)!;
    const left = this.takeFrom([own], points);
    this.debt += this.takeFrom(this.lots.filter((lot) => now < lot.to), left);
  }

  private takeFrom(lots: readonly { left: number }[], points: number): number {
    let left = points;
    for (const lot of lots) {
      const take = Math.min(left, lot.left);
      lot.left -= take;
      left -= take;
    }
    return left;
  }

  state(now: number) {
    const live = this.lots.filter((lot) => now < lot.to);
    const sum = (lots: readonly { left: number }[]) => lots.reduce((total, lot) => total + lot.left, 0);
    return { balance: sum(live.filter((lot) => lot.from <= now)) - this.debt, pending: sum(live.filter((lot) => lot.from > now)), debt: this.debt };
  }
}

describe('the ledger and a textbook model', () => {
  it('agree on every balance', () => {
    const moves = fc.array(fc.oneof(
      fc.record({ do: fc.constant('earn' as const), points: fc.integer({ min: 1, max: 100 }) }),
      fc.record({ do: fc.constant('reverse' as const), pick: fc.nat(20), points: fc.integer({ min: 1, max: 100 }) }),
      burning, clock,
    ), { maxLength: 60 });
    fc.assert(fc.property(moves, fc.constantFrom(0, 4), (all, pendingDays) => {
      const [book, model] = [new LedgerBook(), new PlainModel()];
      const given = new Map<string, { points: number; until: number }>();
      let serial = 0;
      for (const move of all) {
        const now = book.now;
        if (move.do === 'earn') {
          const id = `o${String(++serial).padStart(3, '0')}`;
          given.set(id, { points: move.points, until: now + pendingDays + 30 });
          book.order(id, move.points, termsOf(now, now + pendingDays, now + pendingDays + 29));
          model.earn(id, move.points, now + pendingDays, now + pendingDays + 30);
        } else if (move.do === 'reverse') {
          // Taking back what has expired is where the textbook says nothing.
          const live = [...given].filter(([, lot]) => now < lot.until && lot.points > 0);
          const [id, lot] = live[move.pick % Math.max(1, live.length)] ?? [];
          if (!id || !lot) continue;
          const points = Math.min(move.points, lot.points);
          lot.points -= points;
          book.order(id, lot.points, termsOf(now, now, null));
          model.reverse(id, points, now);
        } else if (move.do === 'burn') {
          expect(book.burn(move.points)).toBe(model.burn(move.points, now));
        } else {
          book.advance(move.days);
        }
        expect({ balance: balanceOf(book.wallet, book.at), pending: pendingOf(book.wallet, book.at), debt: book.wallet.debt }).toEqual(model.state(book.now));
      }
    }), { numRuns });
  });
});

// A wallet that nothing was done to holds nothing that a test could have forgotten.
it('begins empty', () => {
  const wallet: Wallet = new LedgerBook().wallet;
  expect({ total: wallet.total, lots: wallet.lots.map(freeOf) }).toEqual({ total: 0, lots: [] });
});
