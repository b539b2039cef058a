import type { RewardTerms } from '../data/program-terms';

/** What a reward was given for. */
export interface RewardPlace {
  /** uuid */
  readonly programId: string;
  /** uuid */
  readonly memberId: string;
  /** Of the card. */
  readonly number: number;
  /** The stamps it takes, each of several things for as many by itself: `10`, `10.1`. */
  readonly threshold: string;
}

/** One card's one threshold gives each of its things once at a time. */
export const keyOf = ({ programId, memberId, number, threshold }: RewardPlace): string => `${programId}/${memberId}/${number}/${threshold}`;

export function placeOf(key: string): RewardPlace {
  const [programId = '', memberId = '', number = '', threshold = ''] = key.split('/');
  return { programId, memberId, number: Number(number), threshold };
}

export const stampsOf = (threshold: string): number => Number.parseInt(threshold, 10);

/** Of each reward, in their order. */
export const thresholdsOf = (rewards: readonly RewardTerms[]): readonly string[] =>
  rewards.map(({ at }, index) => {
    const place = rewards.slice(0, index).filter((earlier) => earlier.at === at).length;
    return place === 0 ? `${at}` : `${at}.${place}`;
  });
