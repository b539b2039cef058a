import { statement } from '@regulars/plugin-sdk';

/** Files live by the database's clock, not the brand's. */
export const insertResultFile = statement<
  never, [id: string, name: string, contentType: string, size: number, sha256: Buffer, hours: number, permission: string, memberId: string | null]
>(
  'brand.result-file-insert',
  `INSERT INTO platform.file (id, name, content_type, size, sha256, expires_at, permission, member_id)
   VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(hours => $6::int), $7, $8)`,
);

export const insertFileChunks = statement<never, [fileId: string, chunks: readonly Buffer[]]>(
  'brand.result-file-chunks',
  `INSERT INTO platform.file_chunk (file_id, number, bytes) SELECT $1, (part.number - 1)::int, part.bytes FROM unnest($2::bytea[]) WITH ORDINALITY AS part(bytes, number)`,
);

export const finishFileJobRow = statement<{ id: string }, [jobId: string, fileId: string]>(
  'brand.file-job-finish',
  `UPDATE brand.job SET status = 'SUCCEEDED', started_at = coalesce(started_at, platform.current_now()), finished_at = platform.current_now(), result_file_id = $2
    WHERE id = $1 AND status IN ('QUEUED', 'RUNNING') RETURNING id`,
);

export const failFileJobRow = statement<{ id: string }, [jobId: string, errors: string]>(
  'brand.file-job-fail',
  `UPDATE brand.job SET status = 'FAILED', started_at = coalesce(started_at, platform.current_now()), finished_at = platform.current_now(), errors = $2::jsonb
    WHERE id = $1 AND status IN ('QUEUED', 'RUNNING') RETURNING id`,
);

/** Of a job without a file: says how much there is still to do. The layout is a file's, and empty here. */
export const countJobRow = statement<{ id: string }, [jobId: string, total: number]>(
  'brand.job-count',
  `UPDATE brand.job SET status = 'RUNNING', started_at = coalesce(started_at, platform.current_now()), layout = '{}', last_row = 0, total = done + $2
    WHERE id = $1 AND status IN ('QUEUED', 'RUNNING') RETURNING id`,
);

/** Nothing of one that is over. What came up since it was counted counts, too. */
export const stepJobRow = statement<{ id: string }, [jobId: string, updated: number, skipped: number]>(
  'brand.job-step',
  `UPDATE brand.job SET done = done + $2 + $3, updated = updated + $2, skipped = skipped + $3, total = greatest(total, done + $2 + $3)
    WHERE id = $1 AND status = 'RUNNING' RETURNING id`,
);

export const finishJobRow = statement<{ id: string }, [jobId: string]>(
  'brand.job-finish',
  `UPDATE brand.job SET status = 'SUCCEEDED', finished_at = platform.current_now() WHERE id = $1 AND status = 'RUNNING' RETURNING id`,
);
