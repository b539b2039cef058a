import { type Json, statement } from '@regulars/plugin-sdk';

/** Which responses are counted; null: all. */
export type ResultsFilter = readonly [from: Date | null, to: Date | null, tierCodes: readonly string[] | null, storeIds: readonly string[] | null, version: number | null];

const AMONG = `r.counts AND ($4::text[] IS NULL OR r.tier_code = ANY($4)) AND ($5::uuid[] IS NULL OR r.store_id = ANY($5)) AND ($6::int IS NULL OR r.version = $6)`;
const COMPLETED = `r.survey_id = ANY($1::uuid[]) AND r.state = 'COMPLETED' AND ($2::timestamptz IS NULL OR r.completed_at >= $2) AND ($3::timestamptz IS NULL OR r.completed_at < $3) AND ${AMONG}`;

type Asked = [surveyIds: readonly string[], ...filter: ResultsFilter];

/** How often each answer was given. Of free ones only how many there are, and what numbers add up to. */
export interface AnswerCountRow {
  readonly survey_id: string;
  readonly question: string;
  readonly value: Json;
  readonly count: number;
  readonly numbers: number;
  readonly total: bigint | null;
}

export const answerCounts = statement<AnswerCountRow, Asked>('survey.answer-counts', `
  SELECT r.survey_id, a.question, CASE WHEN NOT a.is_free THEN a.value END AS value, count(*)::int AS count,
      (count(*) FILTER (WHERE jsonb_typeof(a.value) = 'number'))::int AS numbers, sum(CASE WHEN jsonb_typeof(a.value) = 'number' THEN a.value::bigint END)::bigint AS total
    FROM survey.response AS r JOIN survey.answer AS a ON a.response_id = r.id
   WHERE ${COMPLETED} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`);

export const shownCounts = statement<{ survey_id: string; question: string; count: number }, Asked>('survey.shown-counts', `
  SELECT r.survey_id, q.question, count(*)::int AS count FROM survey.response AS r CROSS JOIN unnest(r.path) AS q(question) WHERE ${COMPLETED} GROUP BY 1, 2`);

export const outcomeCounts = statement<{ survey_id: string; outcome: string | null; count: number }, Asked>('survey.outcome-counts', `
  SELECT r.survey_id, r.outcome, count(*)::int AS count FROM survey.response AS r WHERE ${COMPLETED} GROUP BY 1, 2`);

/** By when they were begun. */
export const startedCounts = statement<{ survey_id: string; count: number }, Asked>('survey.started-counts', `
  SELECT r.survey_id, count(*)::int AS count FROM survey.response AS r
   WHERE r.survey_id = ANY($1::uuid[]) AND ($2::timestamptz IS NULL OR r.started_at >= $2) AND ($3::timestamptz IS NULL OR r.started_at < $3) AND ${AMONG} GROUP BY 1`);

/** Of those that were begun and not answered in time: where they were left; null: nothing was told. */
export const leftCounts = statement<{ survey_id: string; version: number; shown: string | null; count: number }, Asked>('survey.left-counts', `
  SELECT r.survey_id, r.version, r.shown, count(*)::int AS count FROM survey.response AS r
   WHERE r.survey_id = ANY($1::uuid[]) AND ($2::timestamptz IS NULL OR r.started_at >= $2) AND ($3::timestamptz IS NULL OR r.started_at < $3) AND ${AMONG}
     AND (r.state = 'ABANDONED' OR (r.state = 'STARTED' AND r.started_at <= platform.current_now() - interval '24 hours')) GROUP BY 1, 2, 3`);

export interface CrossCountRow {
  /** A tier, a store's uuid, or an answer. */
  readonly grouping: Json;
  readonly value: Json;
  readonly count: number;
}

const crossCounts = (name: string, grouping: string, join = '') => `survey.cross-counts-${name}|
  SELECT ${grouping} AS grouping, a.value, count(*)::int AS count FROM survey.response AS r JOIN survey.answer AS a ON a.response_id = r.id AND a.question = $7 ${join}
   WHERE ${COMPLETED} AND NOT a.is_free GROUP BY 1, 2 ORDER BY 1, 2`.split('|') as [string, string];

type Crossed = [...Asked, question: string];

export const countsByTier = statement<CrossCountRow, Crossed>(...crossCounts('by-tier', 'to_jsonb(r.tier_code)'));
export const countsByStore = statement<CrossCountRow, Crossed>(...crossCounts('by-store', 'to_jsonb(r.store_id)'));
export const countsByQuestion = statement<CrossCountRow, [...Crossed, by: string]>(
  ...crossCounts('by-question', 'b.value', 'LEFT JOIN survey.answer AS b ON b.response_id = r.id AND b.question = $8 AND NOT b.is_free'));
