import { type Context, InvalidInputError, NotFoundError, reject, type Text } from '@regulars/plugin-sdk';
import { MemberStatus } from '../enums';
import { Members } from './members';

/** How a request names a member, and what it is told. */
export interface NamedMember {
  /** Of the argument. */
  readonly path: string;
  /** What it says, where it is the member's id. */
  readonly publicId?: string;
  readonly notActive: Text;
}

/** Takes the member's lock, and rejects one who is not active; the lock and the look travel together. Answers who it is: of one who was merged, who goes on. */
export async function lockActive(ctx: Context, memberId: string, named: NamedMember): Promise<string> {
  const members = ctx.use(Members);
  const [, standings] = await Promise.all([members.lock([memberId]), members.standings([memberId])]);
  const standing = standings.get(memberId);
  if (!standing) return reject(new NotFoundError({ en: 'There is no such member.', 'zh-TW': '查無此會員。' }, named.path, named.publicId));
  if (standing.mergedInto !== null) return lockActive(ctx, standing.mergedInto, named);
  if (standing.status !== MemberStatus.ACTIVE) reject(new InvalidInputError(named.notActive, named.path));
  return memberId;
}
