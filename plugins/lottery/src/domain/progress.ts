import { giveRewards, Members, revokeRewards, rewardsOfCauses, usedRewards } from '@regulars/member/contract';
import type { OrderState } from '@regulars/order/contract';
import { type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import type { StageTerms } from '../data/challenge-terms';
import { countsOfOrder, insertCount, insertRun, type OrderCountRow, reachStage, type RunRow, runsById, runsOf, setStage, takeCountsBack } from '../data/run.statements';
import { type Challenge, challengesOf, presentStages, stagesAt } from './challenge';
import { LotteryStageReached } from './events';
import { isWithin } from './game';
import { CHALLENGE_PREFIX } from './ids';

/** Something a member did that may count for a stage. */
export interface Happening {
  readonly goal: StageTerms['goal'];
  /** Counts once in a challenge, however often it is told. */
  readonly key: string;
  readonly amount: number;
  readonly orderId: string | null;
  readonly at: Date;
  /** Of a stage with that goal: whether it is what the stage asks for. */
  readonly isMeant: (stage: StageTerms) => boolean;
}

const counts = (stage: StageTerms | undefined, { goal, isMeant }: Happening): boolean => stage?.goal === goal && isMeant(stage);

export const asks = ({ versions }: Challenge, goal: StageTerms['goal']): boolean => [...versions.values()].some((stages) => stages.some((stage) => stage.goal === goal));

/** Challenges for which such a thing, done at that instant, may count. */
export const challengesAsking = async (ctx: Context, goal: StageTerms['goal'], at: Date): Promise<readonly Challenge[]> =>
  (await challengesOf(ctx)).all.filter((challenge) => challenge.state === 'LIVE' && isWithin(challenge, at) && asks(challenge, goal));

/** Counts what a member did, whom the caller has locked: in each challenge for the first open stage that asks for it. */
export async function advance(ctx: Context, memberId: string, happening: Happening): Promise<void> {
  const open = await challengesAsking(ctx, happening.goal, happening.at);
  if (open.length === 0) return;
  const runs = new Map((await ctx.sql(runsOf([memberId]))).map((run) => [run.challenge_id, run]));
  for (const challenge of open) {
    const run = runs.get(challenge.id) ?? (counts(presentStages(challenge)[0], happening) ? await begin(ctx, challenge, memberId, happening.at) : null);
    if (run) await countIn(ctx, challenge, run, happening);
  }
}

async function begin(ctx: Context, { id, version }: Challenge, memberId: string, at: Date): Promise<RunRow> {
  const run: RunRow = { id: newUuid(), challenge_id: id, version, member_id: memberId, started_at: at, stages: [], counts: {} };
  await ctx.sql(insertRun(run.id, id, version, memberId, at));
  return run;
}

/** Where something of an earlier stage was given back, that stage comes first. */
function openStage({ stages: reached }: RunRow, stages: readonly StageTerms[], happening: Happening): number | null {
  const short = reached.find(({ stage, state }) => state === 'SHORT' && counts(stages[stage], happening))?.stage;
  return short ?? (counts(stages[reached.length], happening) ? reached.length : null);
}

async function countIn(ctx: Context, challenge: Challenge, run: RunRow, happening: Happening): Promise<void> {
  const stages = stagesAt(challenge, run.version);
  const place = openStage(run, stages, happening);
  const stage = place === null ? undefined : stages[place];
  if (place === null || !stage) return;
  const [counted] = await ctx.sql(insertCount(newUuid(), run.id, place, happening.amount, happening.key, happening.orderId, happening.at));
  if (!counted || (run.counts[place] ?? 0) + happening.amount < stage.count) return;
  const [reached] = await ctx.sql(reachStage(newUuid(), run.id, place, happening.at));
  if (!reached) throw new Error(`The stage ${place} of the run ${run.id} was reached although it is locked`);
  const detail = { challenge: publicId(CHALLENGE_PREFIX, challenge.id), stage: stage.key };
  await giveRewards(ctx, stage.rewards.map((reward, n) => ({ ...reward, memberId: run.member_id, at: happening.at, cause: { ...causeOf(run.id, place, n), detail } })));
  ctx.emit(LotteryStageReached, { challengeId: publicId(CHALLENGE_PREFIX, challenge.id), stage: stage.key, isLast: place === stages.length - 1 }, run.member_id, { at: happening.at });
}

const causeOf = (runId: string, place: number, n: number): { readonly module: string; readonly key: string } => ({ module: 'lottery', key: `challenge/${runId}/${place}/${n}` });

/**
 * Takes back what an order counted for that would not count as it is now. Of a stage that was reached by it, what it gave is taken
 * back as far as it was not used: when none of it was, the stage can be reached, and gives, again.
 */
export async function takeBackOrder(ctx: Context, order: OrderState, meets: (stage: StageTerms) => boolean): Promise<void> {
  const held = await ctx.sql(countsOfOrder(order.id));
  if (held.length === 0) return;
  await ctx.use(Members).lock([...new Set(held.map(({ member_id }) => member_id))].sort());
  const [challenges, runs] = [await challengesOf(ctx), new Map((await ctx.sql(runsById(held.map(({ run_id }) => run_id)))).map((run) => [run.id, run]))];
  for (const count of held) {
    const run = runs.get(count.run_id);
    const challenge = run ? challenges.byId(run.challenge_id) : null;
    if (!run || !challenge || challenge.state === 'ENDED') continue;
    const stage = stagesAt(challenge, run.version)[count.stage];
    if (stage && !meets(stage)) await takeBack(ctx, run, count, stage);
  }
}

async function takeBack(ctx: Context, run: RunRow, { id, stage: place }: OrderCountRow, stage: StageTerms): Promise<void> {
  const [taken] = await ctx.sql(takeCountsBack([id], ctx.now));
  const isReached = run.stages.some((reached) => reached.stage === place && reached.state === 'REACHED');
  if (!taken || !isReached || (run.counts[place] ?? 0) - 1 >= stage.count) return;
  const receipts = await rewardsOfCauses(ctx, stage.rewards.map((_, n) => causeOf(run.id, place, n)));
  const used = await usedRewards(ctx, receipts);
  await revokeRewards(ctx, receipts);
  await ctx.sql(setStage(run.id, place, used.size > 0 ? 'KEPT' : 'SHORT'));
}
