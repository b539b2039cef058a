import { type Json, statement } from '@regulars/plugin-sdk';
import type { SurveyResponseState } from '../enums';

export interface ResponseRow {
  readonly id: string;
  readonly survey_id: string;
  readonly version: number;
  readonly member_id: string;
  readonly state: `${SurveyResponseState}`;
  readonly started_at: Date;
  readonly completed_at: Date | null;
  readonly order_id: string | null;
  readonly store_id: string | null;
  readonly tier_code: string | null;
  readonly outcome: string | null;
  readonly texts_sealed: Buffer | null;
}

export const RESPONSE_COLUMNS = 'r.id, r.survey_id, r.version, r.member_id, r.state, r.started_at, r.completed_at, r.order_id, r.store_id, r.tier_code, r.outcome, r.texts_sealed';
export const RESPONSES = 'survey.response AS r';

export const responsesById = statement<ResponseRow, [ids: readonly string[]]>('survey.responses-by-id', `SELECT ${RESPONSE_COLUMNS} FROM ${RESPONSES} WHERE r.id = ANY($1::uuid[])`);

/** What a member has begun or completed of a survey and was not given up; the member is locked. */
export const standingResponses = statement<ResponseRow, [surveyId: string, memberId: string]>('survey.standing-responses', `
  SELECT ${RESPONSE_COLUMNS} FROM ${RESPONSES} WHERE r.survey_id = $1 AND r.member_id = $2 AND r.state <> 'ABANDONED' AND r.counts`);

export const responseForUpdate = statement<ResponseRow, [id: string, memberId: string]>('survey.response-for-update', `
  SELECT ${RESPONSE_COLUMNS} FROM ${RESPONSES} WHERE r.id = $1 AND r.member_id = $2 FOR UPDATE`);

export const abandonResponse = statement<never, [id: string]>('survey.abandon-response', `UPDATE survey.response SET state = 'ABANDONED' WHERE id = $1`);

/** Of who was asked about an order, that order; the store is that order's, else that of the member's last one that counts. */
export const insertResponse = statement<never, [id: string, surveyId: string, version: number, memberId: string]>('survey.insert-response', `
  INSERT INTO survey.response (id, survey_id, version, member_id, order_id, store_id)
  SELECT $1::uuid, $2::uuid, $3::int, $4::uuid, asked.order_id, coalesce(asked.store_id, (
      SELECT o.store_id FROM "order".order_fact AS o WHERE o.member_id = $4 AND o.counts ORDER BY o.business_date DESC, o.placed_at DESC, o.order_id DESC LIMIT 1))
    FROM (SELECT) AS one LEFT JOIN LATERAL (
      SELECT i.order_id, o.store_id FROM survey.invitation AS i JOIN "order".order_fact AS o ON o.order_id = i.order_id
       WHERE i.survey_id = $2 AND i.member_id = $4 AND i.state = 'SENT' ORDER BY i.decided_at DESC, i.id DESC LIMIT 1) AS asked ON true`);

/** Nothing of one that was answered, or given up. */
export const setShown = statement<{ id: string }, [id: string, question: string]>('survey.set-shown', `UPDATE survey.response SET shown = $2 WHERE id = $1 AND state = 'STARTED' RETURNING id`);

/** What a response comes to; `path` and `scores` as JSON. */
export const completeResponse = statement<never, [id: string, path: readonly string[], scores: string, outcome: string | null, tierCode: string | null, texts: Buffer | null]>('survey.complete-response', `
  UPDATE survey.response SET state = 'COMPLETED', completed_at = platform.current_now(), path = $2, scores = $3::jsonb, outcome = $4, tier_code = $5, texts_sealed = $6 WHERE id = $1`);

/** JSON of rows. */
export const insertAnswers = statement<never, [responseId: string, json: string]>('survey.insert-answers', `
  INSERT INTO survey.answer (response_id, question, is_free, value)
  SELECT $1::uuid, question, is_free, nullif(value, 'null'::jsonb) FROM jsonb_to_recordset($2::jsonb) AS r (question text, is_free boolean, value jsonb)`);

export interface AnswerRow {
  readonly response_id: string;
  readonly question: string;
  readonly value: Json;
}

export const answersOf = statement<AnswerRow, [responseIds: readonly string[]]>('survey.answers-of', `
  SELECT a.response_id, a.question, a.value FROM survey.answer AS a WHERE a.response_id = ANY($1::uuid[])`);
