import { statement } from '@regulars/plugin-sdk';
import { RESPONSE_COLUMNS, type ResponseRow, RESPONSES } from './response.statements';

type Pair = [survivorId: string, loserId: string];

/** What the survivor has answered, too, counts once. */
export const uncountDoubled = statement<{ id: string }, Pair>('survey.uncount-doubled', `
  UPDATE survey.response AS r SET counts = false
   WHERE r.member_id = $2 AND r.state = 'COMPLETED' AND r.counts
     AND EXISTS (SELECT FROM survey.response AS s WHERE s.member_id = $1 AND s.survey_id = r.survey_id AND s.state = 'COMPLETED' AND s.counts) RETURNING r.id`);

/** What one of them has begun is over where the other has answered; where both have begun, it goes on with the survivor's. */
export const abandonDoubled = statement<{ id: string }, Pair>('survey.abandon-doubled', `
  UPDATE survey.response AS r SET state = 'ABANDONED'
   WHERE r.member_id IN ($1, $2) AND r.state = 'STARTED'
     AND EXISTS (SELECT FROM survey.response AS s WHERE s.member_id IN ($1, $2) AND s.member_id <> r.member_id AND s.survey_id = r.survey_id
       AND (s.state = 'COMPLETED' AND s.counts OR s.state = 'STARTED' AND r.member_id = $2)) RETURNING r.id`);

export const moveResponses = statement<{ id: string }, Pair>('survey.move-responses', 'UPDATE survey.response SET member_id = $1 WHERE member_id = $2 RETURNING id');

/** What was abandoned may be the survivor's. */
export const returnResponses = statement<never, [loserId: string, ids: readonly string[], uncounted: readonly string[], abandoned: readonly string[]]>('survey.return-responses', `
  UPDATE survey.response SET member_id = CASE WHEN id = ANY($2::uuid[]) THEN $1 ELSE member_id END, counts = counts OR id = ANY($3::uuid[]),
    state = CASE WHEN id = ANY($4::uuid[]) THEN 'STARTED' ELSE state END
   WHERE id = ANY($2::uuid[]) OR id = ANY($4::uuid[])`);

export const responsesOf = statement<ResponseRow, [memberId: string]>('survey.responses-of', `SELECT ${RESPONSE_COLUMNS} FROM ${RESPONSES} WHERE r.member_id = $1 ORDER BY r.id`);

/** Options that were chosen stay, as what somebody chose. */
export const eraseFreeAnswers = statement<never, [memberId: string]>('survey.erase-free-answers', `
  UPDATE survey.answer AS a SET value = NULL FROM survey.response AS r WHERE r.id = a.response_id AND r.member_id = $1 AND a.is_free`);

export const eraseTexts = statement<never, [memberId: string]>('survey.erase-texts', 'UPDATE survey.response SET texts_sealed = NULL WHERE member_id = $1');
