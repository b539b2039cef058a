import { type Context, InvalidInputError, MemberKeys, NotFoundError, reject } from '@regulars/plugin-sdk';
import { Members, MemberStatus } from '@regulars/member/contract';
import { say } from './texts';

/**
 * Takes the member's lock, and rejects one who is not active; the lock and the look travel together. Answers who it is:
 * of one who was merged, who goes on.
 *
 * @param path of the argument that names the member
 * @param publicId what it says, where it is the member's id
 */
export async function lockActive(ctx: Context, memberId: string, path: string, publicId?: string): Promise<string> {
  const members = ctx.use(Members);
  ctx.use(MemberKeys).prefetch([memberId]);
  const [, standings] = await Promise.all([members.lock([memberId]), members.standings([memberId])]);
  const standing = standings.get(memberId);
  if (!standing) return reject(new NotFoundError(say.noMember, path, publicId));
  if (standing.mergedInto !== null) return lockActive(ctx, standing.mergedInto, path, publicId);
  if (standing.status !== MemberStatus.ACTIVE) reject(new InvalidInputError(say.notActive, path));
  return memberId;
}
