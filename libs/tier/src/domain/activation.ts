import { Members } from '@regulars/member/contract';
import { type Context, defineJob, defineTask, NIL_UUID } from '@regulars/plugin-sdk';
import { membersToJudge, nextActivation } from '../data/due.statements';
import { activateDraft, draftsDue, endLiveProgram } from '../data/program.statements';
import { judgeMembers } from './judge-members';
import { programsOf } from './programs';

const AT_ONCE = 1_000;

/** Makes a draft the live program from `at` on, and has every member judged by it. */
export async function goLive(ctx: Context, programId: string, at: Date): Promise<void> {
  await ctx.sql(endLiveProgram(at));
  await ctx.sql(activateDraft(programId, at));
  await ctx.enqueue(judgeAllTask, { programId });
}

/** Judges every member from the instant the program went live; an order that comes first judges its own member. */
export const judgeAllTask = defineTask<{ programId: string }>('tier.judge-all', async (work, { programId }) => {
  for (let after: string | null = NIL_UUID; after !== null; ) {
    work.signal.throwIfAborted();
    const from: string = after;
    after = await work.transaction((ctx) => judgeNext(ctx, programId, from));
  }
});

/** Answers the last member judged, or null when there are no more, or another program has gone live. */
async function judgeNext(ctx: Context, programId: string, after: string): Promise<string | null> {
  const program = (await programsOf(ctx)).live;
  if (program?.id !== programId || program.activatedAt === null) return null;
  const ids = (await ctx.sql(membersToJudge(after, AT_ONCE))).map((row) => row.id);
  await ctx.use(Members).lock(ids);
  const { activatedAt } = program;
  await judgeMembers(ctx, program, new Map(ids.map((id) => [id, activatedAt.getTime()])), { gives: false });
  return ids.length === AT_ONCE ? (ids.at(-1) ?? null) : null;
}

/** Drafts whose activation lies in the future go live when it comes. */
export const activateJob = defineJob({
  id: 'activate',
  cron: '* * * * *',
  run: async (ctx) => {
    for (const draft of await ctx.sql(draftsDue())) await goLive(ctx, draft.id, draft.activated_at);
  },
  nextDue: async (ctx) => (await ctx.sql(nextActivation()))[0]?.at ?? null,
});
