import { Stores } from '@regulars/brand/contract';
import { type Context, groupBy, InvalidInputError, reject } from '@regulars/plugin-sdk';
import { type AnswerCountRow, answerCounts, countsByQuestion, countsByStore, countsByTier, leftCounts, outcomeCounts, type ResultsFilter, shownCounts, startedCounts } from '../data/results.statements';
import type { QuestionTerms } from '../data/survey-terms';
import { averageOf, type Counted, type Figures, figuresOf, groupsOf } from './figures';
import type { Survey } from './survey';

export interface ResultsWhere {
  readonly from?: Date | null;
  readonly to?: Date | null;
  readonly tierCodes?: readonly string[] | null;
  readonly storeCodes?: readonly string[] | null;
  readonly version?: number | null;
}

export interface QuestionResult extends Figures {
  readonly question: QuestionTerms;
  readonly shown: number;
  readonly answered: number;
  readonly left: number;
}

export interface Results {
  readonly started: number;
  readonly completed: number;
  readonly questions: readonly QuestionResult[];
  readonly outcomes: readonly { readonly code: string; readonly count: number }[];
}

async function filterOf(ctx: Context, where: ResultsWhere | null): Promise<ResultsFilter> {
  const stores = where?.storeCodes ? [...(await ctx.use(Stores).byCode(where.storeCodes)).values()].map(({ id }) => id) : null;
  return [where?.from ?? null, where?.to ?? null, where?.tierCodes ?? null, stores, where?.version ?? null];
}

/** What came of surveys, by their ids. */
export async function resultsOf(ctx: Context, surveys: readonly Survey[], where: ResultsWhere | null): Promise<readonly Results[]> {
  const asked = [surveys.map(({ id }) => id), ...(await filterOf(ctx, where))] as const;
  const [left, answers, shown, outcomes, started] = await Promise.all([ctx.sql(leftCounts(...asked)), ctx.sql(answerCounts(...asked)), ctx.sql(shownCounts(...asked)), ctx.sql(outcomeCounts(...asked)), ctx.sql(startedCounts(...asked))]);
  const ofSurvey = <R extends { readonly survey_id: string }>(rows: readonly R[], id: string): readonly R[] => rows.filter(({ survey_id }) => survey_id === id);
  return surveys.map((survey) => {
    const own = ofSurvey(outcomes, survey.id);
    return {
      started: ofSurvey(started, survey.id)[0]?.count ?? 0,
      completed: own.reduce((all, { count }) => all + count, 0),
      questions: questionsOfAll(survey).map((question) => ({
        ...resultOf(question, ofSurvey(answers, survey.id), ofSurvey(shown, survey.id).find(({ question: code }) => code === question.code)?.count ?? 0),
        left: ofSurvey(left, survey.id).reduce((all, row) => (leftAt(survey, row) === question.code ? all + row.count : all), 0),
      })),
      outcomes: outcomesOf(survey).map((code) => ({ code, count: own.find(({ outcome }) => outcome === code)?.count ?? 0 })),
    };
  });
}

/** Those of the latest version first, then those that only earlier ones had; with every option there ever was. */
export function questionsOfAll({ versions }: Survey): readonly QuestionTerms[] {
  const latestFirst = [...versions].sort(([a], [b]) => b - a).flatMap(([, { questions }]) => questions);
  const byCode = groupBy(latestFirst, ({ code }) => code);
  return [...byCode.values()].flatMap((same) => {
    const [latest] = same;
    return latest ? [{ ...latest, options: everyOne(same.flatMap(({ options }) => options)), rows: everyOne(same.flatMap(({ rows }) => rows)) }] : [];
  });
}

const everyOne = <T extends { readonly code: string }>(all: readonly T[]): readonly T[] => [...new Map([...all].reverse().map((one) => [one.code, one])).values()].reverse();

const outcomesOf = ({ versions }: Survey): readonly string[] => [...new Set([...versions].sort(([a], [b]) => b - a).flatMap(([, { outcomes }]) => outcomes.map(({ code }) => code)))];

/** Of a form that tells nothing they left at the first question. */
const leftAt = ({ versions }: Survey, { version, shown }: { readonly version: number; readonly shown: string | null }): string | undefined => shown ?? versions.get(version)?.questions[0]?.code;

function resultOf(question: QuestionTerms, answers: readonly AnswerCountRow[], shown: number): Omit<QuestionResult, 'left'> {
  const own = answers.filter(({ question: code }) => code === question.code);
  const figures = figuresOf(question, own);
  const [free] = own;
  const average = question.kind === 'NUMBER' && free ? averageOf(Number(free.total ?? 0n), free.numbers) : figures.average;
  return { question, shown, answered: own.reduce((all, { count }) => all + count, 0), ...figures, average };
}

export type CrossTabBy = 'TIER' | 'STORE' | 'QUESTION';

export interface CrossTabRow extends Figures {
  readonly group: string | null;
  readonly answered: number;
}

const CHOSEN: ReadonlySet<string> = new Set(['SINGLE', 'MULTI', 'RATING', 'NPS']);

/** The answers to one question by tiers, by stores, or by the answers to another. */
export async function crossTab(ctx: Context, survey: Survey, code: string, by: CrossTabBy, byCode: string | null, where: ResultsWhere | null): Promise<readonly CrossTabRow[]> {
  const question = countable(survey, code, 'question');
  const other = by === 'QUESTION' ? countable(survey, byCode ?? '', 'byQuestion') : null;
  const asked = [[survey.id], ...(await filterOf(ctx, where)), code] as const;
  const rows = await ctx.sql(other ? countsByQuestion(...asked, other.code) : by === 'TIER' ? countsByTier(...asked) : countsByStore(...asked));
  const counted = rows.flatMap(({ grouping, value, count }) => groupsOf(grouping).map((group) => ({ group, value, count })));
  const codes = by === 'STORE' ? await ctx.use(Stores).byIds(counted.flatMap(({ group }) => group ?? [])) : null;
  const groups = groupBy(counted, ({ group }) => (codes && group !== null ? (codes.get(group)?.code ?? group) : group));
  const inOrder = [...groups].sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
  return inOrder.map(([group, cells]: readonly [string | null, readonly Counted[]]) => ({ group, answered: cells.reduce((all, { count }) => all + count, 0), ...figuresOf(question, cells) }));
}

function countable(survey: Survey, code: string, path: string): QuestionTerms {
  const question = questionsOfAll(survey).find((one) => one.code === code);
  return question && CHOSEN.has(question.kind) ? question : reject(new InvalidInputError({ en: 'Give the code of a question of kind SINGLE, MULTI, RATING or NPS.', 'zh-TW': '請提供單選、複選、評分或 NPS 題的代碼。' }, path));
}
