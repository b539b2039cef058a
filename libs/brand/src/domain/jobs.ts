import { type Context, InvalidTransitionError, NotFoundError, readId, reject } from '@regulars/plugin-sdk';
import { cancelJob, type JobRow, selectJobs } from '../data/job.statements';
import { JOB_PREFIX, tellJobUpdated } from './import/events';

export { type JobRow, jobList } from '../data/job.statements';

/** A member sees those they asked for themselves, everybody else those of the brand. */
export const jobsByIds = (ctx: Context, ids: readonly string[]): Promise<JobRow[]> => ctx.sql(selectJobs(ids, ctx.actor.memberId));

/** What was done before stays. Cancelling twice is no fault. */
export async function cancel(ctx: Context, id: string): Promise<string> {
  const uuid = readId(JOB_PREFIX, id);
  const [job] = uuid === null ? [] : await jobsByIds(ctx, [uuid]);
  if (!uuid || !job) return reject(new NotFoundError({ en: 'There is no such job.', 'zh-TW': '找不到此工作。' }, 'id', id));
  const [cancelled] = await ctx.sql(cancelJob(uuid));
  if (cancelled) {
    tellJobUpdated(ctx, uuid);
  } else {
    const status = (await jobsByIds(ctx, [uuid]))[0]?.status ?? job.status;
    if (status !== 'CANCELLED') reject(new InvalidTransitionError({ en: 'The job is over.', 'zh-TW': '工作已結束。' }, status, 'CANCELLED', 'id'));
  }
  return uuid;
}
