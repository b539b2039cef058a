import { type Context, defineEvent, publicId } from '@regulars/plugin-sdk';

export const JOB_PREFIX = 'job';

/** A job moved on: how far it is, its readers look up. */
export const JobUpdated = defineEvent<{ readonly jobId: string }>('job.updated');

export const tellJobUpdated = (ctx: Context, jobId: string): void => ctx.emit(JobUpdated, { jobId: publicId(JOB_PREFIX, jobId) });
