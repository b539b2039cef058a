/** ln Γ(x) for x > 0 (Lanczos, g = 7). */
function logGamma(x: number): number {
  const C = [0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7];
  const t = x + 6.5;
  const sum = C.slice(1).reduce((series, c, index) => series + c / (x + index), C[0] ?? 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The upper part of the regularised incomplete gamma function: a series below a + 1, Lentz's continued fraction above. */
function upperGamma(a: number, x: number): number {
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = a + 1; term > sum * 1e-15; n++) sum += term *= x / n;
    return 1 - sum * front;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1, step = 0; Math.abs(step - 1) > 1e-14 && n < 10_000; n++) {
    const an = n * (a - n);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    step = c * d;
    fraction *= step;
  }
  return front * fraction;
}

/** How likely a chi-square of that many degrees of freedom is to be at least so large. */
export const chiSquareP = (statistic: number, degrees: number): number => (statistic <= 0 ? 1 : upperGamma(degrees / 2, statistic / 2));

export interface Fit {
  readonly statistic: number;
  readonly degrees: number;
}

/** Of what was seen against shares of the whole. Cells of which fewer than 5 are expected are one cell. */
export function fitOf(seen: readonly number[], weights: readonly number[]): Fit {
  const [draws, total] = [seen, weights].map((list) => list.reduce((sum, n) => sum + n, 0)) as [number, number];
  const cells = weights.map((weight, index) => ({ seen: seen[index] ?? 0, expected: (draws * weight) / total }));
  const [rare, common] = [cells.filter(({ expected }) => expected < 5), cells.filter(({ expected }) => expected >= 5)];
  const pooled = rare.reduce((sum, cell) => ({ seen: sum.seen + cell.seen, expected: sum.expected + cell.expected }), { seen: 0, expected: 0 });
  const all = pooled.expected > 0 ? [...common, pooled] : common;
  return { statistic: all.reduce((sum, cell) => sum + (cell.seen - cell.expected) ** 2 / cell.expected, 0), degrees: all.length - 1 };
}

/** Several tests of independent draws as one. */
export const pooled = (fits: readonly Fit[]): Fit => fits.reduce((sum, fit) => ({ statistic: sum.statistic + fit.statistic, degrees: sum.degrees + fit.degrees }), { statistic: 0, degrees: 0 });

export const pOf = ({ statistic, degrees }: Fit): number => (degrees === 0 ? 1 : chiSquareP(statistic, degrees));
