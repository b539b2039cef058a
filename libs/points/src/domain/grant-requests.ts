import { type CipherPlace, type Context, defineLoader, InvalidInputError, InvalidTransitionError, MemberKeys, newUuid, NotFoundError, oneForEach, readId, reject } from '@regulars/plugin-sdk';
import { decideGrantRequest, type GrantRequestRow, grantRequestsByIds, insertGrantRequest, lockGrantRequest } from '../data/grant-request.statements';
import { PointsSecondPersonError } from '../errors';
import { giverOf } from './four-eyes';
import { lockWallet } from './lock-wallet';
import { Points } from './points';
import { say } from './texts';

export { grantRequestList, type GrantRequestRow, REQUEST_STATE } from '../data/grant-request.statements';

export const GRANT_REQUEST_PREFIX = 'pgr';
/** Days in which somebody else has to decide. */
const OPEN_FOR = 7;

/** Uuids. */
export interface GrantRequestRef {
  readonly requestId: string;
  readonly memberId: string;
}

export interface NewGrantRequest {
  readonly memberId: string;
  readonly points: number;
  readonly reason: string;
  readonly expiresAt: Date | null;
}

const placeOf = (row: string): CipherPlace => ({ table: 'points.grant_request', column: 'reason_sealed', row });

/** By uuid. */
export const grantRequestById = defineLoader<string, GrantRequestRow | null>(async (ctx, ids) => oneForEach(ids, await ctx.sql(grantRequestsByIds(ids)), ({ id }) => id));

/** Why the points are to be given; null once the member is erased. */
export const requestReasons = (ctx: Context, rows: readonly Pick<GrantRequestRow, 'id' | 'reason_sealed'>[]): Promise<(string | null)[]> =>
  ctx.use(MemberKeys).open(rows.map(({ id, reason_sealed: sealed }) => ({ sealed, place: placeOf(id) })));

/**
 * Writes down what is to be given once somebody else agrees: than whoever made the key, where one asks. Rejects where
 * nobody knows who that is. The caller holds the member's lock.
 */
export async function requestGrant(ctx: Context, { memberId, points, reason, expiresAt }: NewGrantRequest): Promise<GrantRequestRef> {
  const giver = await giverOf(ctx);
  if (!giver.isPerson) reject(new InvalidInputError(say.nobodysKey, 'points'));
  const id = newUuid();
  const keys = ctx.use(MemberKeys);
  await keys.ready([memberId]);
  const sealed = keys.seal({ memberId, plain: reason, place: placeOf(id) });
  await ctx.sql(insertGrantRequest(id, memberId, points, sealed, expiresAt, giver.id, OPEN_FOR));
  return { requestId: id, memberId };
}

const noSuchRequest = (id: string): never => reject(new NotFoundError(say.noRequest, 'id', id));

/** Locks it, and rejects unless the caller may decide: a person, and not who asked, by a key of theirs either. */
async function lockOpen(ctx: Context, uuid: string, publicId: string, to: 'APPROVED' | 'REJECTED'): Promise<GrantRequestRow> {
  const row = (await ctx.sql(lockGrantRequest(uuid)))[0] ?? noSuchRequest(publicId);
  if (row.state !== 'PENDING') reject(new InvalidTransitionError(say.requestDecided, row.state, to, 'id'));
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === row.requested_by) reject(new PointsSecondPersonError('id'));
  return row;
}

/** Gives the points, now. The lock of the member comes before that of the request, as everywhere. */
export async function approveGrant(ctx: Context, id: string): Promise<GrantRequestRef & { readonly entryId: string }> {
  const uuid = readId(GRANT_REQUEST_PREFIX, id) ?? noSuchRequest(id);
  const [seen] = await ctx.sql(grantRequestsByIds([uuid]));
  const memberId = seen ? await lockWallet(ctx, seen.member_id, 'id') : noSuchRequest(id);
  const row = await lockOpen(ctx, uuid, id, 'APPROVED');
  if (row.member_id !== memberId) ctx.restart('the member of the request was merged or parted meanwhile');
  const { points, points_expire_at: expiresAt } = row;
  if (expiresAt && expiresAt <= ctx.now) reject(new InvalidInputError(say.future, 'id'));
  const [reason = null] = await requestReasons(ctx, [row]);
  const cause = { module: 'points', key: `grant/${uuid}` };
  const [granted] = await ctx.use(Points).grant([{ memberId, points, cause, at: ctx.now, reason, ...(expiresAt && { expiresAt }) }]);
  const entryId = granted?.entryId as string;
  await ctx.sql(decideGrantRequest(uuid, 'APPROVED', ctx.actor.id, entryId));
  return { requestId: uuid, memberId, entryId };
}

export async function rejectGrant(ctx: Context, id: string): Promise<GrantRequestRef> {
  const uuid = readId(GRANT_REQUEST_PREFIX, id) ?? noSuchRequest(id);
  const { member_id: memberId } = await lockOpen(ctx, uuid, id, 'REJECTED');
  await ctx.sql(decideGrantRequest(uuid, 'REJECTED', ctx.actor.id, null));
  return { requestId: uuid, memberId };
}
