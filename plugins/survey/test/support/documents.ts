export const CREATE = 'mutation ($input: SurveyInput!) { surveyCreate(input: $input) { survey { id } userErrors { code message path } } }';
export const UPDATE = 'mutation ($id: ID!, $input: SurveyInput!) { surveyUpdate(id: $id, input: $input) { survey { id } userErrors { code message path } } }';
export const PUBLISH = `mutation ($id: ID!) { surveyPublish(id: $id) { survey { id state version } userErrors { code message path
  ... on SurveyCycleError { questions } ... on SurveyUnreachableError { lost: questions } } } }`;
export const CLOSE = 'mutation ($id: ID!) { surveyClose(id: $id) { survey { id state } userErrors { code path } } }';
export const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';
export const START = 'mutation ($id: ID!) { surveyStart(id: $id) { response { id state version openUntil } userErrors { code path } } }';
export const SUBMIT = `mutation ($id: ID!, $answers: [SurveyAnswerInput!]!, $key: String!) { surveySubmit(responseId: $id, answers: $answers, idempotencyKey: $key) {
  response { id state outcome { code title } answers { question { code } value } }
  userErrors { code message path ... on SurveyAnswerOffPathError { question } ... on SurveyAnswerMissingError { missing: question } ... on SurveyTooFastError { minSeconds retryAfterSeconds } } } }`;
export const ORDER = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { message path } } }';
