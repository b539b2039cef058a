import { giveRewards, MemberStatus } from '@regulars/member/contract';
import { type Context, defineJob, defineTask, publicId } from '@regulars/plugin-sdk';
import { chainAbove, type EdgeRow, edgesById } from '../data/edge.statements';
import { dueRewards, lockDueRewards, nextDueReward, type RewardRow, writeRewards } from '../data/reward.statements';
import { decideReward, type Verdict } from './decide-reward';
import { ReferralRewarded } from './events';
import { giftOf } from './gifts';
import { PROGRAM_PREFIX, REWARD_PREFIX } from './ids';
import { lockAll } from './lock-members';
import { type Programs, programsOf } from './program';

const AT_ONCE = 200;

/** Gives what is due, unless something speaks against it; answers whether there may be more. */
async function payDue(ctx: Context): Promise<boolean> {
  const due = await ctx.sql(dueRewards(AT_ONCE));
  if (due.length === 0) return false;
  const standings = await lockAll(ctx, due.flatMap(({ member_id, referrer_id, referee_id }) => [member_id, referrer_id, referee_id]));
  const rewards = await ctx.sql(lockDueRewards(due.map(({ id }) => id), [...standings.keys()]));
  const [verdictOf, programs] = await Promise.all([judge(ctx, rewards), programsOf(ctx)]);
  const decided = rewards.map((reward) => {
    const isActive = standings.get(reward.member_id)?.status === MemberStatus.ACTIVE;
    return { reward, verdict: isActive ? verdictOf(reward) : ({ decision: 'REJECTED', reason: 'NOT_ACTIVE' } as const) };
  });
  const approved = decided.filter(({ verdict }) => verdict.decision === 'APPROVED').map(({ reward }) => reward);
  await giveRewards(ctx, approved.flatMap((reward) => {
    const rule = ruleOf(programs, reward);
    return rule ? [giftOf(ctx, reward, rule)] : [];
  }));
  for (const { id, program_id, member_id, amount, paid } of approved) {
    ctx.emit(ReferralRewarded, { rewardId: publicId(REWARD_PREFIX, id), programId: publicId(PROGRAM_PREFIX, program_id), amount: amount - paid }, member_id);
  }
  await ctx.sql(writeRewards(JSON.stringify(decided.map(({ reward, verdict }) => asDecided(reward, verdict)))));
  return due.length === AT_ONCE;
}

const ruleOf = (programs: Programs, { program_id, version, rule_key }: RewardRow) => programs.rulesOf(program_id, version).find(({ key }) => key === rule_key);

function asDecided(reward: RewardRow, { decision, reason }: Verdict): RewardRow {
  if (decision === 'APPROVED') return { ...reward, state: 'PAID', paid: reward.amount, gifts: reward.gifts + 1 };
  if (decision === 'PENDING_REVIEW') return { ...reward, state: 'REVIEW', reason };
  // What was given before stays given.
  return reward.paid > 0 ? { ...reward, state: 'PAID', amount: reward.paid } : { ...reward, state: 'REJECTED', reason };
}

/** By the friend's own edge, and by all above it up to who is rewarded: the worst of what is decided about them. */
async function judge(ctx: Context, rewards: readonly RewardRow[]): Promise<(reward: RewardRow) => Verdict> {
  const own = new Map((await ctx.sql(edgesById([...new Set(rewards.map(({ edge_id }) => edge_id))]))).map((edge) => [edge.id, edge]));
  const paths = new Map(await Promise.all(rewards.map(async (reward) => [reward.id, await pathOf(ctx, reward, own.get(reward.edge_id))] as const)));
  const all = new Map([...paths.values()].flat().map((edge) => [edge.id, edge]));
  const verdicts = await decideReward(ctx, [...all.values()]);
  return ({ id }) => {
    const on = (paths.get(id) ?? []).map((edge) => verdicts.get(edge.id) ?? { decision: 'REJECTED' as const, reason: 'DROPPED' });
    return on.find(({ decision }) => decision === 'REJECTED') ?? on.find(({ decision }) => decision === 'PENDING_REVIEW') ?? { decision: 'APPROVED', reason: null };
  };
}

async function pathOf(ctx: Context, { level }: RewardRow, edge: EdgeRow | undefined): Promise<readonly EdgeRow[]> {
  if (!edge || level === 1 || edge.state === 'DROPPED') return edge ? [edge] : [];
  return (await ctx.sql(chainAbove(edge.program_id, edge.referee_id))).slice(0, level);
}

/** What is more than one run of the job takes, in transactions of its own. */
export const payRestTask = defineTask<object>('referral.pay-rest', async (work) => {
  for (let more = true; more; ) {
    work.signal.throwIfAborted();
    more = await work.transaction(payDue);
  }
});

export const payJob = defineJob({
  id: 'pay',
  cron: '* * * * *',
  nextDue: async (ctx) => (await ctx.sql(nextDueReward()))[0]?.at ?? null,
  async run(ctx) {
    if (await payDue(ctx)) await ctx.enqueue(payRestTask, {});
  },
});
