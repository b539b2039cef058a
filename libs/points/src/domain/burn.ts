import { PointsEntryKind } from './enums';
import { allocationsOf, expireDue, followedBy, leavingNothingOverdue, type Note, post, rebalance, sideLines } from './posting';
import { type Allocation, byExpiry, heldByLot, type Hold, isPending, type Posting, remainingOf, spendableOf, type Wallet } from './wallet';

export interface Burn {
  /** 1 or more. */
  readonly points: number;
  readonly note: Note;
  /** BURN when left out. */
  readonly kind?: PointsEntryKind.BURN | PointsEntryKind.ADJUST;
}

/** Takes points of active lots, first to expire first. Null when what can be spent does not suffice. Needs a whole wallet. */
export function burn(wallet: Wallet, command: Burn, now: Date): Posting | null {
  if (spendableOf(wallet, now) < command.points) return null;
  const start = expireDue(wallet, now);
  return followedBy(start, spend(start.wallet, allocate(start.wallet, command.points, now), command, now));
}

/** Sets points aside, those that a burn would take. Null when what can be spent does not suffice. Needs a whole wallet. */
export function hold(wallet: Wallet, { id, points, expiresAt }: Pick<Hold, 'id' | 'points' | 'expiresAt'>, now: Date): Posting & { readonly hold: Hold } | null {
  if (spendableOf(wallet, now) < points) return null;
  const start = expireDue(wallet, now);
  const held: Hold = { id, points, expiresAt, allocations: allocate(start.wallet, points, now) };
  return { wallet: { ...start.wallet, holds: [...start.wallet.holds, held] }, entries: start.entries, hold: held };
}

/** Takes what the hold set aside, also of a lot that has expired since. What was promised to a till stands: where points were taken back meanwhile, they are owed. */
export function capture(wallet: Wallet, held: Hold, note: Note, now: Date): Posting {
  const start = expireDue(wallet, now);
  return followedBy(start, release(spend(start.wallet, held.allocations, { points: held.points, note }, now), held.id, now));
}

/** What the hold set aside can be spent again; what has expired meanwhile is gone. */
export function release(posting: Posting, holdId: string, now: Date): Posting {
  const before = followedBy(posting, expireDue(posting.wallet, now));
  const wallet = { ...before.wallet, holds: before.wallet.holds.filter(({ id }) => id !== holdId) };
  return leavingNothingOverdue({ ...before, wallet }, now);
}

function spend(wallet: Wallet, takes: readonly Allocation[], { kind, points, note }: Burn, now: Date): Posting {
  const taken = new Map(takes);
  const after = rebalance(wallet, wallet.lots.flatMap((lot) => (taken.has(lot.id) ? { ...lot, spent: lot.spent + (taken.get(lot.id) ?? 0) } : [])));
  const allocations = allocationsOf(takes.map(([id, allocated]) => ({ id, points: -allocated })));
  const { ahead, behind } = sideLines(wallet, after, note);
  return post(after, [...ahead, { kind: kind ?? PointsEntryKind.BURN, points: -points, allocations, note }, ...behind], now);
}

/** First to expire first, of what nobody holds. */
function allocate(wallet: Wallet, points: number, now: Date): readonly Allocation[] {
  const held = heldByLot(wallet, now);
  const takes: Allocation[] = [];
  let left = points;
  for (const lot of wallet.lots.filter((each) => !isPending(each, now)).sort(byExpiry)) {
    const take = Math.min(left, Math.max(0, remainingOf(lot) - (held.get(lot.id) ?? 0)));
    if (take > 0) takes.push([lot.id, take]);
    left -= take;
  }
  return takes;
}
