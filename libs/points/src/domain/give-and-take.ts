import { type Context, InvalidInputError, newUuid, NotFoundError, Problems, readId, reject } from '@regulars/plugin-sdk';
import { countGivenAlone, mayGiveAlone } from './four-eyes';
import { type GrantRequestRef, requestGrant } from './grant-requests';
import { lockWallet } from './lock-wallet';
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

/** Gives them at once, or, where that is more than the caller may give alone, once somebody else agrees. */
export async function givePoints(ctx: Context, request: Request & { readonly expiresAt: Date | null }): Promise<EntryRef | GrantRequestRef> {
  const { memberId: named, reason } = checked(request);
  const { points, expiresAt } = request;
  if (expiresAt && expiresAt <= ctx.now) reject(new InvalidInputError(say.future, 'expiresAt'));
  const memberId = await lockWallet(ctx, named, 'memberId', request.memberId);
  if (!(await mayGiveAlone(ctx, points))) return requestGrant(ctx, { memberId, points, reason, expiresAt });
  const cause = { module: 'points', key: `grant/${newUuid()}` };
  const [granted] = await ctx.use(Points).grant([{ memberId, points, cause, at: ctx.now, reason, ...(expiresAt && { expiresAt }) }]);
  const entryId = granted?.entryId as string;
  await countGivenAlone(ctx, entryId, points);
  return { entryId, memberId };
}

export async function takePoints(ctx: Context, request: Request): Promise<EntryRef> {
  const { memberId: named, reason } = checked(request);
  const memberId = await lockWallet(ctx, named, 'memberId', request.memberId);
  const cause = { module: 'points', key: `burn/${newUuid()}` };
  const [entryId] = await ctx.use(Points).burn([{ memberId, points: request.points, cause, at: ctx.now, reason }]);
  return { entryId: entryId as string, memberId };
}
