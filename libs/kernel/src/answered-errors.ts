/**
 * Whether a payload refuses what was asked. Its unit of work may commit all the same: an attempt counts, a merge is
 * suggested to the staff.
 */
export const hasErrors = (payload: object): boolean => ((payload as { userErrors?: readonly unknown[] }).userErrors?.length ?? 0) > 0;
