import { type Context, type EventType, publicId } from '@regulars/plugin-sdk';
import { PointsEntryKind, PointsShortfall } from './enums';
import { PointsBurned, PointsEarned, PointsExpired, PointsRestored, PointsReversed, PointsShort } from './events';
import type { PostedEntry } from './ledger-rows';
import type { Taken } from './reverse';
import type { Wallet } from './wallet';

/** Emits the event of every entry that has one, at the time it took effect. */
export function announce(ctx: Context, entries: readonly PostedEntry[], walletOf: (memberId: string) => Wallet): void {
  for (const entry of entries) announceOne(ctx, entry, walletOf);
}

function announceOne(ctx: Context, entry: PostedEntry, walletOf: (memberId: string) => Wallet): void {
  const tell = <P extends object>(event: EventType<P>, data: P): void => ctx.emit(event, data, entry.memberId, { at: entry.at });
  const fact = factOf(entry);
  switch (entry.kind) {
    case PointsEntryKind.EARN: {
      const lot = walletOf(entry.memberId).lots.find(({ id }) => id === entry.allocations[0]?.[0]);
      return tell(PointsEarned, { ...fact, activeAt: (lot?.activeAt ?? entry.at).toISOString(), expiresAt: lot?.expiresAt?.toISOString() ?? null });
    }
    case PointsEntryKind.REVERSE_EARN: {
      const { owed, writtenOff } = entry.explanation.takenBack as unknown as Taken;
      tell(PointsReversed, { ...fact, owed, writtenOff });
      if (writtenOff > 0 && entry.explanation.onShortfall === PointsShortfall.NOTIFY) tell(PointsShort, { ...fact, owed, writtenOff });
      return;
    }
    case PointsEntryKind.BURN:
      return tell(PointsBurned, fact);
    case PointsEntryKind.RESTORE_BURN:
      return tell(PointsRestored, fact);
    case PointsEntryKind.EXPIRE:
      // An expiry undone is part of the reversal, which tells of it.
      return entry.points < 0 ? tell(PointsExpired, fact) : undefined;
    default:
      return undefined;
  }
}

const factOf = (entry: PostedEntry) => ({
  entryId: publicId('pte', entry.id),
  memberId: publicId('mbr', entry.memberId),
  points: Math.abs(entry.points),
  balance: entry.balanceAfter,
  orderId: entry.orderId && publicId('ord', entry.orderId),
});
