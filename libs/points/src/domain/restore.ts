import type { LocalDate } from '@regulars/plugin-sdk';
import type { BurnRow } from '../data/ledger.statements';
import { PointsEntryKind, PointsRestore } from './enums';
import { allocationsOf, expireDue, followedBy, leavingNothingOverdue, type Line, type Note, post, rebalance, sideLines } from './posting';
import { type Allocation, isDue, type Lot, type Posting, sumOf, type Wallet } from './wallet';

export interface Restore {
  /** What the burn took of which lot, less what was restored before; all these lots are in the wallet. */
  readonly allocations: readonly Allocation[];
  readonly policy: PointsRestore;
  /** Under RESTORE_WITH_GRACE: until when points of an expired lot can be used again. */
  readonly grace: { readonly expiresAt: Date; readonly expiresOn: LocalDate };
  readonly note: Note;
}

/**
 * Gives back what a burn took, into the lots it was taken from, with their own expiry. Of lots that have expired
 * meanwhile the policy decides. Null when nothing comes back.
 */
export function restore(wallet: Wallet, command: Restore, now: Date): Posting | null {
  const start = expireDue(wallet, now);
  const byId = new Map(start.wallet.lots.map((lot) => [lot.id, lot]));
  const back = command.allocations.flatMap(([id, points]) => {
    const lot = byId.get(id);
    if (!lot) throw new Error(`The wallet does not hold lot ${id}`);
    const restored = restoreLot(lot, Math.min(points, lot.spent), command, now);
    return restored ? [{ lot: restored, points: lot.spent - restored.spent }] : [];
  });
  const points = sumOf(back, (each) => each.points);
  if (points === 0) return null;
  const after = rebalance(start.wallet, back.map(({ lot }) => lot));
  const allocations = allocationsOf(back.map((each) => ({ id: each.lot.id, points: each.points })));
  const line: Line = { kind: PointsEntryKind.RESTORE_BURN, points, allocations, note: command.note };
  const { ahead, behind } = sideLines(start.wallet, after, command.note);
  return leavingNothingOverdue(followedBy(start, post(after, [...ahead, line, ...behind], now)), now);
}

function restoreLot(lot: Lot, points: number, { policy, grace }: Restore, now: Date): Lot | null {
  const restored = { ...lot, spent: lot.spent - points };
  const isOver = lot.claimLimit !== null || isDue(lot, now);
  if (!isOver || policy === PointsRestore.RESTORE) return restored;
  if (policy === PointsRestore.FORFEIT) return null;
  return { ...restored, ...grace, keptUntil: grace.expiresAt, claimLimit: null };
}

/** What of a burn's allocations has not been given back yet. */
export function outstanding(taken: readonly Allocation[], restored: readonly Allocation[]): readonly Allocation[] {
  const left = new Map(taken.map(([lotId, points]) => [lotId, -points]));
  for (const [lotId, points] of restored) left.set(lotId, (left.get(lotId) ?? 0) - points);
  return [...left].filter(([, points]) => points > 0);
}

/** What is to be given back to whom: to those who have the lots now. */
export function byOwner(burn: Pick<BurnRow, 'member_id' | 'owners'>, open: readonly Allocation[]): ReadonlyMap<string, readonly Allocation[]> {
  const owners = new Map<string, Allocation[]>();
  for (const allocation of open) {
    const owner = burn.owners[allocation[0]] ?? burn.member_id;
    owners.set(owner, [...(owners.get(owner) ?? []), allocation]);
  }
  return owners;
}
