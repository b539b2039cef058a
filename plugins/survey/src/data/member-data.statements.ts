import { statement } from '@regulars/plugin-sdk';
import { RESPONSE_COLUMNS, type ResponseRow, RESPONSES } from './response.statements';

type Pair = [survivorId: string, loserId: string];
const OF_BOTH = `r.member_id = $2 AND EXISTS (SELECT FROM survey.response AS s WHERE s.member_id = $1 AND s.survey_id = r.survey_id`;

/** What the survivor has answered, too, counts once. */
export const uncountDoubled = statement<{ id: string }, Pair>('survey.uncount-doubled', `
  UPDATE survey.response AS r SET counts = false WHERE ${OF_BOTH} AND s.state = 'COMPLETED' AND s.counts) AND r.state = 'COMPLETED' AND r.counts RETURNING r.id`);

/** What the survivor has begun, too, goes on there. */
export const abandonDoubled = statement<{ id: string }, Pair>('survey.abandon-doubled', `
  UPDATE survey.response AS r SET state = 'ABANDONED' WHERE ${OF_BOTH} AND s.state = 'STARTED') AND r.state = 'STARTED' RETURNING r.id`);

export const moveResponses = statement<{ id: string }, Pair>('survey.move-responses', 'UPDATE survey.response SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnResponses = statement<never, [loserId: string, ids: readonly string[], uncounted: readonly string[], abandoned: readonly string[]]>('survey.return-responses', `
  UPDATE survey.response SET member_id = $1, counts = counts OR id = ANY($3::uuid[]), state = CASE WHEN id = ANY($4::uuid[]) THEN 'STARTED' ELSE state END WHERE id = ANY($2::uuid[])`);

export const responsesOf = statement<ResponseRow, [memberId: string]>('survey.responses-of', `SELECT ${RESPONSE_COLUMNS} FROM ${RESPONSES} WHERE r.member_id = $1 ORDER BY r.id`);

/** Options that were chosen stay, as what somebody chose. */
export const eraseFreeAnswers = statement<never, [memberId: string]>('survey.erase-free-answers', `
  UPDATE survey.answer AS a SET value = NULL FROM survey.response AS r WHERE r.id = a.response_id AND r.member_id = $1 AND a.is_free`);

export const eraseTexts = statement<never, [memberId: string]>('survey.erase-texts', 'UPDATE survey.response SET texts_sealed = NULL WHERE member_id = $1');
