import { settleClaims } from './claims';
import { PointsEntryKind } from './enums';
import { claimOf, expireDue, followedBy, type Line, type Note, post, recoverLoss, sideLines } from './posting';
import { type Lot, type Posting, remainingOf, sumOf, type Wallet } from './wallet';

export interface Split {
  /** Ids of the lots that go. */
  readonly going: ReadonlySet<string>;
  /** How much of what was ever earned goes. */
  readonly lifetimeEarned: number;
}

/**
 * Takes lots out of a wallet into an empty one: the reverse of `mergeWallets`. Each of the two owes what its own lots
 * owe, so that a merge without anything behind it is undone to the last point. `from` holds every lot there is.
 */
export function splitWallets(from: Wallet, to: Wallet, { going, lifetimeEarned }: Split, note: Note, now: Date): { readonly stays: Posting; readonly goes: Posting } {
  const expired = expireDue(from, now);
  const { wallet } = expired;
  const stays = settled(wallet.lots.filter(({ id }) => !going.has(id)), note);
  const goes = settled(wallet.lots.filter(({ id }) => going.has(id)), note);
  // What the lots that go hold after each side has paid its own, less what settling adds in lines of its own.
  const points = sumOf(goes.lots, remainingOf) - goes.debt - sumOf(goes.lines, (line) => line.points);
  const moved = (kind: PointsEntryKind, value: number): Line[] => (value === 0 ? [] : [{ kind, points: value, allocations: [], note }]);
  const after = (base: Wallet, part: Part, lifetime: number): Wallet => ({
    ...base, lots: part.lots, debt: part.debt, claimed: sumOf(part.lots, (lot) => lot.claimed), writtenOff: sumOf(part.lots, (lot) => lot.writtenOff),
    lifetimeEarned: base.lifetimeEarned + lifetime,
  });
  return {
    stays: followedBy(expired, post(after(wallet, stays, -lifetimeEarned), [...moved(PointsEntryKind.MERGE_OUT, -points), ...stays.lines], now)),
    goes: post(after(to, goes, lifetimeEarned), [...moved(PointsEntryKind.MERGE_IN, points), ...goes.lines], now),
  };
}

interface Part {
  readonly lots: readonly Lot[];
  readonly debt: number;
  readonly lines: readonly Line[];
}

/** Lots on their own: who among them pays what they owe. */
function settled(lots: readonly Lot[], note: Note): Part {
  const owed = sumOf(lots, claimOf);
  const after = settleClaims(recoverLoss(lots, Math.max(0, -owed)), Math.max(0, owed));
  const { ahead, behind } = sideLines({ lots }, after, note);
  return { ...after, lines: [...ahead, ...behind] };
}
