import type { Context } from '@regulars/plugin-sdk';
import { deleteIdentities } from '../data/identity.statements';
import { openMergesOf } from '../data/merge-operation.statements';
import { profileOf, restoreProfile } from '../data/merge.statements';
import type { MergeJournal } from './member-data';
import { withoutMerge } from './merge-profile';

/**
 * Before those are erased again whom a backup has as merged: the merge was undone after it was taken, else the survivor
 * would have been erased with them. What they were known by, and what the survivors say of themselves only through the
 * merge, goes; by that, they would be found as somebody else.
 */
export async function takeOutOfSurvivors(ctx: Context, memberIds: readonly string[]): Promise<void> {
  for (const { survivor_id, journal } of await ctx.sql(openMergesOf(memberIds))) {
    if (journal === null) continue;
    const { identities, before, after } = journal as unknown as MergeJournal;
    const [[now]] = await Promise.all([ctx.sql(profileOf(survivor_id)), ctx.sql(deleteIdentities(identities.map(({ id }) => id)))]);
    if (now) await ctx.sql(restoreProfile(JSON.stringify(withoutMerge(before, after, now))));
  }
}
