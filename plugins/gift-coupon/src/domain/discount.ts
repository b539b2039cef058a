import { divideRoundHalfUp, largestRemainder, parseDecimal, scaleOf } from '@regulars/plugin-sdk';
import type { BenefitTerms } from '../data/template-terms';

/** What of a basket's line a benefit looks at. */
export interface BasketLine {
  readonly sku: string;
  readonly category: string | null;
  readonly quantity: number;
}

/** Lines a coupon is for; null means all. */
export interface LineScope {
  readonly skus: readonly string[] | null;
  readonly categories: readonly string[] | null;
}

/** Takes what is left of each line, in minor units, and answers what goes off each. */
export type Discount = (left: readonly bigint[]) => readonly bigint[];

const WHOLE_BP = 10_000n;

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
  const minor = (text: string | null): bigint | null => (text === null ? null : parseDecimal(text, scaleOf(currency)));
  const isOurs = lines.map((line) => isFor(scope, line));
  const within = (left: readonly bigint[]): bigint[] => left.map((rest, index) => (isOurs[index] ? rest : 0n));
  const isPiece = lines.map((line, index) => isOurs[index] === true && line.sku === benefit.sku);
  switch (benefit.kind) {
    case 'PERCENT':
      return (left) => split(percentOf(within(left), BigInt(benefit.percentBp ?? 0), minor(benefit.maxDiscount)), within(left));
    case 'AMOUNT':
      return (left) => split(least(minor(benefit.amount) ?? 0n, sum(within(left))), within(left));
    case 'FIXED_PRICE':
      return (left) => onePiece(lines, left, isPiece, 0, minor(benefit.amount) ?? 0n);
    case 'FREE_ITEM':
      return (left) => onePiece(lines, left, isPiece, 0, 0n);
    case 'BOGO':
      return (left) => onePiece(lines, left, isPiece, 1, 0n);
    default:
      return (left) => left.map(() => 0n);
  }
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const split = (total: bigint, left: readonly bigint[]): readonly bigint[] => (total === 0n ? left.map(() => 0n) : largestRemainder(total, left));

function percentOf(left: readonly bigint[], bp: bigint, cap: bigint | null): bigint {
  const discount = divideRoundHalfUp(sum(left) * bp, WHOLE_BP);
  return cap === null ? discount : least(discount, cap);
}

/**
 * One piece, the dearest but `skip`, for `price`. Of two pieces of which one is free that is the cheaper one. What is left
 * of a line is the same for each of its pieces, rounded halves up; the last unit of a rounding is never given away.
 */
function onePiece(lines: readonly BasketLine[], left: readonly bigint[], isPiece: readonly boolean[], skip: number, price: bigint): readonly bigint[] {
  const pieces = lines
    .flatMap((line, index) => (isPiece[index] ? [{ index, worth: divideRoundHalfUp(left[index] ?? 0n, BigInt(line.quantity)), quantity: line.quantity }] : []))
    .sort((a, b) => (a.worth === b.worth ? a.index - b.index : a.worth > b.worth ? -1 : 1));
  let passed = skip;
  for (const { index, worth, quantity } of pieces) {
    if (passed < quantity) return left.map((rest, at) => (at === index && worth > price ? least(worth - price, rest) : 0n));
    passed -= quantity;
  }
  return left.map(() => 0n);
}
