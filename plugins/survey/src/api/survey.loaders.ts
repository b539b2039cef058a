import { type Context, oneForEach } from '@regulars/plugin-sdk';
import { surveysOf } from '../domain/survey';
import { type Survey, surveyObject } from './survey.type';

/** Those the caller may see: members see what was published. */
export async function shownSurveys(ctx: Context): Promise<readonly Survey[]> {
  return (await surveysOf(ctx)).filter(({ version }) => version > 0 || ctx.audience !== 'member').map(surveyObject);
}

export async function loadSurveys(ctx: Context, ids: readonly string[]): Promise<(Survey | null)[]> {
  return oneForEach(ids, await shownSurveys(ctx), ({ survey }) => survey.id);
}
