import { type Applicable, applyOffers, byExpiry, byTurn, expiryOf, sharesOf, sum } from './apply-offers';

/** All subsets of ten are 1,023; of twenty they would be a million. */
export const MAX_COMBINED = 10;

export interface Combination<T extends Applicable = Applicable> {
  /** In the order in which they are applied. */
  readonly offers: readonly T[];
  readonly discount: bigint;
}

/**
 * The offers that together take most off the lines; of as good ones the fewer, then those that expire earlier. Every
 * subset is tried, each offer on what the ones before it have left, but those that cannot be better: with an offer that
 * takes nothing, or where all that is still to come would not make up for the best so far.
 *
 * Of more than ten offers the ten that take most off alone are tried (of equals the earlier to expire), so with very many
 * the answer is a good one and not always the best one.
 *
 * @param offers that are usable
 * @param lines what is left of each line, in minor units
 */
export function bestCombination<T extends Applicable>(offers: readonly T[], lines: readonly bigint[]): Combination<T> {
  const candidates = mostWorth(offers, lines).sort(byTurn);
  let best: Combination<T> = { offers: [], discount: 0n };
  const extend = (chosen: Combination<T>, left: readonly bigint[], from: number): void => {
    if (isBetter(chosen, best)) best = chosen;
    for (let index = from; index < candidates.length; index++) {
      const offer = candidates[index] as T;
      if (offer.stage !== 'ITEM' && chosen.discount + mostOf(candidates.slice(index), left) < best.discount) return;
      if (!goesWith(offer, chosen.offers)) continue;
      const shares = sharesOf(offer, left, chosen.offers);
      if (sum(shares) === 0n) continue;
      const after = left.map((rest, line) => rest - (shares[line] ?? 0n));
      extend({ offers: [...chosen.offers, offer], discount: chosen.discount + sum(shares) }, after, index + 1);
    }
  };
  extend(best, lines, 0);
  return best;
}

/**
 * No subset of these takes more off what is left: of less, a percentage or an amount takes no more. Rounding may make a
 * smallest unit of difference for each.
 */
const mostOf = (offers: readonly Applicable[], left: readonly bigint[]): bigint =>
  applyOffers(offers, left).applied.reduce((total, { shares }) => total + sum(shares), BigInt(offers.length));

function mostWorth<T extends Applicable>(offers: readonly T[], lines: readonly bigint[]): T[] {
  if (offers.length <= MAX_COMBINED) return [...offers];
  const alone = new Map(offers.map((offer) => [offer, sum(sharesOf(offer, lines))]));
  const worth = (offer: T): bigint => alone.get(offer) ?? 0n;
  return [...offers].sort((a, b) => (worth(a) === worth(b) ? byExpiry(a, b) : worth(a) > worth(b) ? -1 : 1)).slice(0, MAX_COMBINED);
}

function goesWith(offer: Applicable, chosen: readonly Applicable[]): boolean {
  if (chosen.length > 0 && (offer.exclusive || chosen.some(({ exclusive }) => exclusive))) return false;
  const { pool } = offer;
  return !pool || chosen.filter((other) => other.pool?.id === pool.id).length < pool.left;
}

function isBetter(a: Combination, b: Combination): boolean {
  if (a.discount !== b.discount) return a.discount > b.discount;
  if (a.offers.length !== b.offers.length) return a.offers.length < b.offers.length;
  return expiresEarlier(a.offers, b.offers);
}

/** Compared one by one, the earliest first; where all expire together, by their codes. */
function expiresEarlier(a: readonly Applicable[], b: readonly Applicable[]): boolean {
  const [first, second] = [[...a].sort(byExpiry), [...b].sort(byExpiry)];
  const apart = first.findIndex((offer, index) => expiryOf(offer) !== expiryOf(second[index] as Applicable));
  if (apart >= 0) return expiryOf(first[apart] as Applicable) < expiryOf(second[apart] as Applicable);
  return first.map(({ code }) => code).join('\n') < second.map(({ code }) => code).join('\n');
}
