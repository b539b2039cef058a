import { createSign, generateKeyPairSync } from 'node:crypto';

const ISSUER = 'https://login.example.com';
const LINE = 'https://access.line.me';
const LINE_CHANNEL = '1234567890';

/** One whom the installation trusts for staff and a brand for its members, and who passes for LINE where its keys are asked for. */
export interface IdentityProvider {
  /** What a brand's settings say of it. */
  readonly memberSettings: object;
  /** The keys as LINE publishes them. */
  readonly jwks: object;
  /** For staff of this address. */
  staffToken(email: string): string;
  memberToken(subject: string): string;
  lineToken(subject: string): string;
  close(): void;
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Takes effect for platforms made afterwards. */
export async function openProvider(): Promise<IdentityProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256' }] };
  const sign = (claims: object): string => {
    const now = Math.floor(Date.now() / 1_000);
    const text = `${part({ alg: 'ES256', typ: 'JWT', kid: 'one' })}.${part({ iat: now, exp: now + 3_000, ...claims })}`;
    return `${text}.${createSign('SHA256').update(text).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }, 'base64url')}`;
  };
  const before = process.env.REGULARS_STAFF_OIDC;
  process.env.REGULARS_STAFF_OIDC = JSON.stringify([{ issuer: ISSUER, audience: 'staff', jwks: jwks.keys }]);
  return {
    jwks,
    memberSettings: { line: { channelId: LINE_CHANNEL }, oidc: { issuer: ISSUER, clientId: 'members', keys: { jwks: jwks.keys } } },
    staffToken: (email) => sign({ iss: ISSUER, aud: 'staff', sub: email, jti: email, email, email_verified: true }),
    memberToken: (sub) => sign({ iss: ISSUER, aud: 'members', sub }),
    lineToken: (sub) => sign({ iss: LINE, aud: LINE_CHANNEL, sub }),
    close: () => {
      if (before === undefined) delete process.env.REGULARS_STAFF_OIDC;
      else process.env.REGULARS_STAFF_OIDC = before;
    },
  };
}
