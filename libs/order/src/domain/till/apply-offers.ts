import type { TillOfferState, TillStage } from './extension-points';

/** What the pure part needs to know of an offer. */
export type Applicable = Pick<TillOfferState, 'code' | 'stage' | 'exclusive' | 'expiresAt' | 'pool' | 'discount'>;

/** What one offer takes off each line, in the order of the lines. */
export interface Applied<T extends Applicable = Applicable> {
  readonly offer: T;
  readonly shares: readonly bigint[];
}

export interface Application<T extends Applicable = Applicable> {
  readonly applied: readonly Applied<T>[];
  /** What is left of each line. */
  readonly left: readonly bigint[];
}

const STAGES: Readonly<Record<TillStage, number>> = { ITEM: 0, PERCENT: 1, AMOUNT: 2 };
const NEVER = Number.POSITIVE_INFINITY;

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

export const expiryOf = ({ expiresAt }: Pick<Applicable, 'expiresAt'>): number => expiresAt?.getTime() ?? NEVER;

/** The earlier to expire first, then the lower code. */
export function byExpiry(a: Applicable, b: Applicable): number {
  const [first, second] = [expiryOf(a), expiryOf(b)];
  if (first !== second) return first < second ? -1 : 1;
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}

/** The order in which offers are applied. */
export const byTurn = (a: Applicable, b: Applicable): number => STAGES[a.stage] - STAGES[b.stage] || byExpiry(a, b);

/** What an offer takes off what those before it have left of the lines: never less than nothing, never more than there is. */
export function sharesOf(offer: Applicable, left: readonly bigint[], before: readonly Applicable[] = []): readonly bigint[] {
  const asked = offer.discount(left, before);
  return left.map((rest, index) => {
    const share = asked[index] ?? 0n;
    return share <= 0n ? 0n : share > rest ? rest : share;
  });
}

/** Applies offers each on what the one before has left, in their turn. Whether they go together is not asked here. */
export function applyOffers<T extends Applicable>(offers: readonly T[], lines: readonly bigint[]): Application<T> {
  let left = lines;
  const applied = [...offers].sort(byTurn).map((offer, turn, all) => {
    const shares = sharesOf(offer, left, all.slice(0, turn));
    left = left.map((rest, index) => rest - (shares[index] ?? 0n));
    return { offer, shares };
  });
  return { applied, left };
}

/** Why a set of offers cannot be used together, by code; none: they can. */
export function clashes(offers: readonly Applicable[]): ReadonlyMap<string, 'EXCLUSIVE' | 'LIMIT'> {
  const found = new Map<string, 'EXCLUSIVE' | 'LIMIT'>();
  if (offers.length > 1) for (const { code, exclusive } of offers) if (exclusive) found.set(code, 'EXCLUSIVE');
  const drawn = new Map<string, number>();
  for (const { code, pool } of [...offers].sort(byTurn)) {
    if (!pool) continue;
    const count = (drawn.get(pool.id) ?? 0) + 1;
    drawn.set(pool.id, count);
    if (count > pool.left) found.set(code, 'LIMIT');
  }
  return found;
}
