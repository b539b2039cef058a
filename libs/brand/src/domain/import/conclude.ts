import { createHash } from 'node:crypto';
import { type Context, newUuid, type TaskRun } from '@regulars/plugin-sdk';
import { insertErrorChunks, insertErrorFile } from '../../data/file.statements';
import { deleteFailures, deletePieces, failImport, finishImport, selectFailure, selectImport, takeTime } from '../../data/import.statements';
import { SHOWN_ERRORS } from '../../data/job.statements';
import { errorFileHeader } from './error-file';
import { tellJobUpdated } from './events';
import type { FileFault } from './file-fault';
import type { Layout } from './layout';

/** Ends an import that is through or was cancelled: what was refused becomes a file, the stage is cleared. */
export async function concludeImport(work: TaskRun, jobId: string): Promise<void> {
  await work.transaction(async (ctx) => {
    const [[job]] = await Promise.all([ctx.sql(selectImport(jobId)), ctx.sql(takeTime())]);
    if (!job) return;
    const errorsFileId = job.layout === null ? null : await writeErrorFile(ctx, jobId, `${job.kind.toLowerCase()}-errors.csv`, job.layout as Layout);
    await Promise.all([ctx.sql(finishImport(jobId, errorsFileId)), ctx.sql(deleteFailures(jobId)), ctx.sql(deletePieces(jobId))]);
    tellJobUpdated(ctx, jobId);
  });
}

/** Ends an import that cannot go on. What earlier batches refused is not thrown away. */
export async function failTheImport(work: TaskRun, jobId: string, { errors }: FileFault): Promise<void> {
  await work.transaction((ctx) => ctx.sql(failImport(jobId, JSON.stringify(errors.slice(0, SHOWN_ERRORS)))));
  await concludeImport(work, jobId);
}

/** Null when nothing was refused. */
async function writeErrorFile(ctx: Context, jobId: string, name: string, layout: Layout): Promise<string | null> {
  const header = errorFileHeader(layout);
  const hash = createHash('sha256').update(header);
  let size = header.length;
  let row = 0;
  for (let [kept] = await ctx.sql(selectFailure(jobId, row)); kept; [kept] = await ctx.sql(selectFailure(jobId, row))) {
    hash.update(kept.content);
    size += kept.content.length;
    row = kept.firstRow;
  }
  if (row === 0) return null;
  const fileId = newUuid();
  await Promise.all([ctx.sql(insertErrorFile(fileId, name, size, hash.digest(), jobId)), ctx.sql(insertErrorChunks(fileId, jobId, header))]);
  return fileId;
}
