import type { Context } from './context';

/** A batched look-up; one DataLoader per request and definition. Answers in the order of the keys. */
export interface Loader<K, V> {
  readonly batch: (ctx: Context, keys: readonly K[]) => Promise<readonly V[]>;
  /** What makes two keys the same, when the key is no plain value. */
  readonly cacheKey?: (key: K) => unknown;
}

export const defineLoader = <K, V>(batch: Loader<K, V>['batch'], cacheKey?: (key: K) => unknown): Loader<K, V> =>
  Object.freeze(cacheKey ? { batch, cacheKey } : { batch });

/** Puts rows in the order of the keys they belong to; a key without a row gets `null`. */
export function oneForEach<K, V>(keys: readonly K[], rows: readonly V[], keyOf: (row: V) => K): (V | null)[] {
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => found.get(key) ?? null);
}

/** Groups rows by the key they belong to, in the order of the keys; a key without rows gets `[]`. */
export function manyForEach<K, V>(keys: readonly K[], rows: readonly V[], keyOf: (row: V) => K): V[][] {
  const groups = new Map<K, V[]>(keys.map((key) => [key, []]));
  for (const row of rows) groups.get(keyOf(row))?.push(row);
  return keys.map((key) => groups.get(key) ?? []);
}

/**
 * Says that a field is answered by `loader` from the id of its parent alone. When a mutation or a look-up
 * already knows the id, the kernel starts every selected one of these beside the parent's own row, in one flush.
 */
export interface Prefetch {
  /** `Type.field`, e.g. `Member.points`. */
  readonly field: `${string}.${string}`;
  readonly loader: Loader<string, unknown>;
}

export const prefetch = (field: `${string}.${string}`, loader: Loader<string, never> | Loader<string, unknown>): Prefetch =>
  Object.freeze({ field, loader: loader as Loader<string, unknown> });
