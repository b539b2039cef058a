import { createHmac, type KeyObject, type webcrypto } from 'node:crypto';
import { CompactEncrypt, exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';

type CryptoKey = webcrypto.CryptoKey;
export type Key = CryptoKey | KeyObject;

/** What a provider signs with, and what its client is called. */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: Key;
  readonly publicKey: CryptoKey;
}

type Header = Partial<JWTHeaderParameters>;

const seconds = (): number => Math.floor(Date.now() / 1_000);
const part = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export const goodClaims = ({ issuer, audience }: Issuer): Record<string, unknown> => ({ iss: issuer, aud: audience, sub: 'ann', iat: seconds(), exp: seconds() + 600, email: 'ann@example.com', email_verified: true });

/** A good token with these changes; undefined takes a claim or a header away. */
export function sign(by: Issuer, claims: object = {}, header: Header = {}, key: Key | Uint8Array = by.privateKey): Promise<string> {
  return new SignJWT(JSON.parse(JSON.stringify({ ...goodClaims(by), ...claims }))).setProtectedHeader(JSON.parse(JSON.stringify({ alg: by.alg, kid: by.kid, typ: 'JWT', ...header }))).sign(key);
}

/** Signed as it stands, where the library would refuse to. */
const byHand = (header: object, payload: unknown, signature: string | ((text: string) => string)): string => {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${typeof signature === 'string' ? signature : signature(text)}`;
};
const hmac = (secret: string | Buffer) => (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');

/** Tokens that must not be believed, by what is wrong with them. */
export async function badTokens(by: Issuer, attacker: string): Promise<Record<string, string>> {
  const stranger = await generateKeyPair(by.alg, { extractable: true });
  const strangerJwk: JWK = { ...(await exportJWK(stranger.publicKey)), kid: by.kid, alg: by.alg };
  const publicJwk = await exportJWK(by.publicKey);
  const pem = await exportSPKI(by.publicKey);
  const good = await sign(by);
  const [head = '', body = '', signature = ''] = good.split('.');
  const hs = { alg: 'HS256', kid: by.kid, typ: 'JWT' };
  const now = seconds();
  const claims = goodClaims(by);
  const encrypted = await new CompactEncrypt(Buffer.from(good)).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(new Uint8Array(32));
  return {
    'no signature: none': byHand({ alg: 'none', typ: 'JWT' }, claims, ''),
    'no signature: None': byHand({ alg: 'None', kid: by.kid }, claims, ''),
    'no signature: NONE, with something there': byHand({ alg: 'NONE', kid: by.kid }, claims, signature),
    'no algorithm': byHand({ typ: 'JWT', kid: by.kid }, claims, signature),
    'the public key (PEM) as shared secret': byHand(hs, claims, hmac(pem)),
    'the public key (JWK) as shared secret': byHand(hs, claims, hmac(JSON.stringify(publicJwk))),
    'the client id as shared secret': byHand(hs, claims, hmac(by.audience)),
    'an empty shared secret': byHand(hs, claims, hmac('')),
    'an empty shared secret, key id a path': byHand({ ...hs, kid: '../../../../dev/null' }, claims, hmac('')),
    'the right key, an algorithm that is not allowed': byHand({ alg: 'RS512', kid: by.kid }, claims, signature),
    'another key under the same id': await sign(by, {}, {}, stranger.privateKey),
    'another key under an unknown id': await sign(by, {}, { kid: 'unknown' }, stranger.privateKey),
    'another key without id': await sign(by, {}, { kid: undefined }, stranger.privateKey),
    'a cut signature': good.slice(0, -4),
    'no signature at all': `${head}.${body}.`,
    'a signature of nothing but zeros': `${head}.${body}.${Buffer.alloc(Buffer.from(signature, 'base64url').length).toString('base64url')}`,
    'another body': `${head}.${part({ ...claims, sub: 'bob' })}.${signature}`,
    'another head': `${part({ alg: by.alg, kid: by.kid, typ: 'jwt' })}.${body}.${signature}`,
    'another issuer': await sign(by, { iss: 'https://evil.example' }),
    'the issuer with a slash': await sign(by, { iss: `${by.issuer}/` }),
    'no issuer': await sign(by, { iss: undefined }),
    'a list of issuers': await sign(by, { iss: [by.issuer] }),
    'another audience': await sign(by, { aud: 'another-client' }),
    'the audience in another case': await sign(by, { aud: by.audience.toUpperCase() }),
    'no audience': await sign(by, { aud: undefined }),
    'other audiences': await sign(by, { aud: ['a', 'b'] }),
    'several audiences, none of them said to be meant': await sign(by, { aud: [by.audience, 'another-client'] }),
    'several audiences, another one meant': await sign(by, { aud: [by.audience, 'another-client'], azp: 'another-client' }),
    'expired': await sign(by, { exp: now - 60 }),
    'no expiry': await sign(by, { exp: undefined }),
    'an expiry that is text': await sign(by, { exp: String(now + 600) }),
    'no time of issue': await sign(by, { iat: undefined }),
    'issued in the future': await sign(by, { iat: now + 600 }),
    'issued over an hour ago, good for a year': await sign(by, { iat: now - 3_700, exp: now + 31_536_000 }),
    'not good yet': await sign(by, { nbf: now + 600 }),
    'no subject': await sign(by, { sub: undefined }),
    'an empty subject': await sign(by, { sub: '' }),
    'a subject that is no text': await sign(by, { sub: 1 }),
    'a subject without end': await sign(by, { sub: 'x'.repeat(400) }),
    'an access token': await sign(by, {}, { typ: 'at+jwt' }),
    'a logout token': await sign(by, {}, { typ: 'logout+jwt' }),
    'an extension we do not know': byHand({ alg: by.alg, kid: by.kid, crit: ['urn:x'], 'urn:x': 1 }, claims, signature),
    'an empty list of extensions': byHand({ alg: by.alg, kid: by.kid, crit: [] }, claims, signature),
    'an unencoded body': byHand({ alg: by.alg, kid: by.kid, b64: false, crit: ['b64'] }, claims, signature),
    'a key of its own': await sign(by, {}, { jwk: strangerJwk }, stranger.privateKey),
    'an address of keys of its own': await sign(by, {}, { jku: attacker, kid: 'attacker' }, stranger.privateKey),
    'an address of keys of its own, under the known id': await sign(by, {}, { jku: attacker }),
    'an address of a certificate of its own': await sign(by, {}, { x5u: attacker }, stranger.privateKey),
    'a certificate of its own': await sign(by, {}, { x5c: [Buffer.from('x').toString('base64')] }, stranger.privateKey),
    'encrypted': encrypted,
    'JSON instead of the compact form': JSON.stringify({ protected: head, payload: body, signature }),
    'two parts': `${head}.${body}`,
    'four parts': `${good}.${signature}`,
    'a body that is a list': byHand({ alg: by.alg, kid: by.kid }, [claims], signature),
    'a body that is no JSON': byHand({ alg: by.alg, kid: by.kid }, 'ann', signature),
    'a head that is no JSON': `${part('{')}.${body}.${signature}`,
    'padded': `${head}=.${body}.${signature}`,
    'a line end behind it': `${good}\n`,
    'a space before it': ` ${good}`,
    'the word Bearer before it': `Bearer ${good}`,
    'nothing': '',
    'no token': 'a.b.c',
    'longer than any token': `${head}.${body}.${'A'.repeat(20_000)}`,
  };
}
