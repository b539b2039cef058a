import type { RewardSpec } from '@regulars/member/contract';
import type { LotteryGoal } from '../enums';

/** A step of a challenge: open once the one before was reached. */
export interface StageTerms {
  /** Names it within its challenge. */
  readonly key: string;
  readonly name: string;
  readonly goal: `${LotteryGoal}`;
  /** So many orders, answers, stamps, friends or prizes. */
  readonly count: number;
  /** Of ORDER: the least net, as a decimal. */
  readonly atLeast: string | null;
  /** Of ORDER. */
  readonly storeCodes: readonly string[] | null;
  /** Code or public id. Of WIN, and of SHARE where it is one game's friends that count. */
  readonly game: string | null;
  /** Of WIN: keys of prizes; null: whatever is not nothing. */
  readonly prizes: readonly string[] | null;
  readonly rewards: readonly RewardSpec[];
}

/** What can be changed while it is live. Instants are ISO 8601. */
export interface ChallengeTerms {
  readonly name: string;
  readonly startsAt: string;
  /** Exclusive; null: until it is ended. */
  readonly endsAt: string | null;
}
