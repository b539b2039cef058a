const ERRORS = 'userErrors { code message path }';

export const JOIN = `mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } ${ERRORS} } }`;
export const CREATE_TEMPLATE = `mutation ($input: MessageTemplateInput!) { messageTemplateCreate(input: $input) { template { id version } userErrors { code message path
  ... on MessageTemplateInvalidError { line } ... on MessageTemplateForbiddenError { at: line } } } }`;
export const UPDATE_TEMPLATE = `mutation ($id: ID!, $input: MessageTemplateInput!) { messageTemplateUpdate(id: $id, input: $input) { template { id version } ${ERRORS} } }`;
export const ARCHIVE_TEMPLATE = `mutation ($id: ID!) { messageTemplateArchive(id: $id) { template { archivedAt } ${ERRORS} } }`;
export const PREVIEW = `query ($id: ID!, $channel: String!, $language: String) { messageTemplatePreview(id: $id, channel: $channel, language: $language) {
  language variables links parts { name text } } }`;
