import { type Context, NIL_UUID, NotFoundError, readId, reject } from '@regulars/plugin-sdk';
import { countLivingMembers, livingMembersToJudge } from '../data/preview.statements';
import { after, before, judgeCase } from './judged-member';
import { baseTier, PROGRAM_PREFIX, type TierProgram } from './program';
import { programsOf } from './programs';
import { readCases } from './read-cases';

export interface PreviewRow {
  /** Null while no program is live. */
  readonly from: string | null;
  readonly to: string;
  readonly members: number;
}

const AT_ONCE = 2_000;

/** How many members would stand where, had the program gone live just now. Writes nothing. */
export async function previewProgram(ctx: Context, id: string): Promise<PreviewRow[]> {
  const programs = await programsOf(ctx);
  const found = programs.byId(readId(PROGRAM_PREFIX, id) ?? '');
  if (!found) return reject(new NotFoundError({ en: 'There is no such tier program.', 'zh-TW': '查無此等級方案。' }, 'id', id));
  const program: TierProgram = { ...found, activatedAt: ctx.now };
  const base = programs.live ? baseTier(programs.live).code : null;
  const counts = new Map<string, PreviewRow>();
  const count = (from: string | null, to: string, members: number): void => {
    const key = JSON.stringify([from, to]);
    counts.set(key, { from, to, members: members + (counts.get(key)?.members ?? 0) });
  };
  let [{ n: rest } = { n: 0 }] = await ctx.sql(countLivingMembers());
  for (let cursor: string | null = NIL_UUID; cursor !== null; ) {
    const ids: string[] = (await ctx.sql(livingMembersToJudge(cursor, AT_ONCE))).map((row) => row.id);
    const cases = await readCases(ctx, program, new Map(ids.map((memberId) => [memberId, ctx.now.getTime()])));
    for (const judged of cases.map(judgeCase)) {
      const onRecord = judged.case.startIsStored || judged.case.stored.length > 0;
      count(programs.live && (onRecord ? before(judged).tier : base), after(judged).tier, 1);
    }
    rest -= ids.length;
    cursor = ids.length === AT_ONCE ? (ids.at(-1) ?? null) : null;
  }
  if (rest > 0) count(base, baseTier(program).code, rest);
  return inOrder([...counts.values()], programs.live, program);
}

/** By the rank members have, then by the one they would have. */
function inOrder(rows: PreviewRow[], live: TierProgram | null, draft: TierProgram): PreviewRow[] {
  const rank = (program: TierProgram | null, code: string | null): number => program?.tiers.find((tier) => tier.code === code)?.rank ?? -1;
  return rows.sort((a, b) => rank(live, a.from) - rank(live, b.from) || rank(draft, a.to) - rank(draft, b.to));
}
