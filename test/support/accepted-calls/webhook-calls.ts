import type { Data } from '@regulars/testing';
import { type Calls, calledBy, type Town } from './town';

const byStaff = calledBy(({ staff }) => staff);

/** At a host that nobody's DNS has. */
async function endpointInput(town: Town): Promise<object> {
  const { apiKey } = await town.do('mutation ($name: String!) { apiKeyCreate(input: { name: $name, scopes: ["member:events"] }) { apiKey { id } userErrors { message } } }', { name: `Hooks ${town.next()}` });
  return { url: `https://hooks.example/${town.next()}`, types: ['member.joined'], query: '{ id type occurredAt }', apiKeyId: apiKey.id };
}

const endpoint = async (town: Town): Promise<string> =>
  (await town.do('mutation ($input: WebhookEndpointInput!) { webhookEndpointCreate(input: $input) { endpoint { id } userErrors { path message } } }', { input: await endpointInput(town) })).endpoint.id;

/** An event that waits for its endpoint. */
async function delivery(town: Town): Promise<string> {
  const id = await endpoint(town);
  await town.member();
  await town.platform.tryDrain();
  const { deliveries }: Data = await town.do('query ($id: ID!) { node(id: $id) { ... on WebhookEndpoint { deliveries(first: 1) { nodes { id } } } } }', { id });
  return deliveries.nodes[0].id;
}

/** Of something that happened to somebody. */
async function cursor(town: Town): Promise<string> {
  const { timeline }: Data = await town.do('query ($id: ID!) { node(id: $id) { ... on Member { timeline(first: 1) { nodes { cursor } } } } }', { id: await town.member() });
  return timeline.nodes[0].cursor;
}

export const webhookCalls: Calls = {
  webhookEndpointCreate: byStaff(async (town) => ({ input: await endpointInput(town) })),
  webhookEndpointUpdate: byStaff(async (town) => ({ id: await endpoint(town), input: await endpointInput(town) })),
  webhookEndpointDelete: byStaff(async (town) => ({ id: await endpoint(town) })),
  webhookSecretRotate: byStaff(async (town) => ({ id: await endpoint(town) })),
  webhookRedeliver: byStaff(async (town) => ({ deliveryId: await delivery(town) })),
  webhookReplay: byStaff(async (town) => ({ endpointId: await endpoint(town), after: await cursor(town) })),
};
