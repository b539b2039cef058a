import type { RewardSpec } from '@regulars/member/contract';
import type { ReferralOccasion, ReferralSide } from '../enums';

/** What can be changed at any time. */
export interface ProgramTerms {
  readonly name: string;
  /** The page at which who follows a link ends. */
  readonly target: string;
  /** ISO 8601 */
  readonly startsAt: string;
  /** Exclusive. */
  readonly endsAt: string | null;
}

/** A share of what an order comes to, as so many of something. */
export interface ShareTerms {
  /** Of the net, in hundredths of a per cent. */
  readonly bp: number;
  /** Of the reward's spec: takes how many. */
  readonly field: string;
  /** What one of it is worth, in the brand's currency. */
  readonly unit: string;
}

export interface ReferralRule {
  /** Names it within its program. */
  readonly key: string;
  readonly on: `${ReferralOccasion}`;
  /** Of NTH_ORDER, from 1. */
  readonly nth: number;
  readonly to: `${ReferralSide}`;
  /** How far above the friend: 1 is who brought them. */
  readonly level: number;
  /** In the brand's currency; null: whatever is left. */
  readonly minNet: string | null;
  /** Orders of so many days behind the binding; null: of all time. */
  readonly windowDays: number | null;
  /** Paid so many days behind the occasion, when it cannot be refunded any more. */
  readonly holdDays: number;
  readonly reward: RewardSpec;
  /** Null: the reward as it is. */
  readonly share: ShareTerms | null;
  /** Of a share, so many by one order, by one friend, and in a calendar month; of others, so many times. */
  readonly mostPerOrder: number | null;
  readonly mostPerReferee: number | null;
  readonly mostPerMonth: number | null;
}

/** Who has taken note of the law, and where it was filed. */
export interface Acknowledgement {
  readonly reference: string;
  readonly by: string;
  /** ISO 8601 */
  readonly at: string;
}

/** What is paid for: frozen once it is live, and for each friend as it was when they came. */
export interface ProgramRules {
  readonly maxDepth: number;
  /** All shares of one order together, in hundredths of a per cent. */
  readonly maxShareBp: number;
  readonly acknowledgement: Acknowledgement | null;
  readonly rules: readonly ReferralRule[];
}
