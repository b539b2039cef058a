/**
 * Whatever a spec makes up, it makes from a seed that a failure names. `REGULARS_SEED` gives it back: to the generators
 * here and to fast-check (tools/test/use-seed.cjs).
 */
export const firstSeed = (): number => Number(process.env.REGULARS_SEED ?? 1);

/** A seed for each of that many runs: the one that was given, or 1, and those that follow it. */
export const seedsOf = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => firstSeed() + index);

/** Whole numbers from 0 to below a bound, the same for the same seed (mulberry32). */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
