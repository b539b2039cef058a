import type { Context } from '@regulars/plugin-sdk';
import { allSurveys, allVersions, surveyById, type SurveyRow, type VersionRow, versionsOf } from '../data/survey.statements';
import type { SurveyTerms } from '../data/survey-terms';

/** A survey with all it ever said. */
export interface Survey {
  /** uuid */
  readonly id: string;
  readonly name: string;
  readonly state: SurveyRow['state'];
  /** The published one; 0: none yet. */
  readonly version: number;
  /** What is to be published next; null: nothing has changed since it was. */
  readonly draft: SurveyTerms | null;
  readonly createdAt: Date;
  readonly publishedAt: Date | null;
  readonly closedAt: Date | null;
  /** By number. */
  readonly versions: ReadonlyMap<number, SurveyTerms>;
}

export function surveyOf(row: SurveyRow, versions: readonly VersionRow[]): Survey {
  return {
    id: row.id, name: row.name, state: row.state, version: row.version, draft: row.draft, createdAt: row.created_at, publishedAt: row.published_at, closedAt: row.closed_at,
    versions: new Map(versions.filter(({ survey_id }) => survey_id === row.id).map(({ number, terms }) => [number, terms])),
  };
}

/** Every survey of the brand, in the order they were made. */
export const surveysOf = (ctx: Context): Promise<readonly Survey[]> =>
  ctx.cached('survey.surveys', async (reading) => {
    const [rows, versions] = await Promise.all([reading.sql(allSurveys()), reading.sql(allVersions())]);
    return rows.map((row) => surveyOf(row, versions));
  });

/** As it stands in this transaction. */
export async function readSurveyNow(ctx: Context, id: string): Promise<Survey | null> {
  const [[row], versions] = await Promise.all([ctx.sql(surveyById(id)), ctx.sql(versionsOf(id))]);
  return row ? surveyOf(row, versions) : null;
}

/** What is answered now, or, before the first publication, what is to be. */
export const currentTerms = ({ version, versions, draft }: Survey): SurveyTerms => versions.get(version) ?? (draft as SurveyTerms);

/** What a response was begun under. What is kept in memory can be older than a response that was just begun. */
export async function termsOf(ctx: Context, surveyId: string, version: number): Promise<SurveyTerms> {
  const kept = (await surveysOf(ctx)).find(({ id }) => id === surveyId)?.versions.get(version);
  const terms = kept ?? (await readSurveyNow(ctx, surveyId))?.versions.get(version);
  if (!terms) throw new Error(`Version ${version} of survey ${surveyId} is not there`);
  return terms;
}
