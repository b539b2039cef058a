import { type Context, InvalidInputError, MemberKeys, newUuid, NotFoundError, Problems, readId, reject } from '@regulars/plugin-sdk';
import { Members, MemberStatus } from '@regulars/member/contract';
import { Points } from './points';
import { say } from './texts';

/** What `pointsGrant` and `pointsBurn` are asked for, as it comes. */
export interface Request {
  /** Public id. */
  readonly memberId: string;
  readonly points: number;
  readonly reason: string;
}

/** Uuids. */
export interface EntryRef {
  readonly entryId: string;
  readonly memberId: string;
}

function checked(request: Request): { readonly memberId: string; readonly reason: string } {
  const problems = new Problems();
  const reason = request.reason.trim();
  if (request.points < 1) problems.add('points', say.onePointOrMore);
  if (reason === '' || reason.length > 200 || reason.includes('\0')) problems.add('reason', say.reason);
  problems.throwIfAny();
  const memberId = readId('mbr', request.memberId);
  if (memberId === null) return reject(new NotFoundError(say.noMember, 'memberId', request.memberId));
  return { memberId, reason };
}

/** Takes the member's lock, and rejects one who is not active; the lock and the look travel together. Answers who it is: of one who was merged, who goes on. */
async function lockActive(ctx: Context, memberId: string, publicId: string): Promise<string> {
  const members = ctx.use(Members);
  ctx.use(MemberKeys).prefetch([memberId]);
  const [, standings] = await Promise.all([members.lock([memberId]), members.standings([memberId])]);
  const standing = standings.get(memberId);
  if (!standing) return reject(new NotFoundError(say.noMember, 'memberId', publicId));
  if (standing.mergedInto !== null) return lockActive(ctx, standing.mergedInto, publicId);
  if (standing.status !== MemberStatus.ACTIVE) reject(new InvalidInputError(say.notActive, 'memberId'));
  return memberId;
}

export async function givePoints(ctx: Context, request: Request & { readonly expiresAt: Date | null }): Promise<EntryRef> {
  const { memberId: named, reason } = checked(request);
  if (request.expiresAt && request.expiresAt <= ctx.now) reject(new InvalidInputError(say.future, 'expiresAt'));
  const memberId = await lockActive(ctx, named, request.memberId);
  const expiry = request.expiresAt ? { expiresAt: request.expiresAt } : {};
  const cause = { module: 'points', key: `grant/${newUuid()}` };
  const [granted] = await ctx.use(Points).grant([{ memberId, points: request.points, cause, at: ctx.now, reason, ...expiry }]);
  return { entryId: granted?.entryId as string, memberId };
}

export async function takePoints(ctx: Context, request: Request): Promise<EntryRef> {
  const { memberId: named, reason } = checked(request);
  const memberId = await lockActive(ctx, named, request.memberId);
  const cause = { module: 'points', key: `burn/${newUuid()}` };
  const [entryId] = await ctx.use(Points).burn([{ memberId, points: request.points, cause, at: ctx.now, reason }]);
  return { entryId: entryId as string, memberId };
}
