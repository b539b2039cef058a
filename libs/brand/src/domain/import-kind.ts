import { type Context, defineExtensionPoint, type Permission } from '@regulars/plugin-sdk';

/** One row: field name to trimmed text, `''` when the cell is empty or the file has no such column. */
export type Cells = Readonly<Record<string, string>>;

export interface ImportField {
  readonly name: string;
  /** The file must have a column for it; whether a cell may be empty is for `apply` to say. */
  readonly required?: boolean;
  /** Stands for every column whose name matches, each under its own name in lower case (`consent.marketing.email`). */
  readonly pattern?: RegExp;
}

/** Rows that stand or fall together. */
export interface ImportGroup {
  /** Read from the file each time they are asked for: ask once. */
  readonly rows: readonly Cells[];
  /** Of its first row: the header is row 1, as a spreadsheet counts. */
  readonly firstRow: number;
}

export interface ImportOptions {
  /** What becomes of a row whose object is already there. */
  readonly onExisting: 'UPDATE' | 'SKIP';
  /** Which system the rows come from: the `source` of external ids that name none. */
  readonly source: string;
  /** How local dates are written, e.g. `DD/MM/YYYY`; null: ISO 8601. */
  readonly dateFormat: string | null;
  /** Nothing of it will stay. */
  readonly dryRun: boolean;
}

export interface ImportFault {
  /** Index of the row within its group. */
  readonly row: number;
  /** The field, null when the fault is the whole row's. */
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

export type ImportOutcome =
  | { readonly result: 'CREATED' | 'UPDATED' | 'SKIPPED' }
  | { readonly result: 'FAILED'; readonly errors: readonly ImportFault[] };

/** Something that can be imported from a file. */
export interface ImportKind {
  /** How `importCreate` names it, UPPER_SNAKE. */
  readonly kind: string;
  /** Needed beside the right to import. */
  readonly permission: Permission;
  readonly fields: readonly ImportField[];
  /** Names of fields: consecutive rows with the same cells in all of them form one group. Left out, each row stands alone. */
  readonly groupBy?: readonly string[];
  /**
   * Applies up to 1,000 groups in the transaction of `ctx`, with set-based statements, and answers one outcome
   * for each, in their order. Bad data is an outcome, not a throw; when it throws nevertheless, the pipeline
   * halves the batch until the culprit stands alone.
   */
  readonly apply: (ctx: Context, groups: readonly ImportGroup[], options: ImportOptions) => Promise<readonly ImportOutcome[]>;
}

export const ImportKinds = defineExtensionPoint<ImportKind>('brand', 'import-kinds');
