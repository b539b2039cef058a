/**
 * Rows for statements that write many of them: a column is an array, as PostgreSQL writes it. The driver's own
 * conversion quotes every element, which for what a thousand orders write takes longer than the database does.
 *
 * Of elements that need no quotes: numbers, uuids, dates, enum values, and nulls among them.
 */
export const plainArray = (values: readonly (string | number | bigint | boolean | null)[]): string => `{${values.map((value) => value ?? 'NULL').join(',')}}`;

const SPECIAL = /["\\]/;

/** Of any text. */
export const textArray = (values: readonly (string | null)[]): string => `{${values.map(quoted).join(',')}}`;

function quoted(value: string | null): string {
  if (value === null) return 'NULL';
  return `"${SPECIAL.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`;
}

export const instantArray = (values: readonly (Date | null)[]): string => plainArray(values.map((value) => value && `"${value.toISOString()}"`));

/** The brand, asked for once: as a column's default it would be asked for each row. */
export const CURRENT_BRAND = '(SELECT platform.current_brand())';

/**
 * The rows whose columns are a statement's parameters: `rowsOf('id uuid, points int')` is a subquery `r` over `$1::uuid[]`
 * and `$2::int[]`. What is called `json` is one JSON array, and its elements are jsonb.
 *
 * In a list of columns unnest hands on row after row; in FROM every column would be stored whole first.
 *
 * @param first number of the first parameter
 */
export function rowsOf(columns: string, first = 1): string {
  const elements = columns.split(',').map((column, index) => {
    const [name, type] = column.trim().split(/\s+/);
    const value = `$${first + index}`;
    return `${type === 'json' ? `jsonb_array_elements(${value}::jsonb)` : `unnest(${value}::${type}[])`} AS ${name}`;
  });
  return `(SELECT ${elements.join(', ')}) AS r`;
}
