import { statement } from '@regulars/plugin-sdk';

// Files of callers and for callers stand in the platform's tables; they live by the database's clock, not the brand's.
// One that is still coming in has no hash yet.

export interface FileRow {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: bigint;
  readonly sha256: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export const selectFiles = statement<FileRow, [ids: readonly string[]]>(
  'brand.files',
  `SELECT id, name, content_type AS "contentType", size, encode(sha256, 'hex') AS sha256, created_at AS "createdAt", expires_at AS "expiresAt"
     FROM platform.file WHERE id = ANY($1::uuid[]) AND octet_length(sha256) = 32 AND expires_at > clock_timestamp()`,
);

export const selectChunk = statement<{ bytes: Buffer }, [fileId: string, number: number]>(
  'brand.file-chunk',
  'SELECT bytes FROM platform.file_chunk WHERE file_id = $1 AND number = $2',
);

/** What an import refused belongs to whoever brought what it read. */
export const insertErrorFile = statement<never, [id: string, name: string, size: number, sha256: Buffer, jobId: string]>(
  'brand.file-error-insert',
  `INSERT INTO platform.file (id, name, content_type, size, sha256, created_by)
   VALUES ($1, $2, 'text/csv', $3, $4, (SELECT f.created_by FROM brand.job AS j JOIN platform.file AS f ON f.id = j.file_id WHERE j.id = $5))`,
);

/** The header, then the rows that were kept of each batch. */
export const insertErrorChunks = statement<never, [fileId: string, jobId: string, header: Buffer]>(
  'brand.file-error-chunks',
  `INSERT INTO platform.file_chunk (file_id, number, bytes)
   SELECT $1::uuid, 0, $3::bytea
   UNION ALL
   SELECT $1::uuid, row_number() OVER (ORDER BY first_row)::int, content FROM brand.import_failure WHERE job_id = $2::uuid`,
);
