import { defineEvent } from '@regulars/plugin-sdk';

/** A member's present tier is another one than before, whatever moved it. */
export interface TierChangedPayload {
  /** Tier code; null when there was no program before. */
  readonly from: string | null;
  readonly to: string;
  /** Public id of the program `to` belongs to. */
  readonly programId: string;
  /** Why the period of `to` began, as in `TierPeriod.reason`. */
  readonly reason: string;
}

export const TierChanged = defineEvent<TierChangedPayload>('tier.changed');

/** A member keeps the tier for a new period. */
export interface TierRenewedPayload {
  /** Tier code. */
  readonly tier: string;
  readonly programId: string;
  /** When the new period began, ISO 8601. */
  readonly from: string;
}

export const TierRenewed = defineEvent<TierRenewedPayload>('tier.renewed');
