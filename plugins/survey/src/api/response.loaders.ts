import { type Context, defineLoader, Direction, type Json, type ListDefinition, manyForEach, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { type AnswerRow, answersOf, RESPONSE_COLUMNS, type ResponseRow, RESPONSES, responsesById } from '../data/response.statements';
import { openWords } from '../domain/sealed-words';
import { responseObject, type SurveyResponse } from './response.type';

/** The newest first: ids sort by the time they were made. */
const responses = (name: string, parent: string): ListDefinition<ResponseRow, SurveyResponse> => ({
  name: `survey.responses-${name}`, select: RESPONSE_COLUMNS, from: RESPONSES, id: { expression: 'r.id', type: 'uuid', direction: Direction.DESC }, parent, toItem: responseObject,
});

export const responsesOfMember = nestedListLoader(responses('of-member', 'r.member_id'));
export const responsesOfSurvey = responses('of-survey', 'r.survey_id');

export async function loadResponses(ctx: Context, ids: readonly string[]): Promise<(SurveyResponse | null)[]> {
  return oneForEach(ids, (await ctx.sql(responsesById(ids))).map((row) => responseObject(row, ctx)), ({ row }) => row.id);
}

/** By uuid. */
export const responseById = defineLoader<string, SurveyResponse | null>(loadResponses);

const storedAnswers = defineLoader<string, readonly AnswerRow[]>(async (ctx, ids) => manyForEach(ids, await ctx.sql(answersOf(ids)), ({ response_id }) => response_id));

const words = defineLoader<ResponseRow, Readonly<Record<string, string>>>((ctx, rows) => openWords(ctx, rows), ({ id }) => id);

/** What was answered, by question. */
export async function answersGiven(ctx: Context, row: ResponseRow): Promise<ReadonlyMap<string, Json>> {
  const [stored, written] = await Promise.all([ctx.load(storedAnswers, row.id), ctx.load(words, row)]);
  return new Map(stored.map(({ question, value }) => [question, written[question] ?? value]));
}
