import { divideRoundHalfUp, largestRemainder, parseDecimal, scaleOf } from '@regulars/plugin-sdk';
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

/**
 * Takes what is left of each line, in minor units, and answers what goes off each. Where coupons that lower whole lines came
 * before, `leftByPieces` is what those that took single pieces have left alone.
 */
export type Discount = (left: readonly bigint[], leftByPieces?: readonly bigint[]) => readonly bigint[];

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
      return (left, byPieces = left) => onePiece(piecesOf(lines, isPiece, left, byPieces, minor(benefit.amount) ?? 0n), left, minor(benefit.amount) ?? 0n);
    case 'FREE_ITEM':
      return (left, byPieces = left) => onePiece(piecesOf(lines, isPiece, left, byPieces, 0n), left, 0n);
    case 'BOGO':
      return (left, byPieces = left) => onePiece(ofPairs(piecesOf(lines, isPiece, left, byPieces, 0n)), left, 0n);
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

/** Pieces of a line that are worth the same. */
interface Pieces {
  readonly index: number;
  readonly worth: bigint;
  readonly count: bigint;
  /** No coupon has lowered one of them. */
  readonly isWhole: boolean;
}

/** By worth, the dearest first: however equal pieces are split over lines, it is the same pieces. */
const piecesOf = (lines: readonly BasketLine[], isPiece: readonly boolean[], left: readonly bigint[], byPieces: readonly bigint[], price: bigint): readonly Pieces[] =>
  lines
    .flatMap((line, index) => (isPiece[index] ? piecesOfLine(line, index, left[index] ?? 0n, byPieces[index] ?? 0n, price) : []))
    .filter(({ count }) => count > 0n)
    .sort((a, b) => (a.worth === b.worth ? a.index - b.index : a.worth > b.worth ? -1 : 1));

/**
 * Each piece of a line is worth the same, rounded halves up. What is gone of it went off piece by piece: by coupons like this
 * one, each to `price`, where that comes out even; otherwise of one piece after the other. What went off the whole line went
 * off each piece in proportion.
 */
function piecesOfLine({ quantity, net, refunded = 0n }: BasketLine, index: number, rest: bigint, byPieces: bigint, price: bigint): Pieces[] {
  const count = BigInt(quantity);
  const worth = divideRoundHalfUp(net + refunded, count);
  if (worth === 0n || byPieces === 0n) return [];
  const now = (piece: bigint): bigint => (rest === byPieces ? piece : divideRoundHalfUp(piece * rest, byPieces));
  const taken = net + refunded > byPieces ? net + refunded - byPieces : 0n;
  const off = worth - price;
  const likeThis = off > 0n && taken % off === 0n ? taken / off : count + 1n;
  if (likeThis <= count) return [{ index, worth: now(worth), count: count - likeThis, isWhole: true }, { index, worth: now(least(price, worth)), count: likeThis, isWhole: false }];
  const begun = taken % worth;
  const gone = least(taken / worth + (begun > 0n ? 1n : 0n), count);
  return [{ index, worth: now(worth), count: count - gone, isWhole: true }, { index, worth: now(worth - begun), count: begun > 0n ? 1n : 0n, isWhole: false }];
}

/** Of two pieces of which one is free that is the cheaper one; neither may have been lowered before. */
function ofPairs(pieces: readonly Pieces[]): readonly Pieces[] {
  const [dearest, ...others] = pieces.filter(({ isWhole }) => isWhole);
  return dearest && dearest.count > 1n ? [dearest] : others;
}

/** The first piece for `price`; the last unit of a rounding is never given away. */
function onePiece([first]: readonly Pieces[], left: readonly bigint[], price: bigint): readonly bigint[] {
  return left.map((rest, at) => (first?.index === at && first.worth > price ? least(first.worth - price, rest) : 0n));
}
