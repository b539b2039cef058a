import type { Context } from '@regulars/plugin-sdk';
import { countJobRow, finishJobRow, stepJobRow } from '../data/file-job.statements';
import { tellJobUpdated } from './import/events';

/**
 * Of a job of another module that goes through many things, piece by piece: how many are to be done, of one that is begun again
 * beside those that were. False: it is over, cancelled for instance.
 */
export async function countJob(ctx: Context, jobId: string, total: number): Promise<boolean> {
  const [row] = await ctx.sql(countJobRow(jobId, total));
  if (row) tellJobUpdated(ctx, jobId);
  return row !== undefined;
}

/** What a piece came to, in the transaction of the piece: no job is cancelled while one is under way. False: it was before. */
export async function stepJob(ctx: Context, jobId: string, { updated, skipped }: { readonly updated: number; readonly skipped: number }): Promise<boolean> {
  const [row] = await ctx.sql(stepJobRow(jobId, updated, skipped));
  if (row) tellJobUpdated(ctx, jobId);
  return row !== undefined;
}

export async function finishJob(ctx: Context, jobId: string): Promise<void> {
  const [row] = await ctx.sql(finishJobRow(jobId));
  if (row) tellJobUpdated(ctx, jobId);
}
