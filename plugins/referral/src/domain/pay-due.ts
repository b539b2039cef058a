import { giveRewards, type MemberStanding, MemberStatus, RewardKinds } from '@regulars/member/contract';
import { type Context, defineJob, defineTask, publicId } from '@regulars/plugin-sdk';
import { chainAbove, type EdgeRow, edgesById } from '../data/edge.statements';
import type { ReferralRule } from '../data/program-terms';
import { dueRewards, lockDueRewards, nextDueReward, paidBefore, type RewardRow, writeRewards } from '../data/reward.statements';
import { decideReward, DROPPED, type Verdict } from './decide-reward';
import { ReferralRewarded } from './events';
import { giftOf } from './gifts';
import { PROGRAM_PREFIX, REWARD_PREFIX } from './ids';
import { lockAll } from './lock-members';
import { isPaidBefore, standsAt, stateOf } from './plays';
import { programsOf } from './program';

const AT_ONCE = 200;

/** The friend's own edge, and those above it up to who is rewarded. */
type Path = readonly EdgeRow[];

interface Payable {
  readonly reward: RewardRow;
  readonly path: Path;
}

/** Gives what is due, unless something speaks against it; answers whether there may be more. */
async function payDue(ctx: Context): Promise<boolean> {
  const seen = await ctx.sql(dueRewards(AT_ONCE));
  if (seen.length === 0) return false;
  const before = await pathsOf(ctx, seen);
  const standings = await lockAll(ctx, seen.flatMap((reward) => [reward.member_id, ...membersOn(before.get(reward.id))]));
  const rewards = await ctx.sql(lockDueRewards(seen.map(({ id }) => id), [...standings.keys()]));
  const paths = await pathsOf(ctx, rewards);
  // Whoever's chain has changed while it was waited for has the next turn.
  const payable = rewards.map((reward) => ({ reward, path: paths.get(reward.id) ?? [] })).filter(({ path }) => membersOn(path).every((id) => standings.has(id)));
  await pay(ctx, payable, standings);
  return seen.length === AT_ONCE;
}

const membersOn = (path: Path = []): string[] => path.flatMap(({ referrer_id, referee_id }) => [referrer_id, referee_id]);

async function pathsOf(ctx: Context, rewards: readonly Pick<RewardRow, 'id' | 'edge_id' | 'level'>[]): Promise<ReadonlyMap<string, Path>> {
  const own = new Map((await ctx.sql(edgesById([...new Set(rewards.map(({ edge_id }) => edge_id))]))).map((edge) => [edge.id, edge]));
  return new Map(await Promise.all(rewards.map(async ({ id, edge_id, level }) => [id, await pathOf(ctx, own.get(edge_id), level)] as const)));
}

async function pathOf(ctx: Context, edge: EdgeRow | undefined, level: number): Promise<Path> {
  if (!edge || level === 1 || edge.state === 'DROPPED') return edge ? [edge] : [];
  return (await ctx.sql(chainAbove(edge.program_id, edge.referee_id))).slice(0, level);
}

async function pay(ctx: Context, payable: readonly Payable[], standings: ReadonlyMap<string, MemberStanding>): Promise<void> {
  const edges = [...new Map(payable.flatMap(({ path }) => path).map((edge) => [edge.id, edge])).values()];
  const [programs, verdicts, paid] = await Promise.all([programsOf(ctx), decideReward(ctx, edges), edges.length === 0 ? [] : ctx.sql(paidBefore([...new Set(edges.map(({ referee_id }) => referee_id))]))]);
  const kinds = new Set(ctx.extensions(RewardKinds).map(({ kind }) => kind));
  const decided = payable.map(({ reward, path }) => {
    const rule = programs.rulesOf(reward.program_id, reward.version).find(({ key }) => key === reward.rule_key);
    const isActive = standings.get(reward.member_id)?.status === MemberStatus.ACTIVE;
    const isPaid = path[0] !== undefined && path[0].state !== 'DROPPED' && isPaidBefore(paid, path[0], reward);
    return { reward, rule, isPaid, verdict: !isActive ? rejected('NOT_ACTIVE') : !rule || !kinds.has(rule.reward.kind) ? rejected('KIND_SWITCHED_OFF') : worst(reward, path, verdicts) };
  });
  const approved = decided.filter(({ isPaid, verdict }) => !isPaid && verdict.decision === 'APPROVED');
  await giveRewards(ctx, approved.map(({ reward, rule }) => giftOf(ctx, reward, rule as ReferralRule)));
  for (const { reward: { id, program_id, member_id, amount, paid } } of approved) {
    ctx.emit(ReferralRewarded, { rewardId: publicId(REWARD_PREFIX, id), programId: publicId(PROGRAM_PREFIX, program_id), amount: amount - paid }, member_id);
  }
  if (decided.length > 0) await ctx.sql(writeRewards(JSON.stringify(decided.map(({ reward, isPaid, verdict }) => (isPaid ? asItIs(reward) : asDecided(reward, verdict))))));
}

const rejected = (reason: string): Verdict => ({ decision: 'REJECTED', reason });

/** Of what is decided about each edge on the way. Who stands there no more, because a merge has dropped them from the chain, or put them there behind the order, is given nothing. */
function worst({ level, member_id, at }: RewardRow, path: Path, verdicts: ReadonlyMap<string, Verdict>): Verdict {
  if (level > 1 && standsAt(path, level, at) !== member_id) return rejected(DROPPED);
  const on = path.map(({ id }) => verdicts.get(id) ?? rejected(DROPPED));
  return on.find(({ decision }) => decision === 'REJECTED') ?? on.find(({ decision }) => decision === 'PENDING_REVIEW') ?? { decision: 'APPROVED', reason: null };
}

/** No more than was given: what is due again, when what was paid before is taken back, settling says. */
const asItIs = (reward: RewardRow): RewardRow => ({ ...reward, amount: reward.paid, state: stateOf(reward.paid, reward.paid, null) });

function asDecided(reward: RewardRow, { decision, reason }: Verdict): RewardRow {
  if (decision === 'APPROVED') return { ...reward, state: 'PAID', paid: reward.amount, gifts: reward.gifts + 1 };
  if (decision === 'PENDING_REVIEW') return { ...reward, state: 'REVIEW', reason };
  // What was given before stays given.
  return reward.paid > 0 ? { ...reward, state: 'PAID', amount: reward.paid } : { ...reward, state: 'REJECTED', reason };
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
