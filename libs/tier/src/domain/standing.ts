import type { TierWindow } from './program';
import type { TierState } from './tier-state';

/**
 * Why a period began. ACTIVATED: the program did. KEPT: its rule did not hold, but the program never downgrades.
 * REFUNDED: what had earned the tier was given back.
 */
export type TierReason = 'JOINED' | 'ACTIVATED' | 'UPGRADED' | 'RENEWED' | 'KEPT' | 'GRACE' | 'DOWNGRADED' | 'REFUNDED' | 'SET' | 'UNLOCKED';

/** Amounts by metric that an earlier period hands to the next. */
export type Carried = Readonly<Record<string, bigint>>;

/** How a condition stood when it was judged. */
export interface Evidence {
  readonly metric: string;
  readonly window: TierWindow;
  readonly required: bigint;
  readonly have: bigint;
}

/** What the tier was granted on, so that a refund can ask again. */
export interface Basis {
  readonly by: 'UPGRADE' | 'RENEWAL';
  readonly countAfter: number | null;
  readonly carried: Carried;
}

/** A tier below which staff do not let the member fall; `until` null is for ever. */
export interface Hold {
  readonly tier: string;
  readonly until: number | null;
}

export interface StandingCause {
  /** uuids */
  readonly orderId: string | null;
  readonly actId: string | null;
  readonly evidence: readonly Evidence[];
}

/** How a member stands from an instant on, until the next standing. Instants are milliseconds. */
export interface Standing {
  readonly from: number;
  readonly tier: string;
  readonly state: TierState;
  readonly reason: TierReason;
  /** Since when the tier is held, over renewals and grace. */
  readonly since: number;
  /** The end of validity, grace or lock. */
  readonly until: number | null;
  /** What is later than this counts towards renewal and SINCE_TIER_START; null: everything. */
  readonly countAfter: number | null;
  readonly carried: Carried;
  readonly basis: Basis | null;
  readonly hold: Hold | null;
  readonly cause: StandingCause;
}

export const NO_CAUSE: StandingCause = Object.freeze({ orderId: null, actId: null, evidence: [] });

/** How a member stands of whom nothing is recorded: in the base tier since joining. */
export const baseStanding = (tier: string, state: TierState, joinedAt: number): Standing => ({
  from: joinedAt,
  tier,
  state,
  reason: 'JOINED',
  since: joinedAt,
  until: null,
  countAfter: null,
  carried: {},
  basis: null,
  hold: null,
  cause: NO_CAUSE,
});
