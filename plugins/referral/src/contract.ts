/** What other modules may import of this one. */
export { ReferralEdge } from './api/edge.type';
export { ReferralLink } from './api/link.type';
export { ReferralProgram } from './api/program.type';
export { ReferralBoundEvent } from './api/referral-event.type';
export { ReferralBound, type ReferralEdgePayload } from './domain/events';
export { permissions as referralPermissions } from './permissions';
