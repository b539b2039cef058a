/** What other modules may import of this one. */
export { ReferralEdge } from './api/edge.type';
export { ReferralLink } from './api/link.type';
export { ReferralProgram } from './api/program.type';
export { ReferralBoundEvent, ReferralQualifiedEvent, ReferralReversedEvent, ReferralRewardedEvent } from './api/referral-event.type';
export { ReferralReward } from './api/reward.type';
export { ReferralBound, type ReferralEdgePayload, ReferralQualified, ReferralReversed, ReferralRewarded, type ReferralRewardPayload } from './domain/events';
export { permissions as referralPermissions } from './permissions';
