import { defineService } from '@regulars/plugin-sdk';

export interface TierRef {
  readonly code: string;
  readonly name: string;
  readonly rank: number;
}

/** From when on something a member's tier rests on is different. */
export interface TierFactChange {
  /** uuid */
  readonly memberId: string;
  readonly at: Date;
}

/** What the tier module offers others to call. */
export interface TiersService {
  /** The members' present tiers by uuid; empty while the brand has no live program. */
  tiersOf(memberIds: readonly string[]): Promise<ReadonlyMap<string, TierRef>>;
  /** Judges members again, from the instant their facts changed. The caller holds the members' locks. */
  rejudge(changes: readonly TierFactChange[]): Promise<void>;
}

export const Tiers = defineService<TiersService>('tier', 'tiers');
