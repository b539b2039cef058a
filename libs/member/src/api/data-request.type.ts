import { Job, jobById } from '@regulars/brand/contract';
import { connectionOf, type Context, DateTimeScalar, Node, Payload, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { REQUEST_PREFIX } from '../domain/data-requests';
import { dataRequestById, type DataRequestRow } from '../domain/read-data-requests';
import { memberById } from './member.loader';
import { Member } from './member.type';

export enum MemberDataRequestKind {
  ACCESS = 'ACCESS',
  CORRECTION = 'CORRECTION',
  ERASURE = 'ERASURE',
}

export enum MemberDataRequestState {
  RECEIVED = 'RECEIVED',
  VERIFIED = 'VERIFIED',
  PROCESSING = 'PROCESSING',
  DONE = 'DONE',
  REFUSED = 'REFUSED',
}
registerEnumType(MemberDataRequestKind, { name: 'MemberDataRequestKind' });
registerEnumType(MemberDataRequestState, { name: 'MemberDataRequestState' });

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What a member asks of the brand by law.' })
export class MemberDataRequest extends Node {
  readonly row: DataRequestRow;

  @Field(() => MemberDataRequestKind)
  kind: MemberDataRequestKind;

  @Field(() => MemberDataRequestState)
  state: MemberDataRequestState;

  @Field(() => String, { description: 'Whose periods hold: TW, EU.' })
  jurisdiction: string;

  @Field(() => DateTimeScalar)
  receivedAt: Date;

  @Field(() => DateTimeScalar, { description: 'By then it has to be answered.' })
  dueAt: Date;

  @Field(() => Boolean, { description: 'Not answered, and the time is over.' })
  isOverdue: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'The time may be extended once.' })
  extendedAt: Date | null;

  @Field(() => String, { nullable: true })
  extendedFor: string | null;

  @Field(() => String, { nullable: true })
  note: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  answeredAt: Date | null;

  @Field(() => String, { nullable: true, description: 'What was answered; of one that was refused, why.' })
  answer: string | null;

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, this.row.member_id);
  }

  @Field(() => Job, { nullable: true, description: 'Of a request for access: the export that answers it.' })
  job(@Ctx() ctx: Context): Promise<Job | null> | null {
    return this.row.job_id === null ? null : ctx.load(jobById, this.row.job_id);
  }
}

export const dataRequestObject = (row: DataRequestRow, ctx: Context): MemberDataRequest =>
  Object.assign(Object.create(MemberDataRequest.prototype) as MemberDataRequest, {
    id: publicId(REQUEST_PREFIX, row.id), row, kind: row.kind, state: row.state, jurisdiction: row.jurisdiction, receivedAt: row.received_at, dueAt: row.due_at,
    isOverdue: row.answered_at === null && row.due_at <= ctx.now, extendedAt: row.extended_at, extendedFor: row.extended_for, note: row.note,
    answeredAt: row.answered_at, answer: row.answer,
  });

export const MemberDataRequestConnection = connectionOf(() => MemberDataRequest, 'MemberDataRequest');

@InputType()
export class MemberDataRequestInput {
  @Field(() => ID)
  memberId: string;

  @Field(() => MemberDataRequestKind)
  kind: MemberDataRequestKind;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it reached the brand; left out: now. The period runs from then.' })
  receivedAt?: Date | null;

  @Field(() => String, { nullable: true })
  note?: string | null;
}

@InputType()
export class MemberDataRequestWhere {
  @Field(() => [MemberDataRequestState], { nullable: true })
  states?: MemberDataRequestState[] | null;

  @Field(() => [MemberDataRequestKind], { nullable: true })
  kinds?: MemberDataRequestKind[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Those not answered yet that are due before.' })
  dueBefore?: Date | null;
}

@ObjectType({ simpleResolvers: true })
export class MemberDataRequestPayload extends Payload {
  readonly requestId?: string;

  @Field(() => MemberDataRequest, { nullable: true })
  async request(@Ctx() ctx: Context): Promise<MemberDataRequest | null> {
    const row = this.requestId === undefined ? null : await ctx.load(dataRequestById, this.requestId);
    return row && dataRequestObject(row, ctx);
  }
}

export const loadDataRequests = (ctx: Context, uuids: readonly string[]): Promise<(MemberDataRequest | null)[]> =>
  Promise.all(uuids.map(async (uuid) => {
    const row = await ctx.load(dataRequestById, uuid);
    return row && dataRequestObject(row, ctx);
  }));
