/** In an invariant's statement: a row is looked at where its column is among the ids that are asked for, or all are. */
export const among = (column: string): string => `($1::uuid[] IS NULL OR ${column} = ANY($1))`;
