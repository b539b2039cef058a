import { type Context, type IdentityClaims, type IdentityProvider, type Json, Rejection } from '@regulars/plugin-sdk';
import { memberSettings } from '../settings';
import { provenByLine, provenByOidc } from './sign-in-token';

const asked: IdentityProvider[] = [];
const claims: IdentityClaims = { subject: 'U1234', email: null, emailVerified: false, name: null, issuedAt: new Date(), all: {} };
const oidc = { issuer: 'https://id.example.com', clientId: 'shop', keys: { jwksUri: 'https://id.example.com/keys' } };

const contextOf = (settings: Json, verified: IdentityClaims | null = claims) => ({
  settings: async () => memberSettings.schema.parse(settings),
  use: () => ({ verify: async (_: string, provider: IdentityProvider) => (asked.push(provider), verified) }),
}) as unknown as Context;

const refusal = (work: Promise<unknown>) => work.then(() => null, (error: Rejection) => error.errors.map(({ code, path }) => [code, path?.join('.')]));

beforeEach(() => void asked.splice(0));

it('takes the word of LINE for the brand\'s channel, by LINE\'s published keys only', async () => {
  expect(await provenByLine(contextOf({ line: { channelId: '165' } }), 'token')).toEqual({ kind: 'LINE', normalised: 'U1234', shown: 'U1234' });
  expect(asked).toEqual([{ issuer: 'https://access.line.me', audience: '165', algorithms: ['ES256'], keys: { jwksUri: 'https://api.line.me/oauth2/v2.1/certs' } }]);
});

it('takes the word of the brand\'s own provider, for its client', async () => {
  expect(await provenByOidc(contextOf({ oidc }), 'token')).toMatchObject({ kind: 'EXTERNAL', shown: '["oidc","U1234"]' });
  expect(await provenByOidc(contextOf({ oidc: { ...oidc, source: 'oidc-club' } }), 'token')).toMatchObject({ shown: '["oidc-club","U1234"]' });
  expect(asked[0]).toEqual({ issuer: 'https://id.example.com', audience: 'shop', keys: { jwksUri: 'https://id.example.com/keys' } });
});

it('refuses what is not set up, what proves nothing, and a subject that is none', async () => {
  const wrong = [['INVALID_INPUT', 'idToken']];
  expect(await refusal(provenByLine(contextOf({}), 'token'))).toEqual(wrong);
  expect(await refusal(provenByOidc(contextOf({}), 'token'))).toEqual(wrong);
  expect(asked).toEqual([]);
  expect(await refusal(provenByLine(contextOf({ line: { channelId: '165' } }, null), 'token'))).toEqual(wrong);
  expect(await refusal(provenByOidc(contextOf({ oidc }, { ...claims, subject: ' ' }), 'token'))).toEqual(wrong);
});

it.each([
  [{ line: { channelId: 'x' } }], [{ oidc: { ...oidc, issuer: 'http://id.example.com' } }], [{ oidc: { ...oidc, keys: { jwksUri: 'http://10.0.0.1/keys' } } }],
  [{ oidc: { ...oidc, keys: { jwks: [] } } }], [{ oidc: { ...oidc, keys: {} } }], [{ oidc: { ...oidc, clientId: '' } }], [{ oidc: { ...oidc, secret: 'x' } }],
  // Ids of other systems would sign in.
  [{ oidc: { ...oidc, source: 'pos' } }], [{ oidc: { ...oidc, source: 'OIDC' } }], [{ oidc: { ...oidc, source: '' } }], [{ oidc: { ...oidc, source: 'oidc x' } }],
])('is not set up as %j', (settings) => {
  expect(memberSettings.schema.safeParse(settings).success).toBe(false);
});
