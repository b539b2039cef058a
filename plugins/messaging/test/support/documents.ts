const ERRORS = 'userErrors { code message path }';

export const JOIN = `mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } ${ERRORS} } }`;
export const CREATE_TEMPLATE = `mutation ($input: MessageTemplateInput!) { messageTemplateCreate(input: $input) { template { id version } userErrors { code message path
  ... on MessageTemplateInvalidError { line } ... on MessageTemplateForbiddenError { at: line } } } }`;
export const UPDATE_TEMPLATE = `mutation ($id: ID!, $input: MessageTemplateInput!) { messageTemplateUpdate(id: $id, input: $input) { template { id version } ${ERRORS} } }`;
export const ARCHIVE_TEMPLATE = `mutation ($id: ID!) { messageTemplateArchive(id: $id) { template { archivedAt } ${ERRORS} } }`;
export const PREVIEW = `query ($id: ID!, $channel: String!, $language: String) { messageTemplatePreview(id: $id, channel: $channel, language: $language) {
  language variables links parts { name text } } }`;
export const CONNECT = `mutation ($channel: String!, $credentials: JSON!) { messageChannelConnect(channel: $channel, credentials: $credentials) { channel { code } ${ERRORS} } }`;
export const CHANNEL_UPDATE = `mutation ($input: MessageChannelUpdateInput!) { messageChannelUpdate(input: $input) { channel { code use { unitPrice monthlyUnits reserveUnits usedUnits } } ${ERRORS} } }`;
export const CREATE_BROADCAST = `mutation ($input: MessageBroadcastInput!, $key: String!) { messageBroadcastCreate(input: $input, idempotencyKey: $key) { broadcast { id state } ${ERRORS} } }`;
export const SCHEDULE = `mutation ($id: ID!, $at: DateTime) { messageBroadcastSchedule(id: $id, at: $at) { broadcast { state scheduledAt } ${ERRORS} } }`;
export const BROADCAST = `query ($id: ID!) { messageBroadcast(id: $id) { state audience startedAt finishedAt cancelReason progress { waiting sent delivered opened clicked units notSent { reason members } } } }`;
export const PREFLIGHT = `query ($templateId: ID!, $channel: String!, $where: MemberWhere) { messagePreflight(templateId: $templateId, channel: $channel, where: $where) {
  audience reachable unitsLeft cost { amount } unreachable { reason members } } }`;
export const AUTOMATIC = `mutation ($input: MessageAutomaticInput!) { messageAutomaticSet(input: $input) { automatic { trigger isOn template { name } } ${ERRORS} } }`;
export const MESSAGES = `query ($id: ID!) { member(by: { id: $id }) { messages { nodes { channel purpose state reason trigger template { name } } } } }`;
export const CONSENT = `mutation ($id: ID!, $consents: [ConsentInput!]!) { memberConsentsSet(id: $id, consents: $consents) { ${ERRORS} } }`;
const moved = (name: string): string => `mutation ($id: ID!) { messageBroadcast${name}(id: $id) { broadcast { state } ${ERRORS} } }`;
export const [PAUSE, RESUME, CANCEL] = ['Pause', 'Resume', 'Cancel'].map(moved) as [string, string, string];
export const MERGE = 'mutation ($survivorId: ID!, $loserId: ID!, $key: String!) { memberMerge(survivorId: $survivorId, loserId: $loserId, reason: "spec", idempotencyKey: $key) { operationId userErrors { message } } }';
export const UNMERGE = 'mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "spec", idempotencyKey: "unmerge") { userErrors { message } } }';
export const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } ${ERRORS} } }`;
