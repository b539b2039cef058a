import { statement } from '@regulars/plugin-sdk';
import type { JobState } from './job.statements';

/** What a run of an import goes on from. */
export interface ImportRow {
  readonly id: string;
  readonly kind: string;
  readonly status: JobState;
  readonly fileId: string;
  readonly dryRun: boolean;
  readonly options: unknown;
  readonly layout: unknown;
  readonly lastRow: number | null;
  readonly nextRow: number;
  readonly tries: number;
}

const COLUMNS = `id, kind, status, file_id AS "fileId", dry_run AS "dryRun", options, layout, last_row AS "lastRow", next_row AS "nextRow", tries`;

export const selectImport = statement<ImportRow, [jobId: string]>('brand.import', `SELECT ${COLUMNS} FROM brand.job WHERE id = $1`);

/** Takes it up for the first time, or again; no row when it is over. */
export const startImport = statement<ImportRow, [jobId: string]>(
  'brand.import-start',
  `UPDATE brand.job SET status = 'RUNNING', started_at = coalesce(started_at, platform.current_now()), tries = tries + 1
    WHERE id = $1 AND status IN ('QUEUED', 'RUNNING') RETURNING ${COLUMNS}`,
);

export const insertPiece = statement<never, [jobId: string, firstRow: number, lastRow: number, content: string]>(
  'brand.import-piece-insert',
  'INSERT INTO brand.import_piece (job_id, first_row, last_row, content) VALUES ($1, $2, $3, $4)',
);

/** The piece that holds the row. */
export const selectPiece = statement<{ firstRow: number; lastRow: number; content: string }, [jobId: string, row: number]>(
  'brand.import-piece',
  `SELECT first_row AS "firstRow", last_row AS "lastRow", content FROM brand.import_piece WHERE job_id = $1 AND last_row >= $2 ORDER BY last_row LIMIT 1`,
);

export const deletePieces = statement<never, [jobId: string]>('brand.import-pieces-delete', 'DELETE FROM brand.import_piece WHERE job_id = $1');

export const finishStage = statement<{ id: string }, [jobId: string, layout: unknown, total: number, lastRow: number]>(
  'brand.import-staged',
  `UPDATE brand.job SET layout = $2, total = $3, last_row = $4 WHERE id = $1 AND status = 'RUNNING' RETURNING id`,
);

export type Progress = [
  jobId: string, fromRow: number, nextRow: number, created: number, updated: number, skipped: number, failed: number, errors: string,
];

/** No row when the job was cancelled meanwhile, or another run of it was faster: nothing of the batch may stay. */
export const advanceImport = statement<{ id: string }, Progress>(
  'brand.import-advance',
  `UPDATE brand.job
      SET next_row = $3, done = done + $4 + $5 + $6 + $7, created = created + $4, updated = updated + $5, skipped = skipped + $6,
          failed = failed + $7,
          errors = CASE WHEN $8::jsonb = '[]' THEN errors ELSE jsonb_path_query_array(errors || $8::jsonb, '$[0 to 19]') END
    WHERE id = $1 AND status = 'RUNNING' AND next_row = $2 RETURNING id`,
);

export const insertFailure = statement<never, [jobId: string, firstRow: number, content: Buffer]>(
  'brand.import-failure-insert',
  'INSERT INTO brand.import_failure (job_id, first_row, content) VALUES ($1, $2, $3)',
);

export const selectFailure = statement<{ firstRow: number; content: Buffer }, [jobId: string, afterRow: number]>(
  'brand.import-failure',
  `SELECT first_row AS "firstRow", content FROM brand.import_failure WHERE job_id = $1 AND first_row > $2 ORDER BY first_row LIMIT 1`,
);

export const deleteFailures = statement<never, [jobId: string]>('brand.import-failures-delete', 'DELETE FROM brand.import_failure WHERE job_id = $1');

/** A cancelled job stays cancelled. */
export const finishImport = statement<never, [jobId: string, errorsFileId: string | null]>(
  'brand.import-finish',
  `UPDATE brand.job
      SET errors_file_id = coalesce($2, errors_file_id), finished_at = coalesce(finished_at, platform.current_now()),
          status = CASE status WHEN 'RUNNING' THEN 'SUCCEEDED' ELSE status END
    WHERE id = $1`,
);

export const failImport = statement<{ id: string }, [jobId: string, errors: string]>(
  'brand.import-fail',
  `UPDATE brand.job SET status = 'FAILED', finished_at = platform.current_now(), errors = $2::jsonb
    WHERE id = $1 AND status IN ('QUEUED', 'RUNNING') RETURNING id`,
);

/** A batch may take longer than a request: these hold to the end of the transaction. */
export const takeTime = statement<never>(
  'brand.import-take-time',
  `SELECT set_config('statement_timeout', '120s', true), set_config('lock_timeout', '30s', true),
          set_config('idle_in_transaction_session_timeout', '120s', true)`,
);
