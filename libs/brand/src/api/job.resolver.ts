import { ANY_CALLER, type Context, condition, listPage, NotFoundError, Payload, readId, reject, type StoredEvent } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Extensions, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root, Subscription } from 'type-graphql';
import { createImport } from '../domain/import/create';
import { JOB_PREFIX } from '../domain/import/events';
import { cancel, jobList } from '../domain/jobs';
import { permissions } from '../permissions';
import { ImportCreateInput } from './import.inputs';
import { Job, jobById, JobConnection, jobObject } from './job.type';

@ObjectType({ simpleResolvers: true })
export class JobPayload extends Payload {
  jobId?: string;
}

@Resolver(() => JobPayload)
export class JobPayloadResolver {
  @FieldResolver(() => Job, { nullable: true })
  async job(@Root() { jobId }: JobPayload, @Ctx() ctx: Context): Promise<Job | null> {
    return jobId === undefined ? null : ctx.load(jobById, jobId);
  }
}

const jobs = jobList(jobObject);

const LIVE_JOB = { liveEvent: 'job.updated', liveArgument: 'id', livePayload: 'jobId' };

async function jobOf(ctx: Context, jobId: string, asked: string): Promise<Job> {
  const uuid = readId(JOB_PREFIX, jobId);
  const job = uuid === null ? null : await ctx.load(jobById, uuid);
  return job ?? reject(new NotFoundError({ en: 'There is no such job.', 'zh-TW': '找不到此工作。' }, 'id', asked));
}

@Resolver()
export class JobResolver {
  @Authorized(permissions.jobs)
  @Query(() => Job, { nullable: true })
  async job(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<Job | null> {
    const uuid = readId(JOB_PREFIX, id);
    return uuid === null ? null : ctx.load(jobById, uuid);
  }

  @Authorized(permissions.jobs)
  @Query(() => JobConnection, { description: 'Newest first.' })
  jobs(
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('kind', () => String, { nullable: true }) kind: string | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return listPage(ctx, jobs, { page: { first, after }, where: kind == null ? condition('job.owner_id IS NULL') : condition('job.owner_id IS NULL AND job.kind = ?', kind) });
  }

  @Authorized(permissions.import)
  @Mutation(() => JobPayload, { description: 'Queues an import. What only the file itself can tell, the job says later.' })
  async importCreate(
    @Arg('input', () => ImportCreateInput) input: ImportCreateInput,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return { jobId: await createImport(ctx, input) };
  }

  @Authorized(permissions.import)
  @Mutation(() => JobPayload, { description: 'What was done before stays. Cancelling twice is no fault.' })
  async jobCancel(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    return { jobId: await cancel(ctx, id) };
  }

  @Authorized(permissions.jobs)
  @Extensions(LIVE_JOB)
  @Subscription(() => Job, { topics: 'job.updated', description: 'Each time the job moved on.' })
  jobUpdated(@Root() { payload }: StoredEvent<{ jobId: string }>, @Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<Job> {
    return jobOf(ctx, payload.jobId, id);
  }
}

/** What a member asked for. Of whoever asks for another's there is no such job. */
@Resolver()
export class OwnJobResolver {
  @Authorized(ANY_CALLER)
  @Extensions(LIVE_JOB)
  @Subscription(() => Job, { topics: 'job.updated', description: 'A job I asked for: as it is, then each time it moved on.' })
  jobUpdated(@Root() { payload }: StoredEvent<{ jobId: string }>, @Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<Job> {
    return jobOf(ctx, payload.jobId, id);
  }
}
