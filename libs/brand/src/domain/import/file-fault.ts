import type { RowError } from '../../data/job.statements';

/** The whole file cannot be imported: its job fails, and nothing of it is written. */
export class FileFault extends Error {
  constructor(readonly errors: readonly RowError[]) {
    super(errors.map((error) => error.message).join(' '));
  }
}

export const fileFault = (code: string, message: string, row = 1, column: string | null = null): FileFault =>
  new FileFault([{ row, column, code, message }]);
