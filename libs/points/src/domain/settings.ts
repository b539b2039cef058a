import { PointsExpiryKind, PointsRestore, PointsShortfall, Rounding } from './enums';

/** How a brand's points behave. A version never changes: orders keep the one under which they were accepted. */
export interface PointsSettings {
  readonly version: number;
  readonly pendingDays: number;
  readonly expiry: PointsExpiryKind;
  /** Days, months, or whole months or years on top of the current one. */
  readonly expiryCount: number;
  readonly onShortfall: PointsShortfall;
  readonly onBurnRefund: PointsRestore;
  readonly restoreGraceDays: number;
  readonly rounding: Rounding;
  /** Of all multipliers together. */
  readonly maxMultiplierBp: number | null;
  readonly maxPointsPerOrder: number | null;
  readonly burnNeedsVerifiedPhone: boolean;
  /** At the till, points are paid with in multiples of it. */
  readonly burnStep: number;
  /** Fewer are not taken at the till. */
  readonly burnMinimum: number;
  /** Points pay at most so much of what is to be paid. */
  readonly burnMaxShareBp: number;
  /** What one person, with the keys they made, gives by hand within 24 hours; for more it takes another person. */
  readonly grantFourEyesAbove: number | null;
  /** In units of 10^-4 of the brand's currency: what one point pays at the till. */
  readonly worth: bigint | null;
  readonly remindDaysBefore: readonly number[];
}

/** What holds until a brand says otherwise: points stay for ever, and nothing is lost silently. */
export const DEFAULT_SETTINGS: PointsSettings = Object.freeze({
  version: 1,
  pendingDays: 0,
  expiry: PointsExpiryKind.NEVER,
  expiryCount: 0,
  onShortfall: PointsShortfall.DEBT,
  onBurnRefund: PointsRestore.RESTORE_WITH_GRACE,
  restoreGraceDays: 30,
  rounding: Rounding.FLOOR,
  maxMultiplierBp: null,
  maxPointsPerOrder: null,
  burnNeedsVerifiedPhone: false,
  burnStep: 1,
  burnMinimum: 0,
  burnMaxShareBp: 10_000,
  grantFourEyesAbove: null,
  worth: null,
  remindDaysBefore: [30, 7, 1],
});
