import { Rejection, textIn } from '@regulars/plugin-sdk';
import type { RowError } from '../../data/job.statements';
import type { ImportFault, ImportOutcome } from '../import-kind';
import { FileFault } from './file-fault';
import type { ReadGroup } from './groups';
import type { Layout } from './layout';

/** Classes of SQLSTATE that the data is to blame for: cardinality, data, constraint, raised by a trigger, too much at once. */
const DATA_CLASSES = new Set(['21', '22', '23', '54', 'P0']);
const STATEMENT_TIMEOUT = '57014';
const PROGRAMMING_CLASS = '42';

const sqlState = (error: unknown): string | null => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
};

/** Has the failure of a batch to do with what is in it? Otherwise the same batch is worth another try, later. */
export function isContentFault(error: unknown): boolean {
  if (error instanceof Rejection) return true;
  if (error instanceof FileFault) return false;
  const state = sqlState(error);
  if (state === null) return error instanceof Error && !/connect/i.test(error.message);
  return state === STATEMENT_TIMEOUT || state.startsWith(PROGRAMMING_CLASS) || DATA_CLASSES.has(state.slice(0, 2));
}

/** What is told about a group that fails even alone. Nothing of the row stands in it: the log keeps no personal data. */
export function faultsOf(error: unknown, language: string): readonly ImportFault[] {
  if (error instanceof Rejection) return error.errors.map(({ code, text, path }) => ({ row: 0, column: path?.at(-1) ?? null, code, message: textIn(text, language) }));
  const constraint = (error as { constraint?: string } | null)?.constraint;
  if (constraint !== undefined) return [{ row: 0, column: null, code: 'CONSTRAINT', message: `It breaks the rule ${constraint}.` }];
  return [{ row: 0, column: null, code: 'INTERNAL', message: 'It could not be imported because of an internal error.' }];
}

export interface Tally {
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly refused: readonly { readonly group: ReadGroup; readonly errors: readonly RowError[] }[];
}

/** Counts outcomes, and puts errors into the words of the file: its row numbers and column names. */
export function tallyOf(groups: readonly ReadGroup[], outcomes: readonly ImportOutcome[], layout: Layout): Tally {
  if (groups.length !== outcomes.length) throw new Error(`An import kind answered ${outcomes.length} outcomes for ${groups.length} groups`);
  const count = (result: string): number => outcomes.filter((outcome) => outcome.result === result).length;
  const refused = groups.flatMap((group, index) => {
    const outcome = outcomes[index];
    if (outcome?.result !== 'FAILED') return [];
    return [{ group, errors: outcome.errors.map((fault) => rowError(group, fault, layout)) }];
  });
  return { created: count('CREATED'), updated: count('UPDATED'), skipped: count('SKIPPED'), refused };
}

function rowError(group: ReadGroup, { row, column, code, message }: ImportFault, layout: Layout): RowError {
  const index = layout.columns.find(({ field }) => field === column)?.index;
  const name = index === undefined ? column : (layout.header[index] ?? column);
  return { row: group.records[row]?.row ?? group.firstRow, column: name, code, message };
}
