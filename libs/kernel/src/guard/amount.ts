/** What an operation was sent with, before anything made sense of it. */
export type Variables = Readonly<Record<string, unknown>>;

/** A number that may depend on variables. What does not is folded when the document is first seen. */
export type Amount = number | ((variables: Variables) => number);

export const valueOf = (amount: Amount, variables: Variables): number => (typeof amount === 'number' ? amount : amount(variables));

export function combine(a: Amount, b: Amount, how: (a: number, b: number) => number): Amount {
  if (typeof a === 'number' && typeof b === 'number') return how(a, b);
  return (variables) => how(valueOf(a, variables), valueOf(b, variables));
}

export function plus(a: Amount, b: Amount): Amount {
  if (a === 0) return b;
  return b === 0 ? a : combine(a, b, (x, y) => x + y);
}

export function times(a: Amount, b: Amount): Amount {
  if (a === 0 || b === 0) return 0;
  if (a === 1) return b;
  return b === 1 ? a : combine(a, b, (x, y) => x * y);
}

export const larger = (a: Amount, b: Amount): Amount => combine(a, b, Math.max);

export const sum = (amounts: readonly Amount[]): Amount => amounts.reduce(plus, 0);
