import type { JsonObject } from './context';
import { defineService } from './service';

/** How a provider may sign. Never with a shared secret: whoever can check such a token can make it. */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'ES384' | 'EdDSA';

/** Whose word about a person is taken, and for which of our clients. */
export interface IdentityProvider {
  /** Exactly as `iss` says it. */
  readonly issuer: string;
  /** Our client ids there: the token must be for one of them. */
  readonly audience: string | readonly string[];
  /** Where its public keys are published (https), or the keys themselves as JWKs. */
  readonly keys: { readonly jwksUri: string } | { readonly jwks: readonly JsonObject[] };
  /** Default RS256 and ES256. */
  readonly algorithms?: readonly SigningAlgorithm[];
}

/** What a token that was verified says of a person. */
export interface IdentityClaims {
  /** Who it is, unique at the issuer. */
  readonly subject: string;
  readonly email: string | null;
  /** Whether the provider vouches for the e-mail address. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly issuedAt: Date;
  /** Everything the token says. */
  readonly all: JsonObject;
}

/** Reads the OpenID Connect ID tokens of providers. */
export interface IdentityTokens {
  /**
   * What the token says, or null when it is not to be believed: not signed by the provider, not for us, over an hour
   * old, or of another kind; also when the provider's keys are not known and cannot be fetched.
   *
   * @param nonce must stand in the token when given
   */
  verify(idToken: string, provider: IdentityProvider, nonce?: string): Promise<IdentityClaims | null>;
}

export const IdentityTokens = defineService<IdentityTokens>('platform', 'identity-tokens');
