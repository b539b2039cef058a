import { addDays, businessDateOf, type Context, InvalidInputError, InvalidTransitionError, newUuid, NotFoundError, Problems, publicId, readId, reject, startOfBusinessDate, type Text } from '@regulars/plugin-sdk';
import {
  type DataRequestRow, dataRequestsByIds, type DataRequestState, extendRequest, insertRequest, lockRequest, moveRequest, nameJob,
} from '../data/data-request.statements';
import { lockByIds } from '../data/member.statements';
import { MemberStatus } from '../enums';
import { type DataRequestKind, dueOn, extendedTo, jurisdictionOf } from './data-periods';
import { eraseLocked } from './erase-member';
import { startExport } from './export-member';
import { lockNamed } from './lock-named';
import { readText } from './profile';
import { say } from './texts';

export const REQUEST_PREFIX = 'mdr';

const MAX_NOTE = 1_000;
const MAX_ANSWER = 5_000;

/** Uuid. */
export interface RequestRef {
  readonly requestId: string;
}

export interface NewRequest {
  readonly memberId: string;
  readonly kind: DataRequestKind;
  readonly receivedAt?: Date | null;
  readonly note?: string | null;
}

const endOf = (date: string, ctx: Context): Date => startOfBusinessDate(addDays(date, 1), ctx.brand);

/** Writes down what somebody asks for. The period of the law runs from when it was received, whenever it is written down. */
export async function receiveRequest(ctx: Context, input: NewRequest): Promise<RequestRef> {
  const problems = new Problems();
  const member = await lockNamed(ctx, readId('mbr', input.memberId));
  if (!member) problems.push(new NotFoundError(say.noSuchMember, 'input.memberId', input.memberId));
  else if (member.status === MemberStatus.ERASED) problems.add('input.memberId', say.alreadyErased);
  const note = readText(input.note, MAX_NOTE, say.noteLength, 'input.note', problems);
  const receivedAt = input.receivedAt ?? ctx.now;
  if (receivedAt > ctx.now) problems.add('input.receivedAt', say.receivedInFuture);
  problems.throwIfAny();
  const requestId = newUuid();
  const jurisdiction = jurisdictionOf(ctx.brand.region);
  const due = endOf(dueOn(businessDateOf(receivedAt, ctx.brand), jurisdiction, input.kind), ctx);
  await ctx.sql(insertRequest(requestId, member?.memberId as string, input.kind, jurisdiction, receivedAt, due, note));
  return { requestId };
}

/** Somebody made sure that it is the member who asks. */
export async function verifyRequest(ctx: Context, id: string): Promise<RequestRef> {
  const request = await locked(ctx, id);
  return step(ctx, request, ['RECEIVED'], 'VERIFIED');
}

/** Begins what was asked for: an export for access; an erasure is done at once. Corrections are made with `memberUpdate`. */
export async function processRequest(ctx: Context, id: string): Promise<RequestRef> {
  const request = await locked(ctx, id);
  if (request.state === 'RECEIVED') reject(new InvalidTransitionError(say.notVerified, request.state, 'PROCESSING', 'id'));
  await step(ctx, request, ['VERIFIED'], 'PROCESSING');
  if (request.kind === 'ACCESS') await ctx.sql(nameJob(request.id, await startExport(ctx, request.member_id)));
  // Closes the request, too.
  if (request.kind === 'ERASURE') await eraseLocked(ctx, request.member_id, 'id');
  return { requestId: request.id };
}

export async function completeRequest(ctx: Context, id: string, answer: string): Promise<RequestRef> {
  const text = required(answer, MAX_ANSWER, say.answerNeeded, 'answer');
  const request = await locked(ctx, id);
  // An erasure is closed by being processed.
  if (request.kind === 'ERASURE') reject(new InvalidTransitionError(request.state === 'RECEIVED' ? say.notVerified : say.requestIsOver, request.state, 'DONE', 'id'));
  return step(ctx, request, ['PROCESSING'], 'DONE', text);
}

export async function refuseRequest(ctx: Context, id: string, reason: string): Promise<RequestRef> {
  const text = required(reason, MAX_ANSWER, say.refusalLength, 'reason');
  return step(ctx, await locked(ctx, id), ['RECEIVED', 'VERIFIED', 'PROCESSING'], 'REFUSED', text);
}

/** Once, by as much as the law allows, and before the time is over. */
export async function extendRequestTime(ctx: Context, id: string, reason: string): Promise<RequestRef> {
  const text = required(reason, MAX_NOTE, say.extensionLength, 'reason');
  const request = await locked(ctx, id);
  if (request.answered_at !== null) reject(new InvalidTransitionError(say.requestIsOver, request.state, 'EXTENDED', 'id'));
  if (request.extended_at !== null) reject(new InvalidTransitionError(say.extendedBefore, 'EXTENDED', 'EXTENDED', 'id'));
  if (request.due_at <= ctx.now) reject(new InvalidInputError(say.tooLateToExtend, 'id'));
  const due = endOf(extendedTo(addDays(businessDateOf(request.due_at, ctx.brand), -1), request.jurisdiction, request.kind), ctx);
  await ctx.sql(extendRequest(request.id, due, text));
  return { requestId: request.id };
}

/** The member first, then what belongs to it. */
async function locked(ctx: Context, id: string): Promise<DataRequestRow> {
  const uuid = readId(REQUEST_PREFIX, id);
  const [named] = uuid === null ? [] : await ctx.sql(dataRequestsByIds([uuid]));
  if (!named) return reject(new NotFoundError(say.noSuchRequest, 'id', id));
  ctx.about(publicId('mbr', named.member_id));
  await ctx.sql(lockByIds([named.member_id]));
  const [row] = await ctx.sql(lockRequest(named.id));
  return row ?? reject(new NotFoundError(say.noSuchRequest, 'id', id));
}

async function step(ctx: Context, request: DataRequestRow, from: readonly DataRequestState[], to: DataRequestState, answer: string | null = null): Promise<RequestRef> {
  if (!from.includes(request.state)) reject(new InvalidTransitionError(say.requestIsOver, request.state, to, 'id'));
  await ctx.sql(moveRequest(request.id, to, answer));
  return { requestId: request.id };
}

function required(text: string, max: number, message: Text, path: string): string {
  const problems = new Problems();
  const read = readText(text, max, message, path, problems);
  problems.throwIfAny();
  return read ?? reject(new InvalidInputError(message, path));
}
