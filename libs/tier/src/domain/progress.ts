import type { Context } from '@regulars/plugin-sdk';
import { judgeCase } from './judged-member';
import type { Progress } from './judging/fold';
import { programsOf } from './programs';
import { readCases } from './read-cases';

/** How far members are from the next tier, and from losing theirs, as of now; two statements for all of them. */
export async function progressOf(ctx: Context, memberIds: readonly string[]): Promise<ReadonlyMap<string, Progress>> {
  const program = (await programsOf(ctx)).live;
  if (!program) return new Map();
  const now = ctx.now.getTime();
  const shows = ctx.audience === 'staff' ? undefined : (tier: { readonly hidden: boolean }): boolean => !tier.hidden;
  const cases = await readCases(ctx, program, new Map(memberIds.map((id) => [id, now])), shows);
  return new Map(cases.map((each) => [each.memberId, judgeCase(each).judgement.progress]));
}
