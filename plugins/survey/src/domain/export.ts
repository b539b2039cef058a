import { failFileJob, finishFileJob, queueFileJob, Stores } from '@regulars/brand/contract';
import { type Context, defineTask, groupBy, InvalidInputError, type Json, NIL_UUID, publicId, readId, reject } from '@regulars/plugin-sdk';
import { stringify } from 'csv-stringify/sync';
import { completedAfter } from '../data/export.statements';
import { answersOf, type ResponseRow } from '../data/response.statements';
import type { QuestionTerms } from '../data/survey-terms';
import { RESPONSE_PREFIX, SURVEY_PREFIX } from './ids';
import { questionsOfAll } from './results';
import { openWords } from './sealed-words';
import { readSurveyNow } from './survey';
import { refuseSurvey } from './surveys';

const KIND = 'SURVEY_EXPORT';
const PERMISSION = 'survey:export';
const KEPT_HOURS = 24;
const AT_ONCE = 1_000;

/** What staff ask for; answers the job's uuid. */
export async function exportSurvey(ctx: Context, publicSurveyId: string): Promise<string> {
  const surveyId = readId(SURVEY_PREFIX, publicSurveyId);
  const survey = surveyId === null ? null : await readSurveyNow(ctx, surveyId);
  if (!survey) return refuseSurvey(publicSurveyId);
  const { masks, storeIds } = ctx.actor;
  if (masks.size > 0 || storeIds !== null) reject(new InvalidInputError({ en: 'The file shows everything, of every store: it is not for who sees members or stores in part.', 'zh-TW': '檔案包含所有門市的完整內容,僅能檢視部分資料者無法匯出。' }, 'id'));
  const jobId = await queueFileJob(ctx, KIND, { surveyId: survey.id });
  await ctx.enqueue(exportTask, { jobId, surveyId: survey.id });
  return jobId;
}

/** Begun again after a crash, it writes the file that is not there yet. */
export const exportTask = defineTask<{ readonly jobId: string; readonly surveyId: string }>('survey.export', async (work, { jobId, surveyId }) => {
  try {
    await work.transaction(async (ctx) => {
      const bytes = await writeFile(ctx, surveyId);
      await finishFileJob(ctx, jobId, { name: 'survey.csv', contentType: 'text/csv', bytes, hours: KEPT_HOURS, permission: PERMISSION, memberId: null });
    });
  } catch (error) {
    if (work.signal.aborted) throw error;
    await work.transaction((ctx) => failFileJob(ctx, jobId, 'It could not be put together, because of an internal error.'));
    throw error;
  }
});

/** So that a spreadsheet reads it right and runs nothing of it. */
const csv = (rows: readonly (readonly string[])[], bom = false): Buffer => Buffer.from(stringify(rows as string[][], { bom, record_delimiter: '\r\n', escape_formulas: true }));

async function writeFile(ctx: Context, surveyId: string): Promise<Buffer> {
  const survey = await readSurveyNow(ctx, surveyId);
  const questions = survey ? questionsOfAll(survey) : [];
  const pieces = [csv([['response', 'member', 'completedAt', 'version', 'tier', 'store', 'outcome', ...questions.flatMap(columnsOf)]], true)];
  for (let after = NIL_UUID; ; ) {
    const rows = await ctx.sql(completedAfter(surveyId, after, AT_ONCE));
    pieces.push(csv(await linesOf(ctx, rows, questions)));
    const last = rows.at(-1);
    if (!last || rows.length < AT_ONCE) return Buffer.concat(pieces);
    after = last.id;
  }
}

async function linesOf(ctx: Context, rows: readonly ResponseRow[], questions: readonly QuestionTerms[]): Promise<string[][]> {
  const ids = rows.map(({ id }) => id);
  const [answers, words, stores] = await Promise.all([ctx.sql(answersOf(ids)), openWords(ctx, rows), ctx.use(Stores).byIds(rows.flatMap(({ store_id }) => store_id ?? []))]);
  const byResponse = groupBy(answers, ({ response_id }) => response_id);
  return rows.map((row, index) => {
    const given = new Map((byResponse.get(row.id) ?? []).map(({ question, value }) => [question, words[index]?.[question] ?? value]));
    const about = [publicId(RESPONSE_PREFIX, row.id), publicId('mbr', row.member_id), row.completed_at?.toISOString() ?? '', String(row.version), row.tier_code ?? '', stores.get(row.store_id ?? '')?.code ?? '', row.outcome ?? ''];
    return [...about, ...questions.flatMap((question) => cellsOf(question, given.get(question.code) ?? null))];
  });
}

/** A row of a matrix has a column of its own. */
const columnsOf = ({ kind, code, rows }: QuestionTerms): string[] => (kind === 'MATRIX' ? rows.map((row) => `${code}.${row.code}`) : [code]);

function cellsOf({ kind, rows }: QuestionTerms, value: Json): string[] {
  if (kind === 'MATRIX') return rows.map(({ code }) => (value as Readonly<Record<string, string>> | null)?.[code] ?? '');
  return [Array.isArray(value) ? value.join('; ') : value === null ? '' : String(value)];
}
