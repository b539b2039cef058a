import { Members, type MemberStanding } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';

/** Locks members and answers how they stand. One who was merged since they were looked up is somebody else by now: it begins anew. */
export async function lockMembersOrRestart(ctx: Context, memberIds: readonly string[]): Promise<ReadonlyMap<string, MemberStanding>> {
  await ctx.use(Members).lock(memberIds);
  const standings = await ctx.use(Members).standings(memberIds);
  if (memberIds.some((id) => standings.get(id)?.mergedInto != null)) ctx.restart('A member was merged meanwhile');
  return standings;
}
