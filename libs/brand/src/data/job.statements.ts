import { Direction, type ListDefinition, statement } from '@regulars/plugin-sdk';

export type JobState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface RowError {
  /** The header is row 1. */
  readonly row: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

/** How many refused rows a job itself shows; the error file has all. */
export const SHOWN_ERRORS = 20;

/** What is told of a job. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly status: JobState;
  readonly dryRun: boolean;
  readonly done: number;
  readonly total: number | null;
  readonly created: number;
  readonly updated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly errors: readonly RowError[];
  readonly resultFileId: string | null;
  readonly errorsFileId: string | null;
}

const COLUMNS = `job.id, job.kind, job.status, job.dry_run AS "dryRun", job.done, job.total, job.created, job.updated, job.skipped, job.failed,
  job.started_at AS "startedAt", job.finished_at AS "finishedAt", job.errors, job.result_file_id AS "resultFileId", job.errors_file_id AS "errorsFileId"`;

/** Of those that are one owner's, or with null the brand's. */
export const selectJobs = statement<JobRow, [ids: readonly string[], ownerId: string | null]>(
  'brand.jobs',
  `SELECT ${COLUMNS} FROM brand.job WHERE id = ANY($1::uuid[]) AND owner_id IS NOT DISTINCT FROM $2::uuid`,
);

/** The newest of an owner that is not over yet, or brought something to an end within so many seconds. */
export const selectRecentJob = statement<{ id: string }, [ownerId: string, kind: string, seconds: number]>(
  'brand.job-recent',
  `SELECT id FROM brand.job
    WHERE owner_id = $1 AND kind = $2
      AND (status IN ('QUEUED', 'RUNNING') OR (status = 'SUCCEEDED' AND finished_at > platform.current_now() - make_interval(secs => $3)))
    ORDER BY id DESC LIMIT 1`,
);

/** Newest first. */
export const jobList = <Item>(toItem: (row: JobRow) => Item): ListDefinition<JobRow, Item> => ({
  name: 'brand.job-list',
  select: COLUMNS,
  from: 'brand.job',
  id: { expression: 'job.id', type: 'uuid', direction: Direction.DESC },
  toItem,
});

export const insertJob = statement<never, [id: string, kind: string, fileId: string, dryRun: boolean, options: string, ownerId: string | null]>(
  'brand.job-insert',
  'INSERT INTO brand.job (id, kind, file_id, dry_run, options, owner_id) VALUES ($1, $2, $3, $4, $5, $6)',
);

/** Waits for no batch that is underway: that one finds the job cancelled when it wants to commit. */
export const cancelJob = statement<{ id: string }, [id: string]>(
  'brand.job-cancel',
  `UPDATE brand.job SET status = 'CANCELLED', finished_at = platform.current_now()
    WHERE id = $1 AND status IN ('QUEUED', 'RUNNING') RETURNING id`,
);
