import { createHash } from 'node:crypto';
import { type Context, type JsonObject, newUuid } from '@regulars/plugin-sdk';
import { failFileJobRow, finishFileJobRow, insertFileChunks, insertResultFile } from '../data/file-job.statements';
import { insertJob, selectRecentJob } from '../data/job.statements';
import { tellJobUpdated } from './import/events';

/** What a job made. */
export interface ResultFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** How long it is kept. */
  readonly hours: number;
  /** Who may fetch it beside the member it is about; null: nobody. */
  readonly permission: string | null;
  /** Uuid of the member it is about, who may fetch it, too; null: nobody's. */
  readonly memberId: string | null;
}

const CHUNK = 1024 * 1024;

/** `platform.file.permission` is NOT NULL. No module declares this one: downloads show the file to its member alone. */
const NOBODYS = 'brand:nobody';

/**
 * A job of another module that makes one file; answers its uuid. Whoever queues it enqueues the task that does it.
 *
 * @param ownerId uuid of the member who asks for it, and alone sees it; null: the brand's
 */
export async function queueFileJob(ctx: Context, kind: string, options: JsonObject, ownerId: string | null = null): Promise<string> {
  const jobId = newUuid();
  await ctx.sql(insertJob(jobId, kind, newUuid(), false, JSON.stringify(options), ownerId));
  return jobId;
}

/** The uuid of an owner's job that is on its way or was done within so many seconds; null when there is none. */
export const recentFileJob = async (ctx: Context, kind: string, ownerId: string, seconds: number): Promise<string | null> =>
  (await ctx.sql(selectRecentJob(ownerId, kind, seconds)))[0]?.id ?? null;

/** Writes the file and ends the job; of a job that is over nothing is written again. */
export async function finishFileJob(ctx: Context, jobId: string, { name, contentType, bytes, hours, permission, memberId }: ResultFile): Promise<void> {
  const fileId = newUuid();
  const [finished] = await ctx.sql(finishFileJobRow(jobId, fileId));
  if (!finished) return;
  const chunks = Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, number) => bytes.subarray(number * CHUNK, (number + 1) * CHUNK));
  const hash = createHash('sha256').update(bytes).digest();
  await Promise.all([ctx.sql(insertResultFile(fileId, name, contentType, bytes.length, hash, hours, permission ?? NOBODYS, memberId)), ctx.sql(insertFileChunks(fileId, chunks))]);
  tellJobUpdated(ctx, jobId);
}

export async function failFileJob(ctx: Context, jobId: string, message: string): Promise<void> {
  const errors = [{ row: 1, column: null, code: 'INTERNAL', message }];
  const failed = await ctx.sql(failFileJobRow(jobId, JSON.stringify(errors)));
  if (failed.length > 0) tellJobUpdated(ctx, jobId);
}
