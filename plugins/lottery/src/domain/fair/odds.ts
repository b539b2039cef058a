import type { GameOdds, PrizeTerms } from '../../data/game-terms';
import type { Share } from './draw';

/** How much of a prize was given already. */
export interface Given {
  readonly ever: number;
  /** On the present business day. */
  readonly today: number;
  /** To the member who draws. */
  readonly toMember: number;
}

export const NONE_GIVEN: Given = { ever: 0, today: 0, toMember: 0 };

/** It needs counting before it can be given. */
export const isCounted = ({ stock, dailyQuota }: Pick<PrizeTerms, 'stock' | 'dailyQuota'>): boolean => stock !== null || dailyQuota !== null;

/** Nothing ever keeps it from being won. */
export const isUnlimited = (prize: PrizeTerms): boolean => !isCounted(prize) && prize.perMemberLimit === null;

/** How many may have been given by now; null: any number. */
export function releasedBy({ stock, releases }: Pick<PrizeTerms, 'stock' | 'releases'>, now: Date): number | null {
  if (stock === null || releases.length === 0) return stock;
  return releases.filter(({ at }) => Date.parse(at) <= now.getTime()).reduce((sum, { quantity }) => sum + quantity, 0);
}

export function canBeWon(prize: PrizeTerms, given: Given, now: Date): boolean {
  const released = releasedBy(prize, now);
  return (released === null || given.ever < released) && (prize.dailyQuota === null || given.today < prize.dailyQuota)
    && (prize.perMemberLimit === null || given.toMember < prize.perMemberLimit);
}

/**
 * The shares by which is drawn, and which are shown: those that were declared, but for prizes that cannot be won now. What
 * was theirs goes to the fallback, or, by leaving them out, to all others in proportion.
 */
export function sharesOf({ prizes, whenOut, fallbackPrize }: GameOdds, isIn: (prize: PrizeTerms) => boolean): Share[] {
  const lost = prizes.filter((prize) => !isIn(prize)).reduce((sum, { weight }) => sum + weight, 0);
  const extra = whenOut === 'FALLBACK_PRIZE' ? lost : 0;
  return prizes.map((prize) => ({ prize: prize.key, weight: (isIn(prize) ? prize.weight : 0) + (prize.key === fallbackPrize ? extra : 0) }));
}
