import { type Brand, type JobDefinition, LeftUndone, statement } from '@regulars/plugin-sdk';
import { type Owned, qualified } from '../registry';
import type { Runtime } from '../runtime';
import { LONGER_STATEMENTS } from '../worker/background-limits';
import { describeFault } from '../worker/faults';
import { systemScope } from '../worker/scope';
import { withinTime } from '../worker/within-time';
import { nextOccurrence } from './cron';

const MARK = statement<{ limit: string }, [string, Date, Date, Date | null]>('platform.mark-job', `
  UPDATE platform.job_due SET due_at = $3, ran_at = $2, attempts = 0, retry_at = NULL, last_error = NULL
  WHERE job = $1 AND ($4::timestamptz IS NULL OR due_at = $4)
  RETURNING ${LONGER_STATEMENTS} AS limit`);

/** Far enough for a cron expression that names no further instant. */
const NEVER = new Date('9999-12-31T00:00:00Z');

export const nextDueAt = (job: JobDefinition, brand: Brand, after: Date): Date => nextOccurrence(job.cron, brand.timeZone, after) ?? NEVER;

export interface JobRun {
  readonly brandId: string;
  readonly owned: Owned<JobDefinition>;
  /** The instant it runs for; the brand's now when left out. */
  readonly now?: Date;
  /** The run counts only while this is still what is due: two processes cannot both do it. */
  readonly expected: Date | null;
}

/** Runs a job once. Its effects and its next due time are one transaction. A disabled module's job is passed over. */
export async function runJob(runtime: Runtime, { brandId, owned, now, expected }: JobRun): Promise<void> {
  const name = qualified(owned);
  const left = await runtime.transaction(systemScope(brandId, `${owned.module.id}/${owned.value.id}`, now ? { now } : {}), async (ctx) => {
    const [marked] = await ctx.sql(MARK(name, ctx.now, nextDueAt(owned.value, ctx.brand, ctx.now), expected));
    if (!marked || !ctx.brand.modules.has(owned.module.id)) return null;
    return withinTime<unknown>(owned.value.run(ctx), name, 10 * 60_000);
  });
  if (left instanceof LeftUndone && left.faults.length > 0) await tell(runtime, brandId, name, left);
}

/** Nothing is undone or postponed: the job's own next time is when the rest has its turn. */
async function tell(runtime: Runtime, brandId: string, job: string, { faults }: LeftUndone): Promise<void> {
  const fault = describeFault(faults[0]);
  runtime.logger.error({ job, brand: brandId, faults: faults.length, fault }, 'a job did not do all that it should: the rest is tried when it is due again');
  await runtime.relay.query('UPDATE platform.job_due SET last_error = $3 WHERE brand_id = $1 AND job = $2', [brandId, job, fault]);
}

/** A job failed: tried again after 2 s, 4 s … an hour, for as long as it takes. */
export async function postpone(runtime: Runtime, brandId: string, job: string, error: unknown): Promise<void> {
  const fault = describeFault(error);
  const { rows } = await runtime.relay.query<{ attempts: number }>(
    `UPDATE platform.job_due SET attempts = attempts + 1, last_error = $3, retry_at = clock_timestamp() + interval '1 second' * LEAST(3600, 2 ^ LEAST(attempts + 1, 12))
     WHERE brand_id = $1 AND job = $2 RETURNING attempts`,
    [brandId, job, fault],
  );
  runtime.logger.error({ job, brand: brandId, attempt: rows[0]?.attempts, fault }, 'a job failed and is tried again');
}
