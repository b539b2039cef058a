import type { Context, TaskRun } from '@regulars/plugin-sdk';
import { advanceImport, insertFailure, takeTime } from '../../data/import.statements';
import { SHOWN_ERRORS } from '../../data/job.statements';
import { type ImportKind, ImportKinds, type ImportOptions, type ImportOutcome } from '../import-kind';
import { errorFileRows } from './error-file';
import { tellJobUpdated } from './events';
import { fileFault } from './file-fault';
import type { ReadGroup } from './groups';
import { faultsOf, isContentFault, tallyOf } from './outcome';
import { PieceReader } from './piece-reader';
import type { Staged, Upload } from './stage';

/** How far a staged import is. */
export interface Progress extends Upload, Staged {
  readonly options: ImportOptions;
  /** Everything before this row is done. */
  nextRow: number;
}

/** The job was cancelled, or another run of it is faster: this batch is rolled back. */
class Overtaken extends Error {}

/**
 * Applies piece after piece, each in the transaction that also records how far the import is: wherever a worker
 * dies, the next one goes on exactly there.
 *
 * @returns what ended it; `STAGE_LOST` when the stage was emptied by a crash of the database
 */
export async function applyStage(work: TaskRun, progress: Progress): Promise<'DONE' | 'OVERTAKEN' | 'STAGE_LOST'> {
  const reader = new PieceReader(work, progress);
  try {
    while (progress.nextRow <= progress.lastRow) {
      work.signal.throwIfAborted();
      const piece = await reader.take(progress.nextRow);
      if (!piece) return 'STAGE_LOST';
      await applyGroups({ work, progress, reader }, piece.groups, piece.nextRow);
    }
    return 'DONE';
  } catch (error) {
    if (error instanceof Overtaken) return 'OVERTAKEN';
    throw error;
  }
}

interface Run {
  readonly work: TaskRun;
  readonly progress: Progress;
  readonly reader: PieceReader;
}

/** All in one transaction; when that fails, each half in one of its own, until the culprit stands alone. */
async function applyGroups(run: Run, groups: readonly ReadGroup[], nextRow: number): Promise<void> {
  try {
    await inTransaction(run, nextRow, groups, outcomesOf);
  } catch (error) {
    if (!isContentFault(error) || error instanceof Overtaken) throw error;
    const middle = groups.length >> 1;
    const second = groups[middle];
    if (middle > 0 && second) {
      await applyGroups(run, groups.slice(0, middle), second.firstRow);
      await applyGroups(run, groups.slice(middle), nextRow);
    } else {
      await inTransaction(run, nextRow, groups, (ctx) => Promise.resolve([{ result: 'FAILED', errors: faultsOf(error, ctx.language) }]));
    }
  }
}

type Apply = (ctx: Context, progress: Progress, groups: readonly ReadGroup[]) => Promise<readonly ImportOutcome[]>;

async function inTransaction({ work, progress, reader }: Run, nextRow: number, groups: readonly ReadGroup[], apply: Apply): Promise<void> {
  await work.transaction(async (ctx) => {
    const [, outcomes] = await Promise.all([ctx.sql(takeTime()), apply(ctx, progress, groups)]);
    const recorded = record(ctx, progress, nextRow, groups, outcomes);
    // What the batch writes is on its way: this is when the database works and we would wait.
    reader.prepare(nextRow);
    await recorded;
  });
  progress.nextRow = nextRow;
}

/** The kind is asked for again in each transaction: its plugin may have been switched off meanwhile. */
async function outcomesOf(ctx: Context, { kind: { kind }, options }: Progress, groups: readonly ReadGroup[]): Promise<readonly ImportOutcome[]> {
  const importer = importKind(ctx, kind);
  if (groups.length === 0) return [];
  if (!options.dryRun) return importer.apply(ctx, groups, options);
  return ctx.rehearse(async (rehearsal) => {
    const [, outcomes] = await Promise.all([rehearsal.sql(takeTime()), importer.apply(rehearsal, groups, options)]);
    return outcomes;
  });
}

/** @throws FileFault when no module the brand has enabled offers it */
export function importKind(ctx: Context, name: string): ImportKind {
  const found = ctx.extensions(ImportKinds).find(({ kind }) => kind === name);
  if (!found) throw fileFault('UNKNOWN_KIND', `${name} can no longer be imported: its plugin was switched off.`);
  return found;
}

async function record(ctx: Context, { jobId, layout, nextRow: fromRow }: Progress, nextRow: number, groups: readonly ReadGroup[], outcomes: readonly ImportOutcome[]): Promise<void> {
  const { created, updated, skipped, refused } = tallyOf(groups, outcomes, layout);
  const shown = refused.flatMap(({ errors }) => errors).slice(0, SHOWN_ERRORS);
  const [[advanced]] = await Promise.all([
    ctx.sql(advanceImport(jobId, fromRow, nextRow, created, updated, skipped, refused.length, JSON.stringify(shown))),
    refused.length > 0 ? ctx.sql(insertFailure(jobId, fromRow, errorFileRows(layout, refused))) : null,
  ]);
  if (!advanced) throw new Overtaken();
  tellJobUpdated(ctx, jobId);
}
