// @ts-check
/** What is asked of the running product about the plugin, as tills and apps ask it. */
import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const PHONE = '+886912345678';

/** @typedef {{ url: string, platformToken: string }} Server */

/** @param {string} address @param {string} token @param {string} query @param {object} [variables] @returns {Promise<any>} the value of the only root field */
async function ask(address, token, query, variables = {}) {
  const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = /** @type {{ data?: Record<string, any>, errors?: unknown }} */ (await response.json());
  const [answer] = Object.values(data ?? {});
  if (errors || answer?.userErrors?.length) throw new Error(`${query}\n${JSON.stringify(errors ?? answer.userErrors)}`);
  return answer;
}

/** A brand whose plan grants nothing yet. @param {Server} server */
export async function openShop({ url, platformToken }) {
  const operator = (/** @type {string} */ query, /** @type {object} */ variables) => ask(`${url}/platform/graphql`, platformToken, query, variables);
  await operator('mutation ($input: PlanInput!) { planCreate(input: $input) { userErrors { message } } }', { input: { code: 'OUTSIDE', name: 'Outside', plugins: [], limits: {} } });
  const input = { code: 'tea', name: 'Tea', timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW', planCode: 'OUTSIDE', ownerEmail: 'owner@tea.test' };
  await operator('mutation ($input: BrandCreateInput!) { brandCreate(input: $input, idempotencyKey: "tea") { brand { id } userErrors { message } } }', { input });
}

/** @param {Server} server @param {string} token */
export const joinMember = async ({ url }, token) =>
  (await ask(`${url}/graphql`, token, `mutation { memberJoin(input: { phone: "${PHONE}" }, idempotencyKey: "join") { member { id } userErrors { message } } }`)).member.id;

/** @param {Server} server @param {string} token @returns {Promise<boolean>} whether the brand's schema has the plugin's types */
export async function shows({ url }, token) {
  return (await ask(`${url}/graphql`, token, '{ __type(name: "ThankYouCard") { name } }')) !== null;
}

/** The plan comes to grant the plugin, and the brand switches it on. @param {Server} server @param {string} token */
export async function grantAndEnable({ url, platformToken }, token) {
  const input = { code: 'OUTSIDE', name: 'Outside', plugins: ['thank-you'], limits: {} };
  await ask(`${url}/platform/graphql`, platformToken, 'mutation ($input: PlanInput!) { planUpdate(code: "OUTSIDE", input: $input) { userErrors { message } } }', { input });
  await ask(`${url}/graphql`, token, 'mutation { pluginEnable(id: "thank-you") { userErrors { message } } }');
}

/** Three operations over HTTP, and what a subscriber hears of them; answers the last card. @param {Server} server @param {string} token @param {string} memberId */
export async function useCards({ url }, token, memberId) {
  const api = `${url}/graphql`;
  const heard = listen(api.replace('http', 'ws'), token, 2);
  await heard.begun;
  const { card } = await ask(api, token, `mutation ($input: ThankYouWriteInput!) { thankYouWrite(input: $input, idempotencyKey: "card") { card { id text member { id } } userErrors { message } } }`, { input: { memberId, text: 'Get well soon' } });
  assert.deepEqual({ text: card.text, member: card.member.id }, { text: 'Get well soon', member: memberId });

  const order = { source: 'till', externalId: 'A-1', member: { id: memberId }, placedAt: new Date().toISOString(), lines: [{ number: 1, sku: 'TEA', quantity: 10, unitPrice: '120' }] };
  const sold = await ask(api, token, 'mutation ($input: OrderUpsertInput!) { orderUpsert(input: $input, idempotencyKey: "A-1") { order { id } userErrors { message } } }', { input: order });

  const member = await ask(api, token, 'query ($id: ID!) { member(by: { id: $id }) { thankYouCards(first: 5) { nodes { id text order { id } } } } }', { id: memberId });
  const [{ id: first }, { id: second }] = member.thankYouCards.nodes;
  assert.deepEqual(member.thankYouCards.nodes, [{ id: first, text: 'Thank you!', order: { id: sold.order.id } }, { id: second, text: 'Get well soon', order: null }]);
  assert.deepEqual(await heard.all, ['Get well soon', 'Thank you!']);
  return first;
}

/** The member signs in with a code, and opens a card. @param {Server} server @param {string} key of the brand @param {string} cardId */
export async function openCard({ url }, key, cardId) {
  const api = `${url}/member/graphql`;
  const { secret } = await ask(`${url}/graphql`, key, 'mutation { apiKeyCreate(input: { kind: PUBLISHABLE, name: "page", scopes: [] }) { secret userErrors { message } } }');
  await ask(api, secret, `mutation { memberSignInCodeRequest(phone: "${PHONE}") { userErrors { message } } }`);
  const { accessToken } = await ask(api, secret, `mutation ($code: String!) { memberSignInCodeVerify(phone: "${PHONE}", code: $code) { accessToken userErrors { message } } }`, { code: await sentCode(url) });
  const { card } = await ask(api, accessToken, 'mutation ($id: ID!) { thankYouRead(id: $id, idempotencyKey: "read") { card { id readAt } userErrors { message } } }', { id: cardId });
  assert.equal(card.id, cardId);
  assert.ok(Date.parse(card.readAt) > 0);
}

/** As the development outbox of `npm start` shows it, once it was sent. @param {string} url @returns {Promise<string>} */
async function sentCode(url) {
  for (let tries = 0; tries < 300; tries++) {
    const { codes } = /** @type {{ codes: { to: string, code: string }[] }} */ (await (await fetch(`${url}/dev/outbox`, { headers: { accept: 'application/json' } })).json());
    const sent = codes.find(({ to }) => to === PHONE);
    if (sent) return sent.code;
    await sleep(100);
  }
  throw new Error(`No code was sent to ${PHONE}`);
}

/** @param {string} url @param {string} token @param {number} count how many events are waited for */
function listen(url, token, count) {
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${token}` }, retryAttempts: 0, lazy: false });
  const query = 'subscription { memberEvents(types: ["thank-you.written"]) { type ... on ThankYouWrittenEvent { card { text } } } }';
  const all = (async () => {
    const texts = [];
    for await (const { data, errors } of client.iterate({ query })) {
      if (errors) throw new Error(JSON.stringify(errors));
      texts.push(/** @type {any} */ (data).memberEvents.card.text);
      if (texts.length === count) break;
    }
    await client.dispose();
    return texts;
  })();
  const begun = new Promise((resolve) => client.on('connected', resolve));
  return { all, begun };
}
