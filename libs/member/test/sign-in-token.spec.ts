import type { TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { memberImport } from '../src/domain/import-members';
import { openDesk } from './support/desk';
import { idToken, ISSUER, jwtPart, PROVIDER } from './support/id-provider';
import { JOIN, Visitor } from './support/sign-in';

const OIDC = `mutation ($idToken: String!, $join: MemberSelfJoinInput) { memberSignInOidc(idToken: $idToken, join: $join) {
  accessToken created me { id name phone identities { kind value verifiedAt } } userErrors { code path } } }`;
const LINE = 'mutation { memberSignInLine(idToken: "a.b.c", join: {}) { accessToken userErrors { code path } } }';
const CONFIGURE = 'mutation ($settings: JSON!) { pluginConfigure(id: "member", settings: $settings) { userErrors { code message } } }';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let visitor: Visitor;

// The provider's clock is the real one, so the brand's is, too.
const sent = openDesk((desk) => ({ platform, shop, staff, visitor } = desk), { sandbox: false });
beforeEach(async () => {
  await staff.ok(CONFIGURE, { settings: { oidc: PROVIDER } });
});

const signIn = async (token: string, join?: object) => (await visitor.nobody().run(OIDC, { idToken: token, join })).data.memberSignInOidc;
const NOTHING = (code: string, path: string) => ({ accessToken: null, created: false, me: null, userErrors: [{ code, path: [path] }] });

it('joins and signs in who is known to the brand\'s own provider', async () => {
  const before = await shop.digest();
  expect(await signIn(idToken())).toEqual(NOTHING('NOT_FOUND', 'join'));
  expect(await shop.digest()).toEqual(before);
  const joined = await signIn(idToken(), { name: 'Ann' });
  expect(joined).toMatchObject({ created: true, me: { name: 'Ann', phone: null, identities: [{ kind: 'EXTERNAL', value: 'oidc:P-1', verifiedAt: expect.any(String) }] } });
  expect(await signIn(idToken(), { name: 'Bob' })).toMatchObject({ created: false, me: { id: joined.me.id, name: 'Ann' } });
  expect(await signIn(idToken({ sub: 'P-2' }), {})).toMatchObject({ created: true });
  const caller = await visitor.holder(joined.accessToken);
  const code = await visitor.codeFor('0912345678');
  expect(await caller?.one('mutation ($code: String!) { memberPhoneChange(phone: "0912345678", code: $code) { member { phone } userErrors { code } } }', { code })).toEqual({ member: { phone: '+886912345678' }, userErrors: [] });
  // Who had no phone had nothing that could have been taken over: nothing is held.
  expect(await platform.rows('SELECT 1 FROM member.member WHERE brand_id = $1 AND spendable_from IS NOT NULL', [shop.id])).toEqual([]);
});

it.each(['oidc', ' oidc-club', 'OIDC'])('lets nobody attach an id of the provider (source %j) to a member but by signing in', async (source) => {
  const attach = 'mutation ($input: MemberJoinInput!) { memberJoin(input: $input, idempotencyKey: "attach") { member { id } userErrors { code path } } }';
  await staff.ok(JOIN, { input: { externalId: { source: 'pos', id: 'P-7' } }, key: 'rich' });
  const before = await shop.digest();
  const { data } = await staff.run(attach, { input: { phone: '0912345678', externalId: { source, id: 'P-7' } } });
  expect(data.memberJoin).toEqual({ member: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'externalId', 'source'] }] });
  const rows = [{ rows: [{ externalId: 'P-7', name: 'Rich' }], firstRow: 2 }];
  const outcomes = await shop.context((ctx) => memberImport.apply(ctx, rows, { onExisting: 'UPDATE', source, dateFormat: null, dryRun: false }));
  expect(outcomes).toMatchObject([{ result: 'FAILED', errors: [{ column: 'externalId', code: 'INVALID_INPUT' }] }]);
  expect(await signIn(idToken({ sub: 'P-7' }))).toEqual(NOTHING('NOT_FOUND', 'join'));
  expect(await shop.digest()).toEqual(before);
});

it('takes no other system\'s ids for the provider\'s', async () => {
  await staff.ok(JOIN, { input: { externalId: { source: 'pos', id: 'P-7' } }, key: 'rich' });
  const before = await shop.digest();
  const { data } = await staff.run(CONFIGURE, { settings: { oidc: { ...PROVIDER, source: 'pos' } } });
  expect(data.pluginConfigure.userErrors).toMatchObject([{ code: 'INVALID_INPUT' }]);
  expect(await shop.digest()).toEqual(before);
  expect(await signIn(idToken({ sub: 'P-7' }))).toEqual(NOTHING('NOT_FOUND', 'join'));
});

it.each([
  ['another issuer', () => idToken({ iss: 'https://evil.example.com' })],
  ['another client', () => idToken({ aud: 'other' })],
  ['a time that is over', () => idToken({ iat: Math.floor(Date.now() / 1_000) - 7_200 })],
  ['no subject', () => idToken({ sub: undefined })],
  ['other words under the same signature', () => idToken().replace(/\.[^.]+\./, `.${jwtPart({ iss: ISSUER, aud: 'shop', sub: 'P-9', iat: Math.floor(Date.now() / 1_000), exp: 4_000_000_000 })}.`)],
  ['no signature', () => `${jwtPart({ alg: 'none', typ: 'JWT' })}.${idToken().split('.')[1]}.`],
  ['nothing', () => ''],
])('takes no token of %s, and writes nothing', async (_, made) => {
  const before = await shop.digest();
  expect(await signIn(made(), {})).toEqual(NOTHING('INVALID_INPUT', 'idToken'));
  expect(await shop.digest()).toEqual(before);
});

it('is not there where the brand has not set it up', async () => {
  expect((await visitor.nobody().run(LINE)).data.memberSignInLine).toEqual({ accessToken: null, userErrors: [{ code: 'INVALID_INPUT', path: ['idToken'] }] });
  const other = await platform.brand({ plugins: ['post'] });
  expect((await new Visitor(platform, other, sent).nobody().run(OIDC, { idToken: idToken(), join: {} })).data.memberSignInOidc).toEqual(NOTHING('INVALID_INPUT', 'idToken'));
});
