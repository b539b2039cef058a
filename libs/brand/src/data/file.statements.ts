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

export const insertFile = statement<never, [id: string, name: string, contentType: string, size: number, sha256: Buffer]>(
  'brand.file-insert',
  'INSERT INTO platform.file (id, name, content_type, size, sha256) VALUES ($1, $2, $3, $4, $5)',
);

/** The header, then the rows that were kept of each batch. */
export const insertErrorChunks = statement<never, [fileId: string, jobId: string, header: Buffer]>(
  'brand.file-error-chunks',
  `INSERT INTO platform.file_chunk (file_id, number, bytes)
   SELECT $1::uuid, 0, $3::bytea
   UNION ALL
   SELECT $1::uuid, row_number() OVER (ORDER BY first_row)::int, content FROM brand.import_failure WHERE job_id = $2::uuid`,
);
