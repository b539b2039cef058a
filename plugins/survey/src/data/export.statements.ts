import { statement } from '@regulars/plugin-sdk';
import { RESPONSE_COLUMNS, type ResponseRow, RESPONSES } from './response.statements';

/** What was completed, in the order in which it was begun, from behind one on. */
export const completedAfter = statement<ResponseRow, [surveyId: string, after: string, limit: number]>('survey.completed-after', `
  SELECT ${RESPONSE_COLUMNS} FROM ${RESPONSES} WHERE r.survey_id = $1 AND r.id > $2 AND r.state = 'COMPLETED' AND r.counts ORDER BY r.id LIMIT $3`);
