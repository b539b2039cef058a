import type { JsonObject } from '@regulars/plugin-sdk';
import { settleClaims } from './claims';
import { PointsEntryKind } from './enums';
import { type Allocation, byExpiry, type Entry, heldByLot, isDue, type Lot, overdrawnOf, pendingOf, type Posting, remainingOf, sumOf, type Wallet } from './wallet';

/** What a caller says about the entries of one command. */
export interface Note {
  /** When it took effect. */
  readonly at: Date;
  readonly orderId?: string | null;
  readonly restoresId?: string | null;
  readonly reason?: string | null;
  readonly cause?: JsonObject | null;
  readonly explanation?: JsonObject;
}

/** An entry still without its number and balance. */
export type Line = Pick<Entry, 'kind' | 'points' | 'allocations'> & { readonly note: Note };

/** Puts new values in the place of the lots with their ids; those that were not there come last. */
export function withLots(lots: readonly Lot[], changed: readonly Lot[]): readonly Lot[] {
  const byId = new Map(changed.map((lot) => [lot.id, lot]));
  const kept = lots.map((lot) => {
    const replaced = byId.get(lot.id);
    byId.delete(lot.id);
    return replaced ?? lot;
  });
  return byId.size === 0 ? kept : [...kept, ...byId.values()];
}

/** What the lot adds to what is owed: overdrawn, and not the brand's loss. */
export const claimOf = (lot: Lot): number => overdrawnOf(lot) - lot.writtenOff;

/** Takes over changed lots and says anew who pays what is owed. Posts nothing. */
export function rebalance(wallet: Wallet, changed: readonly Lot[]): Wallet {
  const before = new Map(wallet.lots.map((lot) => [lot.id, lot]));
  let owed = wallet.debt + wallet.claimed;
  for (const lot of changed) {
    const old = before.get(lot.id);
    owed += claimOf(lot) - (old ? claimOf(old) : 0);
  }
  const settled = recoverLoss(withLots(wallet.lots, changed), Math.max(0, -owed));
  const { lots, debt } = settleClaims(settled, Math.max(0, owed));
  return { ...wallet, lots, debt, claimed: sumOf(lots, (lot) => lot.claimed), writtenOff: sumOf(lots, (lot) => lot.writtenOff) };
}

/** A loss that turns out to have been none: what was taken back and written off was given again elsewhere. */
export function recoverLoss(lots: readonly Lot[], points: number): readonly Lot[] {
  let left = points;
  return left === 0 ? lots : lots.map((lot) => {
    const recovered = Math.min(left, lot.writtenOff);
    left -= recovered;
    return recovered === 0 ? lot : { ...lot, writtenOff: lot.writtenOff - recovered };
  });
}

/**
 * What changed of each lot besides the command's own effect, as lines. Undone expiry stands ahead of the command's
 * own line, everything else behind it, so that no balance in between says what never was.
 */
export function sideLines(before: Pick<Wallet, 'lots'>, after: Pick<Wallet, 'lots'>, note: Note): { readonly ahead: readonly Line[]; readonly behind: readonly Line[] } {
  const old = new Map(before.lots.map((lot) => [lot.id, lot]));
  const lines = after.lots.flatMap((lot) => {
    const was = old.get(lot.id);
    const expired = lot.expired - (was?.expired ?? 0);
    const writtenOff = lot.writtenOff - (was?.writtenOff ?? 0);
    return [...(expired === 0 ? [] : [expiryLine(lot, -expired, note)]), ...(writtenOff === 0 ? [] : [writeOffLine(lot, writtenOff, note)])];
  });
  const isUndone = (line: Line): boolean => line.kind === PointsEntryKind.EXPIRE && line.points > 0;
  return { ahead: lines.filter(isUndone), behind: lines.filter((line) => !isUndone(line)) };
}

function expiryLine(lot: Lot, points: number, note: Note): Line {
  const explanation = { expiresOn: lot.expiresOn, ...(points > 0 ? { undoes: PointsEntryKind.EXPIRE } : {}) };
  const at = points < 0 && lot.expiresAt ? lot.expiresAt : note.at;
  return { kind: PointsEntryKind.EXPIRE, points, allocations: [[lot.id, points]], note: { at, orderId: lot.orderId, explanation } };
}

const writeOffLine = (lot: Lot, points: number, note: Note): Line =>
  ({ kind: PointsEntryKind.WRITE_OFF, points, allocations: [[lot.id, points]], note: { at: note.at, orderId: lot.orderId, cause: note.cause ?? null } });

/** Numbers the lines and says what could be spent after each; without `now`, at the instant the line took effect. */
export function post(wallet: Wallet, lines: readonly Line[], now: Date | null): Posting {
  const pendingNow = now && pendingOf(wallet, now);
  let { total, entryCount, lifetimeEarned } = wallet;
  const entries = lines.map((line): Entry => {
    const { kind, points, allocations, note } = line;
    const pending = pendingNow ?? pendingOf(wallet, note.at);
    total += points;
    if (kind === PointsEntryKind.EARN || kind === PointsEntryKind.REVERSE_EARN) lifetimeEarned += points;
    return {
      memberId: wallet.memberId,
      number: ++entryCount,
      kind,
      points,
      balanceAfter: total - pending,
      at: note.at,
      orderId: note.orderId ?? null,
      restoresId: note.restoresId ?? null,
      reason: note.reason ?? null,
      cause: note.cause ?? null,
      allocations,
      explanation: note.explanation ?? {},
    };
  });
  return { wallet: { ...wallet, total, entryCount, lifetimeEarned }, entries };
}

/** The second posting behind the first. */
export const followedBy = (first: Posting, second: Posting): Posting => ({ wallet: second.wallet, entries: [...first.entries, ...second.entries] });

export const allocationsOf = (lots: readonly { readonly id: string; readonly points: number }[]): readonly Allocation[] =>
  lots.filter(({ points }) => points !== 0).map(({ id, points }) => [id, points]);

/**
 * Posts the expiry of every lot that is due, the earliest first, each with the balance of its own instant. What was
 * held of one then expires when its hold ends; `since`, when one was ended by hand.
 */
export function expireDue(wallet: Wallet, now: Date, since?: Date): Posting {
  const due = wallet.lots.filter((lot) => lot.claimLimit === null && isDue(lot, now)).sort(byExpiry);
  const endings = due.flatMap((lot) => instantsOf(lot, wallet, now).map((at) => ({ id: lot.id, at }))).sort((a, b) => a.at.getTime() - b.at.getTime());
  return endings.reduce((posted: Posting, { id, at }) => followedBy(posted, expireAt(posted.wallet, id, at, since && since > at ? since : at)), { wallet, entries: [] });
}

/** Of a lot that is over but for what a till holds of it, what a command left free is over, too: it expires now. */
export const leavingNothingOverdue = (posted: Posting, now: Date): Posting => followedBy(posted, expireDue(posted.wallet, now, now));

/** When the lot expired, and when holds that outlived it ended. */
function instantsOf(lot: Lot, { holds }: Wallet, now: Date): readonly Date[] {
  const expiresAt = lot.expiresAt ?? lot.activeAt;
  return [expiresAt, ...holds.flatMap((hold) => (hold.expiresAt > expiresAt && hold.expiresAt <= now && hold.allocations.some(([id]) => id === lot.id) ? [hold.expiresAt] : []))];
}

/** What nobody holds of the lot at an instant has expired then. */
function expireAt(wallet: Wallet, lotId: string, at: Date, shownAt: Date): Posting {
  const lot = wallet.lots.find(({ id }) => id === lotId);
  if (!lot) return { wallet, entries: [] };
  const held = heldByLot(wallet, at).get(lotId) ?? 0;
  const closed = { ...lot, expired: lot.expired + Math.max(0, remainingOf(lot) - held), claimLimit: held > 0 ? null : lot.claimed };
  const after = { ...wallet, lots: withLots(wallet.lots, [closed]) };
  const lines = sideLines(wallet, after, { at: shownAt }).behind;
  return post(after, lines.map((line) => ({ ...line, note: { ...line.note, at: shownAt } })), null);
}
