import { settleClaims } from './claims';
import { PointsEntryKind } from './enums';
import { expireDue, followedBy, leavingNothingOverdue, type Note, post, sideLines } from './posting';
import { type Posting, sumOf, type Wallet } from './wallet';

/**
 * Everything of one wallet goes into another: its lots with their dates, what is owed, and what was ever earned. Both
 * wallets are whole.
 */
export function mergeWallets(survivor: Wallet, loser: Wallet, note: Note, now: Date): { readonly survivor: Posting; readonly loser: Posting } {
  const [to, from] = [expireDue(survivor, now), expireDue(loser, now)];
  const points = from.wallet.total;
  const emptied: Wallet = { ...from.wallet, lots: [], holds: [], debt: 0, claimed: 0, writtenOff: 0, lifetimeEarned: 0 };
  const together = union(to.wallet, from.wallet);
  const { lots, debt } = settleClaims(together.lots, together.debt + together.claimed);
  const settled: Wallet = { ...together, lots, debt, claimed: sumOf(lots, (lot) => lot.claimed) };
  const { ahead, behind } = sideLines(together, settled, note);
  const moved = (kind: PointsEntryKind, value: number) => (value === 0 ? [] : [{ kind, points: value, allocations: [], note }]);
  return {
    survivor: leavingNothingOverdue(followedBy(to, post(settled, [...moved(PointsEntryKind.MERGE_IN, points), ...ahead, ...behind], now)), now),
    loser: followedBy(from, post(emptied, moved(PointsEntryKind.MERGE_OUT, -points), now)),
  };
}

const union = (to: Wallet, from: Wallet): Wallet => ({
  ...to,
  lots: [...to.lots, ...from.lots],
  holds: [...to.holds, ...from.holds],
  debt: to.debt + from.debt,
  claimed: to.claimed + from.claimed,
  writtenOff: to.writtenOff + from.writtenOff,
  lifetimeEarned: to.lifetimeEarned + from.lifetimeEarned,
});
