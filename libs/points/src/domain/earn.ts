import { PointsEntryKind } from './enums';
import { expireDue, followedBy, leavingNothingOverdue, type Line, type Note, post, rebalance, sideLines } from './posting';
import { isDue, type Lot, type LotTerms, newLot, type Posting, type Wallet } from './wallet';

export interface Earn {
  /** A lot of the wallet, or the id of a new one. */
  readonly lotId: string;
  readonly orderId: string | null;
  /** 1 or more. */
  readonly points: number;
  /** Of a new lot; one that exists keeps its own. */
  readonly terms: LotTerms;
  readonly note: Note;
  /** EARN when left out; a correction leaves `lifetimeEarned` as it is. */
  readonly kind?: PointsEntryKind.EARN | PointsEntryKind.ADJUST;
}

/**
 * Points come in, into a lot of their own or back into the lot they had been taken from. They pay what is owed
 * first. A lot that is over when it comes has expired at once and pays nothing.
 */
export function earn(wallet: Wallet, command: Earn, now: Date): Posting {
  const start = expireDue(wallet, now);
  const lot = start.wallet.lots.find(({ id }) => id === command.lotId) ?? arriving(newLot(command.lotId, command.orderId, command.terms), now);
  const after = rebalance(start.wallet, [raise(lot, command.points)]);
  const paidDebt = Math.max(0, start.wallet.debt - after.debt);
  const { ahead, behind } = sideLines(start.wallet, after, command.note);
  const line: Line = { kind: command.kind ?? PointsEntryKind.EARN, points: command.points, allocations: [[lot.id, command.points]], note: withPaidDebt(command.note, paidDebt) };
  return leavingNothingOverdue(followedBy(start, post(after, [...ahead, line, ...behind], now)), now);
}

const arriving = (lot: Lot, now: Date): Lot => (isDue(lot, now) ? { ...lot, claimLimit: 0 } : lot);

/** What had been taken back comes back first, the brand's loss with it; only what is more makes the lot larger. */
function raise(lot: Lot, points: number): Lot {
  const unreversed = Math.min(lot.reversed, points);
  return {
    ...lot,
    reversed: lot.reversed - unreversed,
    quantity: lot.quantity + points - unreversed,
    writtenOff: Math.max(0, lot.writtenOff - points),
  };
}

const withPaidDebt = (note: Note, paidDebt: number): Note => (paidDebt === 0 ? note : { ...note, explanation: { ...note.explanation, paidDebt } });
