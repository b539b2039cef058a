import type { TestCaller, TestShop } from '@regulars/testing';

const ERRORS = 'userErrors { code path message }';
export const ENDPOINT = `endpoint { id url types query apiKeyId state reason failingSince }`;
export const CREATE = `mutation ($input: WebhookEndpointInput!) { webhookEndpointCreate(input: $input) { secret ${ENDPOINT} ${ERRORS} } }`;
export const UPDATE = `mutation ($id: ID!, $input: WebhookEndpointInput!) { webhookEndpointUpdate(id: $id, input: $input) { secret ${ENDPOINT} ${ERRORS} } }`;
export const DELETE = `mutation ($id: ID!) { webhookEndpointDelete(id: $id) { endpoint { id } ${ERRORS} } }`;
export const ROTATE = `mutation ($id: ID!) { webhookSecretRotate(id: $id) { secret endpoint { id } ${ERRORS} } }`;
export const REDELIVER = `mutation ($id: ID!) { webhookRedeliver(deliveryId: $id) { delivery { id state attempts } ${ERRORS} } }`;
export const REPLAY = `mutation ($id: ID!, $after: String!) { webhookReplay(endpointId: $id, after: $after) { endpoint { id } ${ERRORS} } }`;
export const ENDPOINTS = `{ webhookEndpoints { id url types query state reason deliveries(first: 100) { nodes { id eventId type state attempts lastStatus lastError nextAt } } } }`;
export const DRY_RUN = `query ($input: WebhookEndpointInput!, $eventId: ID!) { webhookDryRun(input: $input, eventId: $eventId) { body headers errors } }`;

export const QUERY = '{ id type occurredAt cursor member { number name phone } }';

/** A key that sees events of members, and them. */
export async function newKey(staff: TestCaller, scopes: readonly string[] = ['member:events', 'member:read'], more: object = {}): Promise<string> {
  const made = await staff.one('mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { apiKey { id } userErrors { message } } }', { input: { name: 'hooks', scopes, ...more } });
  return made.apiKey.id as string;
}

let joined = 0;
/** Somebody joins: one event, `member.joined`. */
export async function join(shop: TestShop, name = 'Ann'): Promise<string> {
  const phone = `0912${String(++joined).padStart(6, '0')}`;
  const made = await shop.everything().one('mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { created member { id number } userErrors { message } } }', { input: { phone, name }, key: `join-${joined}` });
  return made.member.number as string;
}
