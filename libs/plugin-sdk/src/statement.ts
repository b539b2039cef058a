/** One named, parameterised SQL statement; `R` is the shape of its rows. */
export interface Statement<R = unknown> {
  /** Also the name of the prepared statement: one name, one text. Begins with the module's id. */
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly row?: R;
  /** See `StatementOptions`. */
  readonly acrossStores?: boolean;
}

/** How a statement differs from others. */
export interface StatementOptions {
  /**
   * Reads rows of every store, even for a caller whose rights are limited to some: for what is computed from all of
   * them (a tier's progress), never for rows that are shown.
   */
  readonly acrossStores?: true;
}

/**
 * Declares a statement beside the table it concerns.
 *
 * The brand is never a parameter: row-level security narrows every read, and `brand_id` defaults to
 * `platform.current_brand()` on every insert.
 */
export const statement =
  <R, P extends readonly unknown[] = []>(name: string, text: string, options: StatementOptions = {}) =>
  (...values: P): Statement<R> => ({ name, text, values, ...options });
