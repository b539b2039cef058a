import { type Context, InvalidTransitionError, MemberKeys, NotFoundError, publicId, readId, reject, Sessions } from '@regulars/plugin-sdk';
import { closeRequestsOfErased, deleteFilesAbout, insertErasures, markErased } from '../data/erasure.statements';
import { lockByIds } from '../data/member.statements';
import { absorbedBy, clearJournals } from '../data/merge-operation.statements';
import { closeSuggestions, eraseDismissals } from '../data/merge-suggestion.statements';
import { MemberStatus } from '../enums';
import { MemberErasureBlockedError } from '../errors';
import { MemberErased } from './events';
import { ErasureBlocks, MemberData } from './extension-points';
import { lockNamed } from './lock-named';
import { takeOutOfSurvivors } from './take-out-of-survivors';
import { say } from './texts';

/** What staff ask for, with a public id. Who was merged stands for the one who goes on. */
export async function eraseMember(ctx: Context, id: string): Promise<{ readonly memberId: string }> {
  const member = await lockNamed(ctx, readId('mbr', id));
  if (!member) return reject(new NotFoundError(say.noSuchMember, 'id', id));
  if (member.status === MemberStatus.ERASED) reject(new InvalidTransitionError(say.alreadyErased, MemberStatus.ERASED, MemberStatus.ERASED, 'id'));
  await eraseLocked(ctx, member.memberId, 'id');
  return { memberId: member.memberId };
}

/** The member is locked and not erased. Rejects at `path` while something is open that somebody else still waits for. */
export async function eraseLocked(ctx: Context, memberId: string, path?: string): Promise<void> {
  const blocks = await Promise.all(ctx.extensions(ErasureBlocks).map(({ blockedBy }) => blockedBy(ctx, memberId)));
  const reasons = blocks.filter((reason) => reason !== null);
  if (reasons.length > 0) reject(new MemberErasureBlockedError(reasons, path));
  await forget(ctx, memberId);
  ctx.emit(MemberErased, { memberId: publicId('mbr', memberId) }, memberId);
}

/** Whoever was merged into the member is the same person: all of their rows go with it. */
async function forget(ctx: Context, memberId: string): Promise<void> {
  const ids = [memberId, ...(await ctx.sql(absorbedBy(memberId))).map(({ id }) => id)];
  for (const owner of ctx.extensions(MemberData)) for (const id of ids) await owner.erase(ctx, id);
  await Promise.all([
    ctx.sql(markErased(ids)), ctx.sql(insertErasures(ids)), ctx.sql(clearJournals(ids)), ctx.sql(eraseDismissals(ids)), ctx.sql(closeSuggestions(ids)),
    ctx.sql(closeRequestsOfErased(ids)), ctx.sql(deleteFilesAbout(ids)), ctx.use(MemberKeys).destroy(ids),
    ...ids.map((id) => ctx.use(Sessions).endAll({ id, accountId: null })),
  ]);
}

/**
 * Erases again who was erased after a backup was taken that is now restored. Nothing stands against it: that was asked
 * the first time. Answers how many were there to be erased; ids of nobody are passed over. Keys go in any case: the
 * backup may have brought them alone.
 */
export async function reErase(ctx: Context, memberIds: readonly string[]): Promise<number> {
  const rows = await ctx.sql(lockByIds(memberIds));
  const those = (fits: (status: MemberStatus | null) => boolean): string[] => rows.flatMap(({ member_id, status }) => (member_id !== null && fits(status) ? member_id : []));
  const there = those((status) => status !== MemberStatus.ERASED);
  await takeOutOfSurvivors(ctx, those((status) => status === MemberStatus.MERGED));
  for (const id of there) await forget(ctx, id);
  await ctx.use(MemberKeys).destroy(rows.flatMap(({ member_id }) => member_id ?? []));
  return there.length;
}
