/** Minor units by currency, where it is not 2. TWD has two on paper and none in any till. */
const SCALES: Readonly<Record<string, number>> = {
  TWD: 0, JPY: 0, KRW: 0, VND: 0, CLP: 0, ISK: 0, UGX: 0, XAF: 0, XOF: 0, XPF: 0, PYG: 0, RWF: 0, GNF: 0, KMF: 0, DJF: 0, BIF: 0, VUV: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
};

/** Decimals of a currency's minor unit (ISO 4217). */
export const scaleOf = (currency: string): number => SCALES[currency] ?? 2;

const MAX_AMOUNT = (1n << 63n) - 1n;

/**
 * A decimal text in units of 10^-scale, exactly: `('12.5', 2)` is `1250n`. Null when it is no decimal, has more
 * decimals than `scale` (trailing zeros aside), or does not fit a bigint column.
 */
export function parseDecimal(text: string, scale: number): bigint | null {
  const match = /^(-?)(\d{1,19})(?:\.(\d{1,12}))?$/.exec(text.trim());
  if (!match) return null;
  const fraction = (match[3] ?? '').replace(/(?<!0)0+$/, '');
  if (fraction.length > scale) return null;
  const value = BigInt(match[2] + fraction.padEnd(scale, '0'));
  if (value > MAX_AMOUNT) return null;
  return match[1] === '-' ? -value : value;
}

/** The decimal text of `value` units of 10^-scale: `(1250n, 2)` is `'12.50'`. */
export function formatDecimal(value: bigint, scale: number): string {
  const negative = value < 0n;
  const digits = (negative ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${negative ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(digits.length - scale)}` : ''}`;
}

/** numerator / denominator, halves away from zero. */
export function divideRoundHalfUp(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = (2n * n + d) / (2n * d);
  return negative ? -quotient : quotient;
}

/** numerator / denominator, towards negative infinity. */
export function divideFloor(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const exact = quotient * denominator === numerator;
  return !exact && numerator < 0n !== denominator < 0n ? quotient - 1n : quotient;
}

/**
 * Splits `total` in proportion to `weights`, summing exactly to `total`: each share rounded down, the units left
 * over going to the largest remainders, the earlier first (Hamilton's method). All weights zero: all to the first.
 */
export function largestRemainder(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.length === 0) return [];
  if (total < 0n) return largestRemainder(-total, weights).map((share) => -share);
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0n));
  const shares = weights.map((weight) => (total * weight) / sum);
  const left = Number(total - shares.reduce((a, b) => a + b, 0n));
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares;
}
