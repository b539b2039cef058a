import { lockActive, Members, MemberStatus } from '@regulars/member/contract';
import { type Context, NotFoundError, readId, reject } from '@regulars/plugin-sdk';

const say = {
  noMember: { en: 'There is no such member.', 'zh-TW': '查無此會員。' },
  notActive: { en: 'The member is not active.', 'zh-TW': '此會員目前無法參加。' },
};

/** Locks a member, named by a public id, who may take part; the uuid of who was merged is that of the one who goes on. */
export function lockNamed(ctx: Context, publicMemberId: string): Promise<string> {
  const uuid = readId('mbr', publicMemberId);
  return uuid === null ? reject(new NotFoundError(say.noMember, 'memberId', publicMemberId)) : lockActive(ctx, uuid, { path: 'memberId', publicId: publicMemberId, notActive: say.notActive });
}

/** Locks members and tells who of them each is now; those who may take no part are left out. */
export async function lockAllActive(ctx: Context, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(memberIds)].sort();
  const members = ctx.use(Members);
  const [, standings] = await Promise.all([members.lock(ids), members.standings(ids)]);
  const merged = ids.flatMap((id) => standings.get(id)?.mergedInto ?? []);
  const survivors = merged.length === 0 ? new Map<string, string>() : await lockAllActive(ctx, merged);
  return new Map(ids.flatMap((id) => {
    const standing = standings.get(id);
    const now = standing?.mergedInto != null ? survivors.get(standing.mergedInto) : standing?.status === MemberStatus.ACTIVE ? id : undefined;
    return now === undefined ? [] : [[id, now] as const];
  }));
}
