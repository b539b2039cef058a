import { createSign, generateKeyPairSync } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const ISSUER = 'https://id.example.com';

/** A brand's own OpenID provider, as the settings `oidc` say. */
export const PROVIDER = { issuer: ISSUER, clientId: 'shop', keys: { jwks: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256' }] } };

export const jwtPart = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An id token as the provider makes it, good by the real clock. */
export function idToken(claims: object = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const text = `${jwtPart({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${jwtPart({ iss: ISSUER, aud: 'shop', sub: 'P-1', iat: now, exp: now + 600, ...claims })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}
