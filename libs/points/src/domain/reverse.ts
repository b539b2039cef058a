import { PointsEntryKind, PointsShortfall } from './enums';
import { expireDue, followedBy, type Line, type Note, post, rebalance, sideLines } from './posting';
import { freeOf, type Lot, type Posting, remainingOf, type Wallet } from './wallet';

export interface Reverse {
  readonly lotId: string;
  /** 1 up to what the lot's source gives today. */
  readonly points: number;
  readonly onShortfall: PointsShortfall;
  readonly note: Note;
}

/** Where points that were taken back came from. */
export interface Taken {
  /** Of the lot itself, unspent. */
  readonly unspent: number;
  /** Of the lot itself, expired unspent: part of its expiry is undone. */
  readonly expired: number;
  /** Of the member's other points, first to expire first. */
  readonly fromOthers: number;
  readonly owed: number;
  readonly writtenOff: number;
}

/** Can the lot alone bear it? Then the wallet need not be whole. */
export const isBorneByLot = (lot: Lot, points: number): boolean => remainingOf(lot) + lot.expired >= points;

/**
 * Takes points back from the lot they came into: what is unspent there, then from the member's other lots, first to
 * expire first. What is short is owed, or the brand's loss. What had expired of the lot counts as taken back first.
 */
export function reverse(wallet: Wallet, command: Reverse, now: Date): Posting & { readonly taken: Taken } {
  const start = expireDue(wallet, now);
  const lot = start.wallet.lots.find(({ id }) => id === command.lotId);
  if (!lot) throw new Error(`The wallet does not hold lot ${command.lotId}`);
  const lowered = lower(lot, command.points);
  const short = rebalance(start.wallet, [lowered]);
  const writtenOff = command.onShortfall === PointsShortfall.DEBT ? 0 : Math.max(0, short.debt - start.wallet.debt);
  const after = writtenOff === 0 ? short : writeOff(short, lot.id, writtenOff);
  const taken = takenFrom(start.wallet, after, lot, writtenOff);
  const { ahead, behind } = sideLines(start.wallet, after, command.note);
  const note = { ...command.note, explanation: { ...command.note.explanation, takenBack: { ...taken } } };
  const line: Line = { kind: PointsEntryKind.REVERSE_EARN, points: -command.points, allocations: differences(start.wallet, after, lot.id), note };
  return { ...followedBy(start, post(after, [...ahead, line, ...behind], now)), taken };
}

function lower(lot: Lot, points: number): Lot {
  const reversed = lot.reversed + points;
  if (reversed > lot.quantity) throw new Error(`Lot ${lot.id} gives less than ${points}`);
  const lowered = { ...lot, reversed };
  // A lot that was given a second life by a restore: what expired in the first one goes first.
  return { ...lowered, expired: Math.min(Math.max(0, lot.expired - points), freeOf(lowered)) };
}

const writeOff = (wallet: Wallet, id: string, points: number): Wallet => ({
  ...wallet,
  debt: wallet.debt - points,
  writtenOff: wallet.writtenOff + points,
  lots: wallet.lots.map((lot) => (lot.id === id ? { ...lot, writtenOff: lot.writtenOff + points } : lot)),
});

function takenFrom(before: Wallet, after: Wallet, lot: Lot, writtenOff: number): Taken {
  const own = after.lots.find(({ id }) => id === lot.id) ?? lot;
  const unspent = remainingOf(lot) - remainingOf(own);
  const expired = lot.expired - own.expired;
  const owed = Math.max(0, after.debt - before.debt);
  const claims = after.claimed - own.claimed - (before.claimed - lot.claimed);
  return { unspent, expired, fromOthers: Math.max(0, claims), owed, writtenOff };
}

/** What each lot, the one itself first, had less of afterwards. */
function differences(before: Wallet, after: Wallet, lotId: string): readonly (readonly [string, number])[] {
  const now = new Map(after.lots.map((lot) => [lot.id, lot]));
  const changes = before.lots.map((lot) => [lot.id, remainingOf(now.get(lot.id) ?? lot) - remainingOf(lot)] as const).filter(([, points]) => points !== 0);
  return [...changes].sort(([a], [b]) => Number(b === lotId) - Number(a === lotId));
}
