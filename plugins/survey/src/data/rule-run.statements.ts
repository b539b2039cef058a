import { statement } from '@regulars/plugin-sdk';
import { RESPONSE_COLUMNS, type ResponseRow, RESPONSES } from './response.statements';

const OLD = "r.survey_id = $1 AND r.state = 'COMPLETED' AND r.counts AND r.version < $2 AND NOT EXISTS (SELECT FROM survey.rule_run AS u WHERE u.response_id = r.id AND u.version = $2)";

/** Answers of earlier versions to which the rules of a version were not applied yet. */
export const countOld = statement<{ count: number }, [surveyId: string, version: number]>('survey.count-old', `SELECT count(*)::int AS count FROM ${RESPONSES} WHERE ${OLD}`);

/** In the order in which they were begun, from behind one on. */
export const oldAfter = statement<ResponseRow, [surveyId: string, version: number, after: string, limit: number]>('survey.old-after', `
  SELECT ${RESPONSE_COLUMNS} FROM ${RESPONSES} WHERE ${OLD} AND r.id > $3 ORDER BY r.id LIMIT $4`);

/** Those to which they are applied now: once each, and as they stand. Their members are locked. */
export const applyRules = statement<ResponseRow, [ids: readonly string[], version: number]>('survey.apply-rules', `
  WITH applied AS (
    INSERT INTO survey.rule_run (response_id, version) SELECT r.id, $2 FROM ${RESPONSES} WHERE r.id = ANY($1::uuid[]) AND r.counts
    ON CONFLICT (brand_id, response_id, version) DO NOTHING RETURNING response_id)
  SELECT ${RESPONSE_COLUMNS} FROM ${RESPONSES} WHERE r.id IN (SELECT response_id FROM applied) ORDER BY r.id`);
