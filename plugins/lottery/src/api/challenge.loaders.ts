import { type Context, defineLoader, manyForEach, oneForEach } from '@regulars/plugin-sdk';
import { challengesById, reachedOf, stagesOf } from '../data/challenge.statements';
import { type RunRow, runsOf } from '../data/run.statements';
import { type Challenge, challengeOf, challengesOf, presentStages, stagesAt } from '../domain/challenge';
import { challengeObject, type LotteryChallenge, type LotteryChallengeProgress, stageObject, type LotteryStageProgress } from './challenge.type';

export async function loadChallenges(ctx: Context, ids: readonly string[]): Promise<(LotteryChallenge | null)[]> {
  const [rows, stages] = await Promise.all([ctx.sql(challengesById(ids)), ctx.sql(stagesOf(ids))]);
  return oneForEach(ids, rows.map((row) => challengeObject(challengeOf(row, stages))), ({ challenge }) => challenge.id);
}

/** By uuid. */
export const challengeById = defineLoader<string, LotteryChallenge | null>(loadChallenges);

/** How many members are past each stage: those of the present version by their keys, also of who began with another. */
export const reachedOfChallenge = defineLoader<Challenge, ReadonlyMap<string, number>>(async (ctx, challenges) => {
  const rows = manyForEach(challenges.map(({ id }) => id), await ctx.sql(reachedOf(challenges.map(({ id }) => id))), ({ challenge_id }) => challenge_id);
  return challenges.map((challenge, index) => {
    const reached = new Map<string, number>();
    for (const { version, stage, reached: members } of rows[index] ?? []) {
      const key = stagesAt(challenge, version)[stage]?.key ?? '';
      reached.set(key, (reached.get(key) ?? 0) + members);
    }
    return reached;
  });
}, ({ id }) => id);

/** Of members, by uuid: those they have begun, and those that are live, in the order in which these were made. */
export const progressOfMember = defineLoader<string, readonly LotteryChallengeProgress[]>(async (ctx, ids) => {
  const [runs, challenges] = await Promise.all([ctx.sql(runsOf(ids)), challengesOf(ctx)]);
  const byMember = manyForEach(ids, runs, ({ member_id }) => member_id);
  return byMember.map((own) => challenges.all.flatMap((challenge) => {
    const run = own.find(({ challenge_id }) => challenge_id === challenge.id);
    return run || challenge.state === 'LIVE' ? [progressOf(challenge, run)] : [];
  }));
});

function progressOf(challenge: Challenge, run: RunRow | undefined): LotteryChallengeProgress {
  const stages = run ? stagesAt(challenge, run.version) : presentStages(challenge);
  const reached = run?.stages ?? [];
  return {
    challenge: challengeObject(challenge), startedAt: run?.started_at ?? null,
    stages: stages.map((terms, place): LotteryStageProgress => {
      const past = reached.find(({ stage }) => stage === place);
      return { stage: stageObject(terms), state: past?.state ?? (place === reached.length ? 'OPEN' : 'LOCKED'), counted: Math.min(run?.counts[place] ?? 0, terms.count), reachedAt: past ? new Date(past.at) : null };
    }),
  };
}
