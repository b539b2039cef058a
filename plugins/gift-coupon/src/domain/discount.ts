import { divideRoundHalfUp, largestRemainder, parseDecimal, scaleOf, WHOLE_BP_BIG } from '@regulars/plugin-sdk';
import type { BenefitTerms } from '../data/template-terms';

/** What of a basket's line a benefit looks at. */
export interface BasketLine {
  readonly sku: string;
  readonly category: string | null;
  readonly quantity: number;
  /** What it comes to before any coupon, in minor units, but for what was refunded. */
  readonly net: bigint;
  readonly refunded?: bigint;
}

/** Lines a coupon is for; null means all. */
export interface LineScope {
  readonly skus: readonly string[] | null;
  readonly categories: readonly string[] | null;
}

/** A coupon, as far as it is about pieces: which of them it took follows from it. */
export interface Taker {
  readonly benefit: BenefitTerms;
  readonly scope: LineScope;
}

/**
 * Takes what is left of each line, in minor units, and answers what goes off each. `before` are the coupons that came before,
 * in their turn. Where some of them lowered whole lines, `leftByPieces` is what those that took single pieces have left alone.
 */
export type Discount = (left: readonly bigint[], before?: readonly Taker[], leftByPieces?: readonly bigint[]) => readonly bigint[];

const isFor = (scope: LineScope, line: BasketLine): boolean =>
  (!scope.skus || scope.skus.includes(line.sku)) && (!scope.categories || (line.category !== null && scope.categories.includes(line.category)));

/** Is there in the basket what the benefit is about? */
export function hasWhatItTakes({ kind, sku }: BenefitTerms, scope: LineScope, lines: readonly BasketLine[]): boolean {
  const within = lines.filter((line) => isFor(scope, line));
  if (sku === null) return within.length > 0;
  const pieces = within.reduce((sum, line) => (line.sku === sku ? sum + line.quantity : sum), 0);
  return pieces >= (kind === 'BOGO' ? 2 : 1);
}

/** What a benefit takes off a basket: rounded once, halves up, and split over the lines so that not a unit is lost. */
export function discountOf(benefit: BenefitTerms, scope: LineScope, lines: readonly BasketLine[], currency: string): Discount {
  const minor = (text: string | null): bigint | null => minorOf(text, currency);
  const isOurs = lines.map((line) => isFor(scope, line));
  const within = (left: readonly bigint[]): bigint[] => left.map((rest, index) => (isOurs[index] ? rest : 0n));
  switch (benefit.kind) {
    case 'PERCENT':
      return (left) => split(percentOf(within(left), BigInt(benefit.percentBp ?? 0), minor(benefit.maxDiscount)), within(left));
    case 'AMOUNT':
      return (left) => split(least(minor(benefit.amount) ?? 0n, sum(within(left))), within(left));
    case 'FIXED_PRICE':
    case 'FREE_ITEM':
    case 'BOGO':
      return (left, before = [], byPieces = left) => pieceOff({ benefit, scope }, before, lines, left, byPieces, currency);
    default:
      return (left) => left.map(() => 0n);
  }
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const split = (total: bigint, left: readonly bigint[]): readonly bigint[] => (total === 0n ? left.map(() => 0n) : largestRemainder(total, left));

function percentOf(left: readonly bigint[], bp: bigint, cap: bigint | null): bigint {
  const discount = divideRoundHalfUp(sum(left) * bp, WHOLE_BP_BIG);
  return cap === null ? discount : least(discount, cap);
}

const minorOf = (text: string | null, currency: string): bigint | null => (text === null ? null : parseDecimal(text, scaleOf(currency)));

/** Pieces that no coupon has taken yet: of one line, each worth the same, rounded halves up. */
interface Pieces {
  readonly index: number;
  readonly worth: bigint;
  count: bigint;
}

/** What is off for one piece: each is taken once, by one coupon, however equal pieces are split over lines. */
function pieceOff(taker: Taker, before: readonly Taker[], lines: readonly BasketLine[], left: readonly bigint[], byPieces: readonly bigint[], currency: string): readonly bigint[] {
  const untouched = lines.map(({ quantity, net, refunded = 0n }, index): Pieces => ({ index, worth: divideRoundHalfUp(net + refunded, BigInt(quantity)), count: BigInt(quantity) }));
  for (const one of before) take(one, lines, untouched, currency);
  const piece = take(taker, lines, untouched, currency);
  return left.map((rest, at) => (piece?.index === at ? least(offOf(piece.worth, rest, byPieces[at] ?? 0n, minorOf(taker.benefit.amount, currency) ?? 0n), rest) : 0n));
}

/** What went off the whole line went off each piece in proportion. */
function offOf(worth: bigint, rest: bigint, byPieces: bigint, price: bigint): bigint {
  const now = rest === byPieces || byPieces === 0n ? least(worth, rest) : divideRoundHalfUp(worth * rest, byPieces);
  return now > price ? now - price : 0n;
}

/** Takes pieces as the coupon does, the dearest first, and answers the one that is cheaper by it; null: there is none for it. */
function take({ benefit, scope }: Taker, lines: readonly BasketLine[], untouched: readonly Pieces[], currency: string): Pieces | null {
  if (benefit.sku === null) return null;
  const [first, second] = untouched
    .filter(({ index, worth, count }) => count > 0n && worth > 0n && lines[index]?.sku === benefit.sku && isFor(scope, lines[index]))
    .sort((a, b) => (a.worth === b.worth ? a.index - b.index : a.worth > b.worth ? -1 : 1));
  if (!first) return null;
  if (benefit.kind === 'FIXED_PRICE' && first.worth <= (minorOf(benefit.amount, currency) ?? 0n)) return null;
  if (benefit.kind !== 'BOGO') return takeOne(first);
  // Of two pieces the cheaper one is free, and the other is what it was free for.
  const free = first.count > 1n ? first : second;
  if (!free) return null;
  takeOne(first);
  return takeOne(free);
}

function takeOne(pieces: Pieces): Pieces {
  pieces.count--;
  return pieces;
}
