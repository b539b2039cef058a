/** What a friend does, for which somebody is rewarded. */
export enum ReferralOccasion {
  JOIN = 'JOIN',
  /** The first, or the nth, order of a friend that meets the rule. */
  NTH_ORDER = 'NTH_ORDER',
  EVERY_ORDER = 'EVERY_ORDER',
}

export enum ReferralSide {
  REFERRER = 'REFERRER',
  REFEREE = 'REFEREE',
}

/** How a friend came. */
export enum ReferralSource {
  /** Through the link. */
  CLICK = 'CLICK',
  /** By the code, which somebody typed. */
  CODE = 'CODE',
}

export enum ReferralEdgeState {
  BOUND = 'BOUND',
  /** The friend has bought something. */
  QUALIFIED = 'QUALIFIED',
  /** Those two proved to be one, or it would have led back to itself, when members were merged. */
  DROPPED = 'DROPPED',
}

export enum ReferralRewardState {
  /** To be given when it is due. */
  PENDING = 'PENDING',
  /** Somebody looks at it first. */
  REVIEW = 'REVIEW',
  PAID = 'PAID',
  /** What it was for was given back. */
  REVERSED = 'REVERSED',
  REJECTED = 'REJECTED',
}

/** Whether a referral is paid for. */
export enum ReferralReviewState {
  APPROVED = 'APPROVED',
  /** Waits for somebody to look. */
  PENDING_REVIEW = 'PENDING_REVIEW',
  REJECTED = 'REJECTED',
}

/** Who decided. */
export enum ReferralJudge {
  /** What is known, by its weights. */
  RULES = 'RULES',
  STAFF = 'STAFF',
}
