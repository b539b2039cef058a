import { type Context, InvalidInputError, newUuid, NotFoundError, Problems, readId, refuseTransition, reject } from '@regulars/plugin-sdk';
import { countLive, insertSurvey, insertVersion, lockSurveys, setClosed, setDraft, setPublished, surveyForUpdate, type SurveyRow, versionsOf } from '../data/survey.statements';
import type { QuestionTerms, SurveyTerms } from '../data/survey-terms';
import { SurveyCycleError, SurveyUnreachableError } from '../errors';
import type { SurveyDraft } from './drafts';
import { faultsOf } from './graph';
import { SURVEY_PREFIX } from './ids';
import { readSurvey } from './read-survey';

const MOST_VERSIONS = 200;

const say = {
  nothingNew: { en: 'Nothing has changed since it was published.', 'zh-TW': '發布後沒有變更。' },
  versions: { en: `A survey has at most ${MOST_VERSIONS} versions.`, 'zh-TW': `問卷最多 ${MOST_VERSIONS} 個版本。` },
  early: (question: string, other: string) => ({ en: `Question ${question} branches on ${other}, which is not asked before it.`, 'zh-TW': `題目 ${question} 的分支條件使用了尚未作答的題目 ${other}。` }),
  kind: (code: string) => ({ en: `Question ${code} was of another kind or scale before: give it another code.`, 'zh-TW': `題目 ${code} 先前為其他題型或量尺,請改用其他代碼。` }),
};

/** A draft: nobody can answer it before it is published. */
export async function createSurvey(ctx: Context, draft: SurveyDraft): Promise<string> {
  const { name, terms } = readSurvey(ctx, draft);
  const id = newUuid();
  await ctx.sql(insertSurvey(id, name, JSON.stringify(terms)));
  return id;
}

/** Changes the draft; what is published stays until the draft is. */
export async function changeSurvey(ctx: Context, publicSurveyId: string, draft: SurveyDraft): Promise<string> {
  const survey = await lockedSurvey(ctx, publicSurveyId);
  if (survey.state === 'CLOSED') refuseTransition('A survey', survey.state, survey.state);
  const { name, terms } = readSurvey(ctx, draft);
  await ctx.sql(setDraft(survey.id, name, JSON.stringify(terms)));
  return survey.id;
}

/** Checks that the draft leads from its first question to an end, whatever is answered, and makes it the next version. */
export async function publishSurvey(ctx: Context, publicSurveyId: string): Promise<string> {
  await ctx.sql(lockSurveys());
  const survey = await lockedSurvey(ctx, publicSurveyId);
  if (survey.state === 'CLOSED') refuseTransition('A survey', survey.state, 'LIVE');
  const { draft } = survey;
  if (draft === null) return reject(new InvalidInputError(say.nothingNew, 'id'));
  const version = survey.version + 1;
  if (version > MOST_VERSIONS) reject(new InvalidInputError(say.versions, 'id'));
  const earlier = await ctx.sql(versionsOf(survey.id));
  refuseFaults(draft, earlier.map(({ terms }) => terms));
  if (survey.state === 'DRAFT') ctx.withinLimit('survey', 'activeSurveys', (await liveSurveys(ctx)) + 1);
  await Promise.all([ctx.sql(insertVersion(survey.id, version, JSON.stringify(draft))), ctx.sql(setPublished(survey.id, version))]);
  return survey.id;
}

function refuseFaults({ questions }: SurveyTerms, earlier: readonly SurveyTerms[]): void {
  const problems = new Problems();
  const { cycle, unreachable, early } = faultsOf(questions);
  if (cycle.length > 0) problems.push(new SurveyCycleError(cycle, 'id'));
  if (unreachable.length > 0) problems.push(new SurveyUnreachableError(unreachable, 'id'));
  for (const { question, asksAbout } of early) problems.add('id', say.early(question, asksAbout));
  const known = new Map<string, QuestionTerms>(earlier.flatMap((terms) => terms.questions).map((question) => [question.code, question]));
  for (const question of questions) if (scaleOf(known.get(question.code) ?? question) !== scaleOf(question)) problems.add('id', say.kind(question.code));
  problems.throwIfAny();
}

/** What makes answers of several versions one result: the kind, and of a RATING how far it goes. */
const scaleOf = ({ kind, max }: QuestionTerms): string => (kind === 'RATING' ? `${kind} ${max}` : kind);

/** For good. Who has begun it by then can answer it to the end. */
export async function closeSurvey(ctx: Context, publicSurveyId: string): Promise<string> {
  const survey = await lockedSurvey(ctx, publicSurveyId);
  if (survey.state !== 'LIVE') refuseTransition('A survey', survey.state, 'CLOSED');
  await ctx.sql(setClosed(survey.id));
  return survey.id;
}

/** What counts against the plan's limit. */
export const liveSurveys = async (ctx: Context): Promise<number> => (await ctx.sql(countLive()))[0]?.live ?? 0;

async function lockedSurvey(ctx: Context, publicSurveyId: string): Promise<SurveyRow> {
  const id = readId(SURVEY_PREFIX, publicSurveyId);
  const [row] = id === null ? [] : await ctx.sql(surveyForUpdate(id));
  return row ?? refuseSurvey(publicSurveyId);
}

export const refuseSurvey = (id: string): never => reject(new NotFoundError({ en: 'There is no such survey.', 'zh-TW': '沒有此問卷。' }, 'id', id));
