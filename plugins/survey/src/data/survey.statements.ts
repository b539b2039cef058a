import { statement } from '@regulars/plugin-sdk';
import type { SurveyState } from '../enums';
import type { SurveyTerms } from './survey-terms';

export interface SurveyRow {
  readonly id: string;
  readonly name: string;
  readonly state: `${SurveyState}`;
  readonly version: number;
  readonly draft: SurveyTerms | null;
  readonly created_at: Date;
  readonly published_at: Date | null;
  readonly closed_at: Date | null;
}

export interface VersionRow {
  readonly survey_id: string;
  readonly number: number;
  readonly terms: SurveyTerms;
}

const COLUMNS = 'id, name, state, version, draft, created_at, published_at, closed_at';

/** In the order they were made. */
export const allSurveys = statement<SurveyRow>('survey.all', `SELECT ${COLUMNS} FROM survey.survey ORDER BY created_at, id`);

export const allVersions = statement<VersionRow>('survey.all-versions', 'SELECT survey_id, number, terms FROM survey.version ORDER BY survey_id, number');

export const surveyById = statement<SurveyRow, [id: string]>('survey.by-id', `SELECT ${COLUMNS} FROM survey.survey WHERE id = $1`);

export const versionsOf = statement<VersionRow, [surveyId: string]>('survey.versions-of', 'SELECT survey_id, number, terms FROM survey.version WHERE survey_id = $1 ORDER BY number');

export const surveyForUpdate = statement<SurveyRow, [id: string]>('survey.for-update', `SELECT ${COLUMNS} FROM survey.survey WHERE id = $1 FOR UPDATE`);

/** Locked against each other: two publications at once cannot both be the last one the plan grants. */
export const lockSurveys = statement<{ id: string }>('survey.lock-all', 'SELECT id FROM survey.survey ORDER BY id FOR UPDATE');

export const countLive = statement<{ live: number }>('survey.count-live', `SELECT count(*)::int AS live FROM survey.survey WHERE state = 'LIVE'`);

export const insertSurvey = statement<never, [id: string, name: string, draft: string]>('survey.insert', 'INSERT INTO survey.survey (id, name, draft) VALUES ($1, $2, $3::jsonb)');

export const setDraft = statement<never, [id: string, name: string, draft: string]>('survey.set-draft', 'UPDATE survey.survey SET name = $2, draft = $3::jsonb WHERE id = $1');

export const insertVersion = statement<never, [surveyId: string, number: number, terms: string]>('survey.insert-version', `
  INSERT INTO survey.version (survey_id, number, terms) VALUES ($1, $2, $3::jsonb)`);

export const setPublished = statement<never, [id: string, version: number]>('survey.set-published', `
  UPDATE survey.survey SET state = 'LIVE', version = $2, draft = NULL, published_at = platform.current_now() WHERE id = $1`);

export const setClosed = statement<never, [id: string]>('survey.set-closed', `UPDATE survey.survey SET state = 'CLOSED', closed_at = platform.current_now() WHERE id = $1`);
