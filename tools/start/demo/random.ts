/** A small seeded generator (mulberry32): the demo is the same on every machine. */
export function seeded(seed: number): { next(): number; pick<T>(items: readonly T[]): T; between(from: number, to: number): number } {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return { next, between, pick: <T>(items: readonly T[]): T => items[between(0, items.length - 1)] as T };
}
