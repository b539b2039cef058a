import type { DateFilter, DateTimeFilter, IntFilter, StringFilter } from './graphql-types';

/** A piece of SQL with `?` for each of its values. Only constants of ours go into `text`. */
export interface Condition {
  readonly text: string;
  readonly values: readonly unknown[];
}

export const condition = (text: string, ...values: readonly unknown[]): Condition => ({ text, values });

export const NOTHING = condition('false');
export const EVERYTHING = condition('true');

export const allOf = (parts: readonly Condition[]): Condition => join(parts, ' AND ', EVERYTHING);
export const anyOf = (parts: readonly Condition[]): Condition => join(parts, ' OR ', NOTHING);
export const not = (part: Condition): Condition => condition(`NOT (${part.text})`, ...part.values);

function join(parts: readonly Condition[], by: string, empty: Condition): Condition {
  if (parts.length === 0) return empty;
  return condition(parts.map((part) => `(${part.text})`).join(by), ...parts.flatMap((part) => part.values));
}

/** Replaces each `?` by the next `$n`, collecting the values behind those already there. */
export function render(part: Condition, values: unknown[]): string {
  let next = 0;
  return part.text.replace(/\?/g, () => {
    values.push(part.values[next++]);
    return `$${values.length}`;
  });
}

const given = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;
const likeText = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);

function comparisons(column: string, filter: object, operators: Readonly<Record<string, string>>): Condition[] {
  return Object.entries(operators)
    .filter(([key]) => given((filter as Record<string, unknown>)[key]))
    .map(([key, operator]) => condition(`${column} ${operator} ?`, (filter as Record<string, unknown>)[key]));
}

const ORDER_OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' };

/** All operators of a filter must hold; `column` is SQL of ours. */
export function stringCondition(column: string, filter: StringFilter): Condition {
  const parts = comparisons(column, filter, { eq: '=', ne: 'IS DISTINCT FROM' });
  if (given(filter.in)) parts.push(condition(`${column} = ANY(?)`, filter.in));
  if (given(filter.notIn)) parts.push(condition(`NOT (${column} = ANY(?))`, filter.notIn));
  if (given(filter.contains)) parts.push(condition(`${column} ILIKE ?`, `%${likeText(filter.contains)}%`));
  if (given(filter.startsWith)) parts.push(condition(`${column} ILIKE ?`, `${likeText(filter.startsWith)}%`));
  if (given(filter.isNull)) parts.push(condition(`${column} IS ${filter.isNull ? '' : 'NOT '}NULL`));
  return allOf(parts);
}

export function intCondition(column: string, filter: IntFilter): Condition {
  const parts = comparisons(column, filter, { eq: '=', ...ORDER_OPERATORS });
  if (given(filter.in)) parts.push(condition(`${column} = ANY(?)`, filter.in));
  return allOf(parts);
}

export const dateTimeCondition = (column: string, filter: DateTimeFilter): Condition =>
  allOf(comparisons(column, filter, ORDER_OPERATORS));

export const dateCondition = (column: string, filter: DateFilter): Condition =>
  allOf(comparisons(column, filter, { eq: '=', ...ORDER_OPERATORS }));

/** For enums and ids: `eq` and `in` over values already read into what the column holds. */
export function valueCondition<T>(column: string, filter: { eq?: T | null; in?: readonly T[] | null }): Condition {
  const parts: Condition[] = [];
  if (given(filter.eq)) parts.push(condition(`${column} = ?`, filter.eq));
  if (given(filter.in)) parts.push(condition(`${column} = ANY(?)`, filter.in));
  return allOf(parts);
}
