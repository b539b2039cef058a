import { largestRemainder } from '@regulars/plugin-sdk';
import { applyOffers, sum } from './apply-offers';
import type { TillBasket } from './basket';
import type { PointsByLine, TillOfferState, TillPaymentTerms, TillUse } from './extension-points';

/** A use, and whose offer it is of. */
export interface SourcedUse extends TillUse {
  readonly kind: string;
}

/** What lowers a basket's price, down to the lines. */
export interface Sale {
  /** In the order in which they are applied. */
  readonly uses: readonly SourcedUse[];
  /** By line number: what all offers together take off. */
  readonly discounts: ReadonlyMap<number, bigint>;
  readonly discount: bigint;
  readonly points: number;
  readonly pointsByLine: PointsByLine;
  /** What the points pay, in minor units. */
  readonly worth: bigint;
  /** What is left to pay otherwise. */
  readonly payable: bigint;
}

export type SaleProblem = 'NO_STEP' | 'TOO_MANY_POINTS';

/**
 * Offers in their turn, each on what is left, then points on what is left of all. What has been paid by other means
 * (`paid`) leaves less to pay with points, and is no discount.
 *
 * @param terms null when the basket is nobody's, or nothing is known of points
 */
export function priceSale(basket: TillBasket, offers: readonly TillOfferState[], points: number, terms: TillPaymentTerms | null, paid = 0n): Sale | SaleProblem {
  const { applied, left } = applyOffers(offers, basket.lines.map(({ net }) => net));
  const byLine = <T>(values: readonly T[]): [number, T][] => basket.lines.map(({ number }, index) => [number, values[index] as T]);
  const rest = sum(left) - paid;
  const worth = points === 0 ? 0n : pointsWorth(points, rest, terms);
  if (typeof worth === 'string') return worth;
  const uses = applied.map(({ offer, shares }) => ({ kind: offer.kind, code: offer.code, discounts: new Map(byLine(shares).filter(([, share]) => share > 0n)), ...(offer.namedBy === undefined ? {} : { namedBy: offer.namedBy }) }));
  const discounts = new Map(byLine(basket.lines.map(({ net }, index) => net - (left[index] ?? 0n))));
  const pointShares = points === 0 ? left.map(() => 0n) : largestRemainder(BigInt(points), left);
  return {
    uses, discounts, discount: sum([...discounts.values()]), points, worth, payable: rest - worth,
    pointsByLine: new Map(byLine(pointShares.map(Number)).filter(([, share]) => share > 0)),
  };
}

/** What the points pay of `rest`. More than are available is for the module to refuse, which knows how many there are by then. */
function pointsWorth(points: number, rest: bigint, terms: TillPaymentTerms | null): bigint | SaleProblem {
  if (!terms) return 'TOO_MANY_POINTS';
  if (points % terms.step !== 0) return 'NO_STEP';
  const worth = terms.worth(points);
  return worth > rest || (points <= terms.available && points > terms.most(rest)) ? 'TOO_MANY_POINTS' : worth;
}
