import { giveRewards, lockActive, Members } from '@regulars/member/contract';
import { type Context, newUuid, NotFoundError, publicId, readId, reject } from '@regulars/plugin-sdk';
import { Tiers } from '@regulars/tier/contract';
import { abandonResponse, completeResponse, insertAnswers, insertResponse, responseForUpdate, type ResponseRow, setShown, standingResponses } from '../data/response.statements';
import type { OutcomeTerms, SurveyTerms } from '../data/survey-terms';
import { SurveyAlreadyAnsweredError, SurveyAnswerOffPathError, SurveyNotOpenError, SurveyResponseExpiredError, SurveyTooFastError } from '../errors';
import { memberEffects, rewardsOf } from './effects';
import { SurveyCompleted } from './events';
import { RESPONSE_PREFIX, SURVEY_PREFIX } from './ids';
import { outcomeOf, scoresOf } from './outcome';
import { answerRows, type GivenAnswer, type ReadResponse, readResponse, wordsOf } from './read-response';
import { isOpen } from './response-state';
import { sealWords } from './sealed-words';
import { readSurveyNow, termsOf } from './survey';
import { refuseSurvey } from './surveys';

/** Uuid. */
export interface ResponseRef {
  readonly responseId: string;
}

/** Begins a survey, or goes on where the member has begun it: with the questions it was begun with. */
export async function startResponse(ctx: Context, callerId: string, publicSurveyId: string): Promise<ResponseRef> {
  const memberId = await lockCaller(ctx, callerId, 'id');
  const surveyId = readId(SURVEY_PREFIX, publicSurveyId);
  const survey = surveyId === null ? null : await readSurveyNow(ctx, surveyId);
  if (!survey || survey.version === 0) return refuseSurvey(publicSurveyId);
  const standing = await ctx.sql(standingResponses(survey.id, memberId));
  if (standing.some(({ state }) => state === 'COMPLETED')) reject(new SurveyAlreadyAnsweredError('id'));
  const [begun] = standing;
  if (begun && isOpen(begun, ctx.now)) return { responseId: begun.id };
  if (survey.state !== 'LIVE') reject(new SurveyNotOpenError('id'));
  if (begun) await ctx.sql(abandonResponse(begun.id));
  const id = newUuid();
  await ctx.sql(insertResponse(id, survey.id, survey.version, memberId));
  return { responseId: id };
}

/** Which question somebody who has begun is looking at: where they left, if they never answer. */
export async function showQuestion(ctx: Context, callerId: string, publicResponseId: string, question: string): Promise<ResponseRef> {
  const memberId = await lockCaller(ctx, callerId, 'responseId');
  const row = await ownResponse(ctx, memberId, publicResponseId);
  if (row.state === 'COMPLETED') reject(new SurveyAlreadyAnsweredError('responseId'));
  if (!isOpen(row, ctx.now)) reject(new SurveyResponseExpiredError('responseId'));
  const { questions } = await termsOf(ctx, row.survey_id, row.version);
  if (!questions.some(({ code }) => code === question)) reject(new SurveyAnswerOffPathError(question, 'question'));
  await ctx.sql(setShown(row.id, question));
  return { responseId: row.id };
}

async function ownResponse(ctx: Context, memberId: string, publicResponseId: string): Promise<ResponseRow> {
  const id = readId(RESPONSE_PREFIX, publicResponseId);
  const [row] = id === null ? [] : await ctx.sql(responseForUpdate(id, memberId));
  return row ?? reject(new NotFoundError({ en: 'There is no such response.', 'zh-TW': '沒有此填答紀錄。' }, 'responseId', publicResponseId));
}

/** Takes the answers, and in the same transaction does whatever follows from them. */
export async function submitResponse(ctx: Context, callerId: string, publicResponseId: string, given: readonly GivenAnswer[]): Promise<ResponseRef> {
  const memberId = await lockCaller(ctx, callerId, 'responseId');
  const row = await ownResponse(ctx, memberId, publicResponseId);
  const terms = await termsOf(ctx, row.survey_id, row.version);
  refuseUntimely(ctx, row, terms);
  const read = readResponse(terms.questions, given);
  const outcome = await writeDown(ctx, row, terms, read);
  await ctx.use(Members).mark([{ memberId, ...memberEffects(terms.rules, outcome, read.answers) }]);
  await reward(ctx, row, terms, outcome);
  ctx.emit(SurveyCompleted, { surveyId: publicId(SURVEY_PREFIX, row.survey_id), responseId: publicId(RESPONSE_PREFIX, row.id), version: row.version, outcome: outcome?.code ?? null }, memberId);
  return { responseId: row.id };
}

function refuseUntimely({ now }: Context, row: ResponseRow, { minSeconds }: SurveyTerms): void {
  if (row.state === 'COMPLETED') reject(new SurveyAlreadyAnsweredError('responseId'));
  if (!isOpen(row, now)) reject(new SurveyResponseExpiredError('responseId'));
  const missing = minSeconds * 1_000 - (now.getTime() - row.started_at.getTime());
  if (missing > 0) reject(new SurveyTooFastError(minSeconds, Math.ceil(missing / 1_000), 'responseId'));
}

async function writeDown(ctx: Context, row: ResponseRow, terms: SurveyTerms, read: ReadResponse): Promise<OutcomeTerms | null> {
  const scores = scoresOf(read.path, read.answers);
  const outcome = outcomeOf(terms.outcomes, scores);
  const [tiers, words] = await Promise.all([ctx.use(Tiers).tiersOf([row.member_id]), sealWords(ctx, row.member_id, row.id, wordsOf(read))]);
  const path = read.path.map(({ code }) => code);
  await Promise.all([
    ctx.sql(completeResponse(row.id, path, JSON.stringify(scores), outcome?.code ?? null, tiers.get(row.member_id)?.code ?? null, words)),
    ctx.sql(insertAnswers(row.id, JSON.stringify(answerRows(read)))),
  ]);
  return outcome;
}

/** Nothing is taken back when an order is refunded: they did answer. */
function reward(ctx: Context, row: ResponseRow, terms: SurveyTerms, outcome: OutcomeTerms | null): Promise<void> {
  const detail = { surveyId: publicId(SURVEY_PREFIX, row.survey_id), responseId: publicId(RESPONSE_PREFIX, row.id) };
  const gifts = rewardsOf(terms, outcome).map((gift, index) => ({ ...gift, memberId: row.member_id, at: ctx.now, cause: { module: 'survey', key: `response/${row.id}/${index}`, detail } }));
  return giveRewards(ctx, gifts);
}

const lockCaller = (ctx: Context, memberId: string, path: string): Promise<string> => lockActive(ctx, memberId, { path, notActive: { en: 'The membership is not active.', 'zh-TW': '會員資格未啟用。' } });
