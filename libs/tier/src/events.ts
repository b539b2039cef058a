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
