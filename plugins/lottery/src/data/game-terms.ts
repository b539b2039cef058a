import type { RewardSpec } from '@regulars/member/contract';
import type { LotteryForm, LotteryOccasion, LotteryPrizeKind, LotteryWhenOut } from '../enums';

/** What can be drawn, with its share of the sum of all. */
export interface Share {
  readonly prize: string;
  /** Whole, 0 or more. */
  readonly weight: number;
}

/** From an instant (ISO 8601) on, so many more can be won. */
export interface ReleaseTerms {
  readonly at: string;
  readonly quantity: number;
}

export interface PrizeTerms {
  /** Names it within its game, in every version of the odds. */
  readonly key: string;
  readonly name: string;
  readonly kind: `${LotteryPrizeKind}`;
  readonly weight: number;
  readonly stock: number | null;
  readonly dailyQuota: number | null;
  readonly perMemberLimit: number | null;
  /** None: all of the stock at once. */
  readonly releases: readonly ReleaseTerms[];
  /** Of REWARD. */
  readonly reward: RewardSpec | null;
  /** A decimal in the brand's currency; absent: not told. */
  readonly worth?: string | null;
}

/** What is frozen once it is live: a change is another version. */
export interface GameOdds {
  readonly form: `${LotteryForm}`;
  readonly totalWeight: number;
  readonly whenOut: `${LotteryWhenOut}`;
  readonly fallbackPrize: string | null;
  readonly prizes: readonly PrizeTerms[];
}

/** An occasion that gives chances. */
export interface ChanceRule {
  readonly on: `${LotteryOccasion}`;
  readonly chances: number;
  /** Of ORDER and VISIT: the least net, as a decimal. Of POINTS_SPENT: so many points give `chances` each. */
  readonly atLeast: string | null;
  readonly storeCodes: readonly string[] | null;
  /** Of SHARE: so many friends count a business day, and ever, for a member; null, absent: any number. */
  readonly dailyLimit?: number | null;
  readonly memberLimit?: number | null;
}

/** What can be changed while it is live. Instants are ISO 8601. */
export interface GameTerms {
  readonly name: string;
  readonly startsAt: string;
  /** Exclusive; null: until it is ended. */
  readonly endsAt: string | null;
  /** So many chances a member is given a business day, and ever. */
  readonly dailyLimit: number | null;
  readonly memberLimit: number | null;
  readonly rules: readonly ChanceRule[];
  /** What is physical is claimed within so many days; null, absent: whenever. */
  readonly claimDays?: number | null;
  /** Of a RAFFLE: so many come up when somebody does not claim. */
  readonly alternates?: number;
  /** Where share links lead; null, absent: they have a code and no address. */
  readonly shareTarget?: string | null;
}
