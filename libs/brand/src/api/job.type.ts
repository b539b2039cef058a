import { connectionOf, DateTimeScalar, defineLoader, Node, oneForEach, publicId } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { FILE_PREFIX } from '../domain/files';
import { JOB_PREFIX } from '../domain/import/events';
import { type JobRow, jobsByIds } from '../domain/jobs';

export enum JobStatus {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
  CANCELLED = 'CANCELLED',
}
registerEnumType(JobStatus, {
  name: 'JobStatus',
  valuesConfig: {
    SUCCEEDED: { description: 'It went through the whole file; `failed` says how much of it was refused.' },
    FAILED: { description: 'It could not be done, or not to its end: `errors` says why. What was done before stays.' },
    CANCELLED: { description: 'What was done before stays.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Why a row was refused.' })
export class JobRowError {
  @Field(() => Int, { description: 'The header is row 1, as a spreadsheet counts.' })
  row: number;

  @Field(() => String, { nullable: true, description: 'As the file names it.' })
  column: string | null;

  @Field(() => String)
  code: string;

  @Field(() => String)
  message: string;
}

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'Long work in the background. It counts objects, not rows: an order of many rows is one.',
})
export class Job extends Node {
  readonly uuid: string;

  @Field(() => String)
  kind: string;

  @Field(() => JobStatus)
  status: JobStatus;

  @Field(() => Boolean)
  dryRun: boolean;

  @Field(() => Int, { description: 'created + updated + skipped + failed.' })
  done: number;

  @Field(() => Int, { nullable: true, description: 'Null until the file has been read to its end.' })
  total: number | null;

  @Field(() => Int)
  created: number;

  @Field(() => Int)
  updated: number;

  @Field(() => Int)
  skipped: number;

  @Field(() => Int)
  failed: number;

  @Field(() => DateTimeScalar, { nullable: true })
  startedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  finishedAt: Date | null;

  @Field(() => [JobRowError], { description: 'The first 20 refused rows; the file at errorsUrl has all.' })
  errors: readonly JobRowError[];

  @Field(() => String, { nullable: true, description: 'What the job made, for 7 days.' })
  resultUrl: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The refused rows as they came with one column `error` added, for 7 days; once corrected the file can be imported as it is.',
  })
  errorsUrl: string | null;
}

const fileUrl = (fileId: string | null): string | null => (fileId === null ? null : `/files/${publicId(FILE_PREFIX, fileId)}`);

export function jobObject({ id, resultFileId, errorsFileId, ...row }: JobRow): Job {
  return Object.assign(new Job(), row as { status: JobStatus } & Omit<typeof row, 'status'>, {
    id: publicId(JOB_PREFIX, id),
    uuid: id,
    resultUrl: fileUrl(resultFileId),
    errorsUrl: fileUrl(errorsFileId),
  });
}

/** By uuid; null when the brand has no such job. */
export const jobById = defineLoader<string, Job | null>(async (ctx, ids) =>
  oneForEach(ids, (await jobsByIds(ctx, ids)).map(jobObject), (job) => job.uuid),
);

export const JobConnection = connectionOf(() => Job, 'Job');
