/** What other modules may use of tier. */
export { TierChangedEvent, TierRenewedEvent } from './api/tier-event.type';
export { Tier, TierMembership, TierNeed, TierProgress } from './api/tier.type';
export { TierState } from './domain/tier-state';
export { type TierFactChange, type TierRef, Tiers, type TiersService } from './domain/tiers-service';
export { TierChanged, type TierChangedPayload, TierRenewed, type TierRenewedPayload } from './events';
export { type TierMetric, type TierMetricFact, type TierMetricQuery, TierMetrics } from './extension-points';
export { tierPermissions } from './permissions';
