import { statement } from '@regulars/plugin-sdk';

// Files live by the database's clock, not the brand's. One that is still coming in has no hash yet.

export const insertFile = statement<never, [id: string, name: string, contentType: string, createdBy: string]>(
  'gateway.file-insert',
  `INSERT INTO platform.file (id, name, content_type, size, sha256, created_by) VALUES ($1, $2, $3, 0, '', $4)`,
);

export const insertChunk = statement<never, [fileId: string, number: number, bytes: Buffer]>(
  'gateway.file-chunk-insert',
  'INSERT INTO platform.file_chunk (file_id, number, bytes) VALUES ($1, $2, $3)',
);

export const completeFile = statement<never, [id: string, size: number, sha256: Buffer]>(
  'gateway.file-complete',
  'UPDATE platform.file SET size = $2, sha256 = $3 WHERE id = $1',
);

/** Its chunks go with it. */
export const deleteFile = statement<never, [id: string]>('gateway.file-delete', 'DELETE FROM platform.file WHERE id = $1');

export interface FileHead {
  readonly name: string;
  readonly contentType: string;
  readonly size: bigint;
  /** Which of the staff may fetch it. */
  readonly permission: string;
  /** Uuid of the member it is about, who may fetch it, too. */
  readonly memberId: string | null;
  /** Whoever brought it, or whose import left it. */
  readonly createdBy: string | null;
}

export const selectFile = statement<FileHead, [id: string]>(
  'gateway.file',
  `SELECT name, content_type AS "contentType", size, permission, member_id AS "memberId", created_by AS "createdBy" FROM platform.file
    WHERE id = $1 AND octet_length(sha256) = 32 AND expires_at > clock_timestamp()`,
);

export const selectChunk = statement<{ readonly bytes: Buffer }, [fileId: string, number: number]>(
  'gateway.file-chunk',
  'SELECT bytes FROM platform.file_chunk WHERE file_id = $1 AND number = $2',
);
