/** Arrays as PostgreSQL writes them: the driver's own conversion quotes every element, which takes longer than the database does. */
export const plainArray = (values: readonly (string | number | boolean | null)[]): string => `{${values.map((value) => value ?? 'NULL').join(',')}}`;

export const instantArray = (values: readonly (Date | null)[]): string => plainArray(values.map((value) => value && `"${value.toISOString()}"`));
