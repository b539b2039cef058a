/** An array as PostgreSQL writes it, of elements that need no quotes: uuids, instants, and nulls among them. */
export const arrayLiteral = (values: readonly (string | null)[]): string => `{${values.map((value) => value ?? 'NULL').join(',')}}`;
