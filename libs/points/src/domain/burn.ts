import { PointsEntryKind } from './enums';
import { allocationsOf, expireDue, followedBy, type Note, post, rebalance } from './posting';
import { balanceOf, byExpiry, isPending, type Lot, type Posting, remainingOf, type Wallet } from './wallet';

export interface Burn {
  /** 1 or more. */
  readonly points: number;
  readonly note: Note;
  /** BURN when left out. */
  readonly kind?: PointsEntryKind.BURN | PointsEntryKind.ADJUST;
}

/** Takes points of active lots, first to expire first. Null when the balance does not suffice. Needs a whole wallet. */
export function burn(wallet: Wallet, command: Burn, now: Date): Posting | null {
  if (balanceOf(wallet, now) < command.points) return null;
  const start = expireDue(wallet, now);
  const takes = allocate(start.wallet.lots, command.points, now);
  const after = rebalance(start.wallet, takes.map(({ lot, points }) => ({ ...lot, spent: lot.spent + points })));
  const allocations = allocationsOf(takes.map(({ lot, points }) => ({ id: lot.id, points: -points })));
  const line = { kind: command.kind ?? PointsEntryKind.BURN, points: -command.points, allocations, note: command.note };
  return followedBy(start, post(after, [line], now));
}

function allocate(lots: readonly Lot[], points: number, now: Date): { readonly lot: Lot; readonly points: number }[] {
  const takes: { lot: Lot; points: number }[] = [];
  let left = points;
  for (const lot of lots.filter((each) => !isPending(each, now) && remainingOf(each) > 0).sort(byExpiry)) {
    if (left === 0) break;
    const take = Math.min(left, remainingOf(lot));
    takes.push({ lot, points: take });
    left -= take;
  }
  return takes;
}
