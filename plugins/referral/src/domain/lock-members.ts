import { lockActive, Members, type MemberStanding } from '@regulars/member/contract';
import { type Context, meOf, NotFoundError, readId, reject } from '@regulars/plugin-sdk';

const say = {
  noMember: { en: 'There is no such member.', 'zh-TW': '查無此會員。' },
  notActive: { en: 'The member is not active.', 'zh-TW': '此會員目前無法參加。' },
};

const refuseMember = (publicMemberId: string): never => reject(new NotFoundError(say.noMember, 'memberId', publicMemberId));

/** Locks a member, named by a public id, who may take part; the uuid of who was merged is that of the one who goes on. */
export function lockNamed(ctx: Context, publicMemberId: string): Promise<string> {
  const uuid = readId('mbr', publicMemberId);
  return uuid === null ? refuseMember(publicMemberId) : lockActive(ctx, uuid, { path: 'memberId', publicId: publicMemberId, notActive: say.notActive });
}

/** The uuid of a member who is named by a public id, without a lock; of who was merged, that of the one who goes on. */
export async function findNamed(ctx: Context, publicMemberId: string): Promise<string> {
  const uuid = readId('mbr', publicMemberId);
  const [found] = uuid === null ? [] : await ctx.use(Members).find([{ kind: 'ID', value: uuid }]);
  return found ?? refuseMember(publicMemberId);
}

/** Locks members, and tells how each stands. */
export async function lockAll(ctx: Context, memberIds: readonly string[]): Promise<ReadonlyMap<string, MemberStanding>> {
  const ids = [...new Set(memberIds)].sort();
  const members = ctx.use(Members);
  const [, standings] = await Promise.all([members.lock(ids), members.standings(ids)]);
  return standings;
}

/** Locks the member who asks; rejects one who may take no part. */
export const lockOwn = (ctx: Context): Promise<string> => lockActive(ctx, meOf(ctx), { path: 'programId', notActive: say.notActive });
