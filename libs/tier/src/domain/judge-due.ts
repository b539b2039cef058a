import { Members } from '@regulars/member/contract';
import { type Context, defineJob, defineTask } from '@regulars/plugin-sdk';
import { dueMembers, nextJudgement } from '../data/due.statements';
import { judgeMembers } from './judge-members';
import { programsOf } from './programs';

const AT_ONCE = 1_000;
/** More than this in one transaction would keep too many members from buying. */
const IN_ONE_RUN = 5_000;

/**
 * Judges members whose time has come: spend has left a window, a validity, a grace or a lock has ended. What is
 * found is dated when it fell due, however late the job runs.
 */
export const judgeDueJob = defineJob({
  id: 'judge',
  cron: '* * * * *',
  run: async (ctx) => {
    if (await judgeDue(ctx, IN_ONE_RUN)) await ctx.enqueue(judgeRestTask, {});
  },
  nextDue: async (ctx) => (await ctx.sql(nextJudgement()))[0]?.at ?? null,
});

/** What is more than one run of the job takes, in transactions of its own. */
export const judgeRestTask = defineTask<object>('tier.judge-rest', async (work) => {
  for (let more = true; more; ) {
    work.signal.throwIfAborted();
    more = await work.transaction((ctx) => judgeDue(ctx, AT_ONCE));
  }
});

/** Answers whether there may be more. */
async function judgeDue(ctx: Context, limit: number): Promise<boolean> {
  const program = (await programsOf(ctx)).live;
  if (!program) return false;
  const due = await ctx.sql(dueMembers(limit));
  if (due.length === 0) return false;
  await ctx.use(Members).lock(due.map((row) => row.member_id));
  for (let start = 0; start < due.length; start += AT_ONCE) {
    const changed = new Map(due.slice(start, start + AT_ONCE).map((row) => [row.member_id, row.next_judge_at.getTime()]));
    await judgeMembers(ctx, program, changed);
  }
  return due.length === limit;
}
