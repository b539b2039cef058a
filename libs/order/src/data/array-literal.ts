/**
 * Arrays as PostgreSQL writes them. The driver's own conversion quotes every element, which for the lines of a
 * thousand orders takes longer than the database does.
 */
export const plainArray = (values: readonly (string | number | bigint | boolean)[]): string => `{${values.join(',')}}`;

/** For elements of letters, digits and hyphens (uuids, dates, enum values), where some may be null. */
export const nullableArray = (values: readonly (string | null)[]): string => `{${values.map((value) => value ?? 'NULL').join(',')}}`;

/** For any text. */
export const textArray = (values: readonly (string | null)[]): string =>
  `{${values.map((value) => (value === null ? 'NULL' : `"${value.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;
