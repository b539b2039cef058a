import { defineTask, type TaskRun } from '@regulars/plugin-sdk';
import { type ImportRow, selectImport, startImport } from '../../data/import.statements';
import { applyStage, importKind, type Progress } from './apply';
import { concludeImport, failTheImport } from './conclude';
import { tellJobUpdated } from './events';
import { FileFault, fileFault } from './file-fault';
import type { Layout } from './layout';
import type { ImportRequest } from './request';
import { type Staged, stageFile } from './stage';

/** The queue gives a task up after so many tries. */
const LAST_TRY = 8;

/** The work of one import; begun again after a crash, it goes on where it had come to. */
export const ImportTask = defineTask<{ readonly jobId: string }>('brand.import', async (work, { jobId }) => {
  const job = await begin(work, jobId);
  if (job === null) return;
  try {
    if (job === 'ENDED' || (await carryOn(work, job))) await concludeImport(work, jobId);
  } catch (error) {
    const fault = faultOf(error, job !== 'ENDED' && job.tries >= LAST_TRY && !work.signal.aborted);
    if (!fault) throw error;
    await failTheImport(work, jobId, fault);
  }
});

function faultOf(error: unknown, isLastTry: boolean): FileFault | null {
  if (error instanceof FileFault) return error;
  return isLastTry ? fileFault('INTERNAL', `It was given up after ${LAST_TRY} tries, because of an internal error.`) : null;
}

/** `ENDED` when it was cancelled or has failed: a crash may have come before its stage was cleared. Null when all is done. */
function begin(work: TaskRun, jobId: string): Promise<ImportRow | 'ENDED' | null> {
  return work.transaction(async (ctx) => {
    const [job] = await ctx.sql(startImport(jobId));
    if (!job) {
      const status = (await ctx.sql(selectImport(jobId)))[0]?.status;
      return status === 'CANCELLED' || status === 'FAILED' ? 'ENDED' : null;
    }
    tellJobUpdated(ctx, jobId);
    return job;
  });
}

/** Answers whether it is over; if not, someone else carries on. */
async function carryOn(work: TaskRun, job: ImportRow): Promise<boolean> {
  const request = job.options as ImportRequest;
  const kind = await work.transaction((ctx) => Promise.resolve(importKind(ctx, job.kind)));
  const upload = { jobId: job.id, fileId: job.fileId, kind, request };
  const { onExisting, source, dateFormat } = request;
  const options = { onExisting, source, dateFormat, dryRun: job.dryRun };
  let staged: Staged | null = job.layout !== null && job.lastRow !== null ? { layout: job.layout as Layout, lastRow: job.lastRow } : null;
  let nextRow = job.nextRow;
  for (;;) {
    staged ??= await stageFile(work, upload);
    if (!staged) return isCancelled(work, job.id);
    const progress: Progress = { ...upload, ...staged, options, nextRow };
    const end = await applyStage(work, progress);
    if (end !== 'STAGE_LOST') return end === 'DONE' || isCancelled(work, job.id);
    staged = null;
    nextRow = progress.nextRow;
  }
}

const isCancelled = (work: TaskRun, jobId: string): Promise<boolean> =>
  work.transaction(async (ctx) => (await ctx.sql(selectImport(jobId)))[0]?.status === 'CANCELLED');
