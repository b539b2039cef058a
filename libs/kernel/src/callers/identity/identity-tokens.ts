import type { IdentityClaims, IdentityProvider, IdentityTokens, JsonObject, SigningAlgorithm } from '@regulars/plugin-sdk';
import { createLocalJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { describeFault } from '../../worker/faults';
import { fetchJson } from './fetch-json';
import { type KeyPatience, ProviderKeys, publicOnly } from './provider-keys';

const MAX_LENGTH = 16_384;
const MAX_AGE = '1h';
const TOLERANCE = 30; // s that a provider's clock may differ from ours
const FETCH = { timeout: 3_000, maxBytes: 65_536 };
const MAX_PROVIDERS = 1_000;
const ALGORITHMS: readonly SigningAlgorithm[] = ['RS256', 'ES256'];
/** All that a header may say. Whatever else it brings (keys of its own, extensions we must understand) is refused. */
const HEADER: ReadonlySet<string> = new Set(['alg', 'kid', 'typ', 'x5t', 'x5t#S256']);

export interface IdentityOptions {
  readonly logger: Logger;
  /** The database's time: rules never follow a node's own clock. */
  readonly now: () => Date;
  /** For tests and development: providers on this machine, over http. */
  readonly allowsLoopback: boolean;
  readonly patience?: KeyPatience;
}

/** Checks ID tokens with what the caller pins down: nothing in a token decides how it is checked. */
export class IdentityTokenVerifier implements IdentityTokens {
  private readonly fetched = new Map<string, ProviderKeys>();

  constructor(private readonly options: IdentityOptions) {}

  async verify(idToken: string, provider: IdentityProvider, nonce?: string): Promise<IdentityClaims | null> {
    if (idToken.length > MAX_LENGTH || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(idToken) || /\s/.test(idToken)) return null;
    try {
      const header = decodeProtectedHeader(idToken);
      if (Object.keys(header).some((name) => !HEADER.has(name)) || !isIdTokenType(header.typ)) return null;
      const { issuer, algorithms = ALGORITHMS } = provider;
      const audience = typeof provider.audience === 'string' ? [provider.audience] : [...provider.audience];
      if (issuer === '' || audience.length === 0 || audience.includes('')) return null;
      const { payload } = await jwtVerify(idToken, this.keysOf(provider), {
        issuer, audience, algorithms: [...algorithms], maxTokenAge: MAX_AGE, clockTolerance: TOLERANCE, currentDate: this.options.now(), requiredClaims: ['sub', 'iat', 'exp'],
      });
      return isForUs(payload, audience) && (nonce === undefined || payload.nonce === nonce) ? claimsOf(payload) : null;
    } catch {
      return null; // whatever is wrong with it: one answer
    }
  }

  private keysOf({ keys }: IdentityProvider): JWTVerifyGetKey {
    if ('jwks' in keys) return createLocalJWKSet(publicOnly({ keys: keys.jwks }));
    const { jwksUri } = keys;
    let held = this.fetched.get(jwksUri);
    if (!held) {
      const [oldest] = this.fetched.keys();
      if (this.fetched.size >= MAX_PROVIDERS && oldest !== undefined) this.fetched.delete(oldest);
      const { logger, allowsLoopback, patience } = this.options;
      const onFailure = (error: unknown): void => logger.warn({ provider: hostOf(jwksUri), fault: describeFault(error) }, 'the keys of an identity provider could not be fetched');
      held = new ProviderKeys(() => fetchJson(jwksUri, { ...FETCH, allowsLoopback }), onFailure, patience);
    }
    this.fetched.delete(jwksUri);
    this.fetched.set(jwksUri, held); // the most recently used stands last
    const found = held;
    return (header, token) => found.find(header, token);
  }
}

const hostOf = (uri: string): string => (URL.canParse(uri) ? new URL(uri).host : 'no address');

/** Access and logout tokens of the same provider are signed with the same keys. */
const isIdTokenType = (typ: unknown): boolean => typ === undefined || (typeof typ === 'string' && typ.toUpperCase() === 'JWT');

/** A token for several clients says which of them it was issued to. */
const isForUs = ({ aud, azp }: JWTPayload, audience: readonly string[]): boolean => !Array.isArray(aud) || aud.length === 1 || (typeof azp === 'string' && audience.includes(azp));

const MAX_TEXT = 320; // the longest an e-mail address can be
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' && value.length <= MAX_TEXT ? value : null);

function claimsOf(payload: JWTPayload): IdentityClaims | null {
  const subject = textOf(payload.sub);
  if (subject === null || payload.iat === undefined) return null;
  const email = textOf(payload.email);
  return {
    subject, email, name: textOf(payload.name), issuedAt: new Date(payload.iat * 1_000), all: payload as unknown as JsonObject,
    // Some say it as text.
    emailVerified: email !== null && (payload.email_verified === true || payload.email_verified === 'true'),
  };
}
