import { defineEvent } from '@regulars/plugin-sdk';

/** What every event of the ledger says. Ids are public. */
interface LedgerFact {
  readonly entryId: string;
  readonly memberId: string;
  /** Never negative. */
  readonly points: number;
  /** What could be spent once this had happened. */
  readonly balance: number;
  readonly orderId: string | null;
}

export interface PointsEarnedData extends LedgerFact {
  /** ISO 8601: from when they can be spent. */
  readonly activeAt: string;
  /** ISO 8601; null: never. */
  readonly expiresAt: string | null;
}

export interface PointsReversedData extends LedgerFact {
  /** The part that was spent already and is now owed. */
  readonly owed: number;
  /** The part that was spent already and is the brand's loss. */
  readonly writtenOff: number;
}

export type PointsBurnedData = LedgerFact;
export type PointsExpiredData = LedgerFact;
export type PointsRestoredData = LedgerFact;

export interface PointsExpiringData {
  readonly memberId: string;
  readonly points: number;
  /** The last day on which they can be used. */
  readonly on: string;
  readonly daysBefore: number;
}

/** Points came in: by an order, a grant or a reward. At the time they were deserved. */
export const PointsEarned = defineEvent<PointsEarnedData>('points.earned');

/** Points of an order or a reward were taken back. At the time of the refund. */
export const PointsReversed = defineEvent<PointsReversedData>('points.reversed');

/** Under the policy NOTIFY: points that were taken back had been spent, and are the brand's loss. */
export const PointsShort = defineEvent<PointsReversedData>('points.short');

export const PointsBurned = defineEvent<PointsBurnedData>('points.burned');

/** A burn was undone. */
export const PointsRestored = defineEvent<PointsRestoredData>('points.restored');

/** At the instant of the expiry, whenever it was posted. */
export const PointsExpired = defineEvent<PointsExpiredData>('points.expired');

/** Once per member, last usable day and reminder. */
export const PointsExpiring = defineEvent<PointsExpiringData>('points.expiring');
