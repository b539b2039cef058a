/** What other modules may use of points. */
export { EarnBasis, EarnRuleKind, PointsEntryKind, PointsExpiryKind, PointsLotState, PointsRestore, PointsShortfall, Rounding } from './api/enums';
export {
  PointsBurnedEvent, PointsEarnedEvent, PointsExpiredEvent, PointsExpiringEvent, PointsRestoredEvent, PointsReversedEvent, PointsShortEvent,
} from './api/points-event.type';
export { entryById } from './api/points-entry.loader';
export { PointsEntry, PointsEntryConnection } from './api/points-entry.type';
export { walletOfMember } from './api/points-wallet.loader';
export { PointsExpiry, PointsLot, PointsWallet } from './api/points-wallet.type';
export { burnOfEntry, type PointsBurnStanding } from './domain/burn-of-entry';
export {
  PointsBurned, type PointsBurnedData, PointsEarned, type PointsEarnedData, PointsExpired, type PointsExpiredData, PointsExpiring, type PointsExpiringData,
  PointsRestored, type PointsRestoredData, PointsReversed, type PointsReversedData, PointsShort,
} from './domain/events';
export { type EarnFactor, EarnFactors, type EarnFactorSource } from './domain/extension-points';
export { Points, type PointsBurn, type PointsGrant, type PointsGranted, type PointsService } from './domain/points';
export { InsufficientPointsError, PointsHeldError } from './errors';
export { permissions as pointsPermissions } from './permissions';
