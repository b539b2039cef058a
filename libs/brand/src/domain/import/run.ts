import { defineTask, type TaskRun } from '@regulars/plugin-sdk';
import { type ImportRow, selectImport, startImport } from '../../data/import.statements';
import type { ImportKind } from '../import-kind';
import { applyStage, importKind, type Progress } from './apply';
import { concludeImport, failTheImport } from './conclude';
import { tellJobUpdated } from './events';
import { FileFault } from './file-fault';
import type { Layout } from './layout';
import type { ImportRequest } from './request';
import { type Staged, stageFile } from './stage';

/** The work of one import; begun again after a crash, it goes on where it had come to. */
export const ImportTask = defineTask<{ readonly jobId: string }>('brand.import', async (work, { jobId }) => {
  try {
    const begun = await begin(work, jobId);
    if (begun === null) return;
    if (begun !== 'CANCELLED' && !(await carryOn(work, begun))) return;
    await concludeImport(work, jobId);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    await failTheImport(work, jobId, error);
  }
});

interface Begun {
  readonly job: ImportRow;
  readonly kind: ImportKind;
}

/** Null when there is nothing to do any more. */
function begin(work: TaskRun, jobId: string): Promise<Begun | 'CANCELLED' | null> {
  return work.transaction(async (ctx) => {
    const [[started], [job]] = await Promise.all([ctx.sql(startImport(jobId)), ctx.sql(selectImport(jobId))]);
    if (started) tellJobUpdated(ctx, jobId);
    if (job?.status === 'CANCELLED') return 'CANCELLED';
    return job?.status === 'RUNNING' ? { job, kind: importKind(ctx, job.kind) } : null;
  });
}

/** Answers whether it is over; if not, someone else carries on. */
async function carryOn(work: TaskRun, { job, kind }: Begun): Promise<boolean> {
  const request = job.options as ImportRequest;
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
