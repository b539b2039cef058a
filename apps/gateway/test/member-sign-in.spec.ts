import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { CodeSenders, definePlugin, extend, type SentCode } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import type { Client } from 'graphql-ws';
import type { Gateway } from '../src/gateway';
import { eventually } from './eventually';
import { connect, run, Stream } from './socket';
import { bearer, call, createStage, send, type Stage } from './stage';

const PHONE = '0912345678';
const REQUEST = 'mutation ($phone: String!) { memberSignInCodeRequest(phone: $phone) { resendAfterSeconds userErrors { code } } }';
const ANSWER = '{ accessToken refreshToken me { id } userErrors { code ... on SignInCodeInvalidError { triesLeft } } }';
const VERIFY = `mutation ($phone: String!, $code: String!, $join: MemberSelfJoinInput) { memberSignInCodeVerify(phone: $phone, code: $code, join: $join) ${ANSWER} }`;

const PAGE_KEY = 'mutation { apiKeyCreate(input: { name: "page", kind: PUBLISHABLE, scopes: [] }) { secret userErrors { message } } }';

const sent: SentCode[] = [];
const post = definePlugin({
  id: 'post', version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' },
  extensions: [extend(CodeSenders, { send: async (_, code) => sent.push(code) > 0 })],
});

let stage: Stage;
let gateways: readonly [Gateway, Gateway];
let shop: TestShop;
let page: string;
const clients: Client[] = [];

beforeAll(async () => {
  stage = await createStage([brand, member, post]);
  gateways = [await stage.gateway(), await stage.gateway()];
});
beforeEach(async () => {
  shop = await stage.platform.brand({ plugins: ['post'] });
  page = (await shop.everything().one(PAGE_KEY)).secret;
});
afterAll(async () => {
  for (const client of clients) await client.dispose();
  await stage.stop();
});

const urlOf = (turn: number): string => `${gateways[turn % 2 === 0 ? 0 : 1].url}/member/graphql`;
const ask = (query: string, variables: object, token: string | null = page, turn = 0) => send(urlOf(turn), token, query, variables);

async function codeFor(phone: string): Promise<string> {
  expect((await ask(REQUEST, { phone })).body.data.memberSignInCodeRequest.userErrors).toEqual([]);
  await stage.platform.drain();
  return sent.at(-1)?.code as string;
}

async function signIn(phone: string): Promise<string> {
  const { body } = await ask(VERIFY, { phone, code: await codeFor(phone), join: {} });
  return body.data.memberSignInCodeVerify.accessToken as string;
}

function open(token: string, turn = 0): Client {
  const client = connect(urlOf(turn), token);
  clients.push(client);
  return client;
}

/** What one guess came to: tries left, or null where it was not even looked at. */
interface Guess { userErrors: { code: string; triesLeft?: number }[]; accessToken: string | null }
const left = (guess: Guess | null | undefined): number | null => guess?.userErrors[0]?.triesLeft ?? null;

it('of 300 guesses by alias, in batches, over sockets and two gateways five are looked at', async () => {
  const thief = await signIn('0911111111');
  const code = await codeFor(PHONE);
  const wrong = (guess: number): string => String((Number(code) + guess) % 1_000_000).padStart(6, '0');
  const aliases = (from: number) => `mutation ($phone: String!) { ${Array.from({ length: 10 }, (_, index) => `a${index}: memberSignInCodeVerify(phone: $phone, code: "${wrong(from + index)}") ${ANSWER}`).join(' ')} }`;
  const sockets = [open(thief, 0), open(thief, 1)];
  const byAlias = Array.from({ length: 10 }, async (_, turn) => Object.values((await ask(aliases(1 + turn * 10), { phone: PHONE }, page, turn)).body.data ?? {}) as Guess[]);
  const byRequest = Array.from({ length: 100 }, async (_, turn) => [(await ask(VERIFY, { phone: PHONE, code: wrong(101 + turn) }, page, turn)).body.data?.memberSignInCodeVerify as Guess]);
  const bySocket = Array.from({ length: 100 }, async (_, turn) => [(await run(sockets[turn % 2] as Client, VERIFY, { phone: PHONE, code: wrong(201 + turn) }).catch(() => null))?.data?.memberSignInCodeVerify as Guess]);
  const batch = call(urlOf(0), { body: JSON.stringify(Array.from({ length: 50 }, (_, index) => ({ query: VERIFY, variables: { phone: PHONE, code: wrong(index) } }))), headers: { 'content-type': 'application/json', ...bearer(page) } });
  const guesses = (await Promise.all([...byAlias, ...byRequest, ...bySocket])).flat();
  expect((await batch).status).toBe(400);
  expect(guesses).toHaveLength(300);
  expect(guesses.filter((guess) => guess?.accessToken)).toEqual([]);
  const tries = guesses.map(left);
  expect([4, 3, 2, 1].map((tried) => tries.filter((one) => one === tried).length)).toEqual([1, 1, 1, 1]);
  expect(tries.filter((one) => one !== null && one > 0)).toHaveLength(4);
  expect(await stage.platform.rows('SELECT tries FROM member.sign_in_challenge WHERE brand_id = $1', [shop.id])).toEqual([{ tries: 5 }]);
  expect((await shop.as({ audience: 'member', kind: 'anonymous' }).run(VERIFY, { phone: PHONE, code, join: {} })).data.memberSignInCodeVerify).toMatchObject({ accessToken: null, userErrors: [{ triesLeft: 0 }] });
}, 60_000);

it('a page without a member may ask for nothing else', async () => {
  const answer = await ask('{ me { id } }', {});
  expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  const { body } = await ask('{ brand { name } }', {});
  expect(body.data).toBeFalsy();
});

it('a member signs in at one gateway, follows only what happens to them at the other, and is shut out of both by leaving', async () => {
  const [ann, bob] = [await signIn('0911111111'), await signIn('0922222222')];
  const client = open(ann, 1);
  const stream = new Stream(client, 'subscription { memberEvents { type member { phone } } }');
  await eventually(async () => expect((await call(`${gateways[1].url}/metrics`)).body).toMatch(/^regulars_live_subscribers 1$/m));
  const rename = 'mutation ($name: String!) { memberProfileUpdate(input: { name: $name }) { userErrors { code } } }';
  await ask(rename, { name: 'Bob' }, bob, 0);
  await ask(rename, { name: 'Ann' }, ann, 0);
  await stream.has(1);
  expect(stream.data).toEqual([{ memberEvents: { type: 'member.updated', member: { phone: '+886911111111' } } }]);
  const closed = new Promise<number>((resolve) => client.on('closed', (event) => resolve((event as { code: number }).code)));
  await ask('mutation { memberWithdraw(idempotencyKey: "leave") { userErrors { code } } }', {}, ann, 0);
  expect((await ask('{ me { id } }', {}, ann, 0)).status).toBe(401);
  expect(await closed).toBe(4403);
  expect((await ask('{ me { id } }', {}, ann, 1)).status).toBe(401);
  expect((await ask('{ me { id } }', {}, bob, 1)).body.data.me.id).toMatch(/^mbr_/);
}, 30_000);
