import type { IdentityProvider, JsonObject } from '@regulars/plugin-sdk';
import { z } from 'zod';

const algorithms = z.array(z.enum(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'])).min(1);
const provider = z.strictObject({
  issuer: z.url(),
  /** Our client ids there. */
  audience: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  jwksUri: z.url({ protocol: /^https$/ }).optional(),
  /** Instead of `jwksUri`: the keys themselves. */
  jwks: z.array(z.record(z.string(), z.json())).min(1).optional(),
  algorithms: algorithms.optional(),
}).refine(({ jwksUri, jwks }) => (jwksUri === undefined) !== (jwks === undefined), 'give one of jwksUri and jwks');

/** @throws Error in one sentence when the text does not say it */
export function readProviders(text: string | undefined): readonly IdentityProvider[] {
  if (text === undefined || text.trim() === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('REGULARS_STAFF_OIDC is no JSON');
  }
  const read = z.array(provider).safeParse(json);
  if (!read.success) throw new Error(`REGULARS_STAFF_OIDC does not describe identity providers:\n${z.prettifyError(read.error)}`);
  return read.data.map(({ issuer, audience, jwksUri, jwks, algorithms: allowed }) => ({
    issuer, audience, keys: jwksUri === undefined ? { jwks: jwks as unknown as readonly JsonObject[] } : { jwksUri }, ...(allowed && { algorithms: allowed }),
  }));
}

let known: { readonly text: string | undefined; readonly providers: readonly IdentityProvider[] } | null = null;

/** Whom the installation trusts to say who its staff are. A brand cannot name one: its word would open other brands, too. */
export function staffProviders(): readonly IdentityProvider[] {
  const text = process.env.REGULARS_STAFF_OIDC;
  if (known?.text !== text || !known) known = { text, providers: readProviders(text) };
  return known.providers;
}

/** Which of them a token says it is from, before anything of it is believed. */
export function providerOf(idToken: string, providers: readonly IdentityProvider[]): IdentityProvider | null {
  try {
    const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8')) as { iss?: unknown } | null;
    return providers.find(({ issuer }) => issuer === claims?.iss) ?? null;
  } catch {
    return null;
  }
}
