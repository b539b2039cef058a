import { countJob, failFileJob, finishJob, queueFileJob, stepJob } from '@regulars/brand/contract';
import { Members, MemberStatus } from '@regulars/member/contract';
import { type Context, defineTask, groupBy, InvalidInputError, type Json, NIL_UUID, readId, reject } from '@regulars/plugin-sdk';
import { answersOf, type ResponseRow } from '../data/response.statements';
import { applyRules, countOld, oldAfter } from '../data/rule-run.statements';
import type { SurveyTerms } from '../data/survey-terms';
import type { AnswerValue } from './answers';
import { type MemberEffects, memberEffects } from './effects';
import { SURVEY_PREFIX } from './ids';
import { openWords } from './sealed-words';
import { readSurveyNow, termsOf } from './survey';
import { refuseSurvey } from './surveys';

const KIND = 'SURVEY_RULES';
const AT_ONCE = 200;
/** Nobody marks these. */
const GONE: ReadonlySet<MemberStatus> = new Set([MemberStatus.WITHDRAWN, MemberStatus.MERGED, MemberStatus.ERASED]);

/** What staff ask for: the rules of the present version, over what was answered under earlier ones. Answers the job's uuid. */
export async function rerunRules(ctx: Context, publicSurveyId: string): Promise<string> {
  const surveyId = readId(SURVEY_PREFIX, publicSurveyId);
  const survey = surveyId === null ? null : await readSurveyNow(ctx, surveyId);
  if (!survey) return refuseSurvey(publicSurveyId);
  if (ctx.actor.storeIds !== null) reject(new InvalidInputError({ en: 'It marks members of every store: it is not for who sees some.', 'zh-TW': '此作業會更新所有門市的會員,僅能檢視部分門市者無法執行。' }, 'id'));
  const rules = survey.versions.get(survey.version)?.rules ?? [];
  if (rules.length === 0) reject(new InvalidInputError({ en: 'The published version has no rules.', 'zh-TW': '已發布的版本沒有作答規則。' }, 'id'));
  const jobId = await queueFileJob(ctx, KIND, { surveyId: survey.id, version: survey.version });
  await ctx.enqueue(rerunTask, { jobId, surveyId: survey.id, version: survey.version });
  return jobId;
}

/** What this piece did is undone. */
class JobOver extends Error {}

export interface Rerun {
  readonly jobId: string;
  readonly surveyId: string;
  readonly version: number;
}

/** Piece by piece: begun again after a crash, it goes on with those to which the rules were not applied. */
export const rerunTask = defineTask<Rerun>('survey.rerun-rules', async (work, rerun) => {
  const { jobId, surveyId, version } = rerun;
  try {
    const isOn = await work.transaction(async (ctx) => countJob(ctx, jobId, (await ctx.sql(countOld(surveyId, version)))[0]?.count ?? 0));
    for (let after: string | null = isOn ? NIL_UUID : null; after !== null; ) {
      work.signal.throwIfAborted();
      const from: string = after;
      after = await work.transaction((ctx) => applyPiece(ctx, rerun, from));
    }
  } catch (error) {
    if (error instanceof JobOver) return;
    if (work.signal.aborted) throw error;
    await work.transaction((ctx) => failFileJob(ctx, jobId, 'It could not be done to its end, because of an internal error.'));
    throw error;
  }
});

/** Answers from where to go on; null: there is nothing more to do, or the job was cancelled. */
async function applyPiece(ctx: Context, { jobId, surveyId, version }: Rerun, after: string): Promise<string | null> {
  const seen = await ctx.sql(oldAfter(surveyId, version, after, AT_ONCE));
  const last = seen.at(-1);
  if (!last) {
    await finishJob(ctx, jobId);
    return null;
  }
  const memberIds = new Set(seen.map(({ member_id }) => member_id));
  await ctx.use(Members).lock([...memberIds]);
  const rows = await ctx.sql(applyRules(seen.map(({ id }) => id), version));
  if (rows.some(({ member_id }) => !memberIds.has(member_id))) ctx.restart('A member was merged meanwhile');
  const terms = await termsOf(ctx, surveyId, version);
  const standings = await ctx.use(Members).standings([...memberIds]);
  const isGone = (memberId: string): boolean => GONE.has(standings.get(memberId)?.status ?? MemberStatus.ERASED);
  const marks = (await effectsOf(ctx, rows, terms)).filter(({ memberId, addTags, removeTags, attributes }) => !isGone(memberId) && addTags.length + removeTags.length + Object.keys(attributes).length > 0);
  await ctx.use(Members).mark(marks);
  if (!(await stepJob(ctx, jobId, { updated: marks.length, skipped: rows.length - marks.length }))) throw new JobOver();
  return last.id;
}

async function effectsOf(ctx: Context, rows: readonly ResponseRow[], { rules }: SurveyTerms): Promise<(MemberEffects & { readonly memberId: string })[]> {
  const [answers, words] = await Promise.all([ctx.sql(answersOf(rows.map(({ id }) => id))), openWords(ctx, rows)]);
  const byResponse = groupBy(answers, ({ response_id }) => response_id);
  return rows.map((row, index) => {
    const given = (byResponse.get(row.id) ?? []).map(({ question, value }): [string, Json] => [question, words[index]?.[question] ?? value]);
    // Of who was erased, free answers are gone.
    const answered = new Map(given.filter(([, value]) => value !== null)) as ReadonlyMap<string, unknown> as ReadonlyMap<string, AnswerValue>;
    return { memberId: row.member_id, ...memberEffects(rules, null, answered) };
  });
}
