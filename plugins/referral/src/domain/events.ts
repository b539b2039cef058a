import { defineEvent } from '@regulars/plugin-sdk';

/** Public ids. */
export interface ReferralEdgePayload {
  readonly edgeId: string;
  readonly programId: string;
}

/** Somebody has brought a friend: about who did. */
export const ReferralBound = defineEvent<ReferralEdgePayload>('referral.bound');

/** A friend has bought something for the first time: about who brought them. */
export const ReferralQualified = defineEvent<ReferralEdgePayload>('referral.qualified');

/** Public ids; how much of it: of a share so many, else 1. */
export interface ReferralRewardPayload {
  readonly rewardId: string;
  readonly programId: string;
  readonly amount: number;
}

/** About who is given it. */
export const ReferralRewarded = defineEvent<ReferralRewardPayload>('referral.rewarded');

/** About who had it. */
export const ReferralReversed = defineEvent<ReferralRewardPayload>('referral.reversed');

/** An order of a friend came, or changed: for this plugin's own work. */
export const ReferralOrderChanged = defineEvent<{ readonly orderId: string }>('referral.order-changed');

/** It was decided whether a referral is paid for. */
export interface ReferralJudgedPayload {
  /** Public id. */
  readonly edgeId: string;
  readonly decision: 'APPROVED' | 'PENDING_REVIEW' | 'REJECTED';
  readonly score: number;
  readonly madeBy: 'RULES' | 'STAFF';
}

export const ReferralJudged = defineEvent<ReferralJudgedPayload>('referral.judged');
