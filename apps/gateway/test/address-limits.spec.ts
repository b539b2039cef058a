import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { actorOf, AddressLimits, publicId } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import { WebSocket } from 'ws';
import type { Gateway } from '../src/gateway';
import { connect, run } from './socket';
import { createStage, send, type Stage } from './stage';

const REQUEST = 'mutation ($phone: String!) { memberSignInCodeRequest(phone: $phone) { userErrors { code path ... on RateLimitedError { retryAfterSeconds } } } }';
const VERIFY = 'mutation ($phone: String!) { memberSignInCodeVerify(phone: $phone, code: "000000") { userErrors { code path ... on RateLimitedError { retryAfterSeconds } } } }';
const SIGN_IN = 'mutation ($email: String!) { staffSignIn(input: { email: $email, password: "wrong horse battery" }) { userErrors { code ... on SignInFailedError { retryAfterSeconds } } } }';
const PAGE_KEY = 'mutation { apiKeyCreate(input: { name: "page", kind: PUBLISHABLE, scopes: [] }) { secret userErrors { message } } }';
const SETTINGS = 'mutation { pluginConfigure(id: "member", settings: { codesPerHourAndAddress: 4 }) { userErrors { message } } }';
const LIMITED = { code: 'RATE_LIMITED', path: null, retryAfterSeconds: expect.any(Number) };

let stage: Stage;
let gateways: readonly [Gateway, Gateway];
let shop: TestShop;
let page: string;

beforeAll(async () => {
  stage = await createStage([brand, member]);
  // Behind one proxy of our own, which adds the address it saw.
  gateways = [await stage.gateway({ proxies: 1 }), await stage.gateway({ proxies: 1 })];
});
afterAll(() => stage.stop());
beforeEach(async () => {
  shop = await stage.platform.brand();
  await shop.everything().ok(SETTINGS);
  page = (await shop.everything().one(PAGE_KEY)).secret;
});

let calls = 0;
let phones = 0;
const newPhone = (): string => `09${String(40_000_000 + ++phones)}`;
/** Through one gateway after the other; `seen` is what the proxy writes, behind whatever the caller made up. */
const from = async (seen: string, query: string, variables: object, path = '/member/graphql') =>
  Object.values((await send(`${gateways[++calls % 2 === 0 ? 0 : 1].url}${path}`, path === '/graphql' ? null : page, query, variables, { 'x-forwarded-for': `198.51.100.${calls % 250}, ${seen}` })).body.data)[0] as { userErrors: object[] };
/** Sockets as our proxy hands them on. */
const socketFrom = (seen: string) => class extends WebSocket {
  constructor(url: string, protocols: string) {
    super(url, protocols, { headers: { 'x-forwarded-for': seen } });
  }
};
const codes = async (seen: string, times: number): Promise<object[]> => {
  const answers: object[] = [];
  for (let time = 0; time < times; time++) answers.push(...(await from(seen, REQUEST, { phone: newPhone() })).userErrors);
  return answers;
};

it('one network asks for so many codes in an hour, over all gateways, whatever it says where it is', async () => {
  expect(await codes('203.0.113.7', 4)).toEqual([]);
  expect(await codes('203.0.113.7', 2)).toEqual([LIMITED, LIMITED]);
  expect(await codes('203.0.113.8', 1)).toEqual([]);
  // Of IPv6 every household has 256 networks; some proxies write the port, which is another each time.
  for (let host = 1; host <= 4; host++) expect(await codes(`[2001:db8:1:${host}::${host}]:${50_000 + host}`, 1)).toEqual([]);
  expect(await codes('2001:db8:1:5::5', 1)).toEqual([LIMITED]);
  expect(await codes('2001:db8:1:105::1', 1)).toEqual([]);
  expect(await codes('203.0.113.7:51234', 1)).toEqual([LIMITED]);
  // What is asked of another brand is no business of this one.
  const other = await stage.platform.brand();
  page = (await other.everything().one(PAGE_KEY)).secret;
  expect(await codes('203.0.113.7', 5)).toEqual([]);
  expect(await stage.platform.rows(`SELECT 1 FROM platform.attempts a WHERE a::text LIKE '%203.0.113%'`)).toEqual([]);
});

it('a network that has had its codes uses up none of a phone\'s', async () => {
  const phone = newPhone();
  expect(await codes('203.0.113.20', 4)).toEqual([]);
  for (let time = 0; time < 3; time++) expect((await from('203.0.113.20', REQUEST, { phone })).userErrors).toEqual([LIMITED]);
  expect((await from('203.0.113.21', REQUEST, { phone })).userErrors).toEqual([]);
  expect((await from('203.0.113.21', REQUEST, { phone })).userErrors).toMatchObject([{ code: 'RATE_LIMITED', path: ['phone'] }]);
});

it('one network tries three codes for each it may ask for, at whatever phones, over sockets too', async () => {
  for (let time = 0; time < 11; time++) expect((await from('203.0.113.30', VERIFY, { phone: newPhone() })).userErrors).toMatchObject([{ code: 'SIGN_IN_CODE_INVALID' }]);
  const client = connect(`${gateways[0].url}/member/graphql`, await shop.token({ audience: 'member', kind: 'member', memberId: '01900000-0000-7000-8000-000000000001' }), { webSocketImpl: socketFrom('203.0.113.30') });
  const bySocket = (await run(client, VERIFY, { phone: newPhone() })) as { data: { memberSignInCodeVerify: { userErrors: object[] } } };
  expect(bySocket.data.memberSignInCodeVerify.userErrors).toMatchObject([{ code: 'SIGN_IN_CODE_INVALID' }]);
  expect((await run(client, VERIFY, { phone: newPhone() })).data.memberSignInCodeVerify.userErrors).toEqual([LIMITED]);
  await client.dispose();
  expect((await from('203.0.113.30', VERIFY, { phone: newPhone() })).userErrors).toEqual([LIMITED]);
  expect((await from('203.0.113.31', VERIFY, { phone: newPhone() })).userErrors).toMatchObject([{ code: 'SIGN_IN_CODE_INVALID' }]);
});

/** As if so much had come from a network before. */
async function came(seen: string, name: string, times: number, seconds: number): Promise<void> {
  const ctx = await stage.platform.runtime.open({ brandId: null, audience: 'staff', actor: actorOf({ kind: 'anonymous', id: 'anonymous', name: 'anonymous' }), address: seen });
  for (let time = 0; time < times; time++) expect(await ctx.use(AddressLimits).take(name, [{ max: times, seconds }])).toBeNull();
  await ctx.end();
}

it('one network tries to sign in 300 times in 15 minutes, at whatever addresses', async () => {
  await came('203.0.113.40', 'brand.staff-sign-in', 299, 900);
  const tries = async (seen: string, name: string) => (await from(seen, SIGN_IN, { email: `${name}@example.com` }, '/graphql')).userErrors;
  expect(await tries('203.0.113.40', 'a')).toEqual([{ code: 'SIGN_IN_FAILED', retryAfterSeconds: null }]);
  for (let time = 0; time < 11; time++) expect(await tries('203.0.113.40', 'b')).toEqual([{ code: 'SIGN_IN_FAILED', retryAfterSeconds: expect.any(Number) }]);
  // None of those counts against the address that was tried.
  for (let time = 0; time < 10; time++) expect(await tries('203.0.113.41', 'b')).toEqual([{ code: 'SIGN_IN_FAILED', retryAfterSeconds: null }]);
  expect(await tries('203.0.113.41', 'b')).toEqual([{ code: 'SIGN_IN_FAILED', retryAfterSeconds: expect.any(Number) }]);
});

it('a network that has asked for its resets keeps nobody else from theirs', async () => {
  const RESET = 'mutation ($email: String!) { staffPasswordResetRequest(email: $email) { userErrors { code } } }';
  const email = `reset-${shop.id}@example.com`;
  await stage.platform.operator().ok('mutation ($brandId: ID!, $email: String!) { brandOwnerInvite(brandId: $brandId, email: $email) { userErrors { code } } }', { brandId: publicId('brd', shop.id), email });
  const { code } = (await stage.platform.runtime.waitingCodes()).find(({ to }) => to === email) as { code: string };
  await from('203.0.113.51', 'mutation ($code: String!) { staffInvitationAccept(input: { code: $code, password: "correct horse battery" }) { userErrors { code } } }', { code }, '/graphql');
  const resets = async () => (await stage.platform.runtime.waitingCodes()).filter(({ to, purpose }) => to === email && purpose === 'STAFF_PASSWORD_RESET');
  await came('203.0.113.50', 'brand.staff-reset', 60, 3_600);
  for (let time = 0; time < 4; time++) expect((await from('203.0.113.50', RESET, { email }, '/graphql')).userErrors).toEqual([]);
  expect(await resets()).toHaveLength(0);
  for (let time = 0; time < 4; time++) expect((await from('203.0.113.51', RESET, { email }, '/graphql')).userErrors).toEqual([]);
  expect(await resets()).toHaveLength(3);
});
