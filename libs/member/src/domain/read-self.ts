import { type Context, Problems } from '@regulars/plugin-sdk';
import { type Profile, readProfile } from './join-member';
import { readRecruitment, type ReadRecruitment } from './recruitment';
import type { SelfJoinInput } from './sign-in';

export interface SelfJoin extends Profile, ReadRecruitment {}

/** Rejects with everything that is wrong with what somebody says of themselves. */
export async function readSelf(ctx: Context, join: SelfJoinInput): Promise<SelfJoin> {
  const problems = new Problems();
  const profile = readProfile(ctx, join, 'join', problems);
  const came = await readRecruitment(ctx, { recruitmentLink: join.recruitmentLink }, null, 'join', problems);
  problems.throwIfAny();
  return { ...profile, ...came };
}
