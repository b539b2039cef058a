import { defineEvent } from '@regulars/plugin-sdk';

/** Public ids. */
export interface ReferralEdgePayload {
  readonly edgeId: string;
  readonly programId: string;
}

/** Somebody has brought a friend: about who did. */
export const ReferralBound = defineEvent<ReferralEdgePayload>('referral.bound');
