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
  /** `ALWAYS`: it asks everybody for a second factor. Else its tokens say so in `amr`, or with one of these values in `acr`. */
  secondFactor: z.union([z.literal('ALWAYS'), z.strictObject({ acr: z.array(z.string().min(1)).min(1) })]).optional(),
}).refine(({ jwksUri, jwks }) => (jwksUri === undefined) !== (jwks === undefined), 'give one of jwksUri and jwks');

/** An identity provider, and when its word is that of a second factor, too. */
export interface StaffProvider extends IdentityProvider {
  readonly secondFactor: 'ALWAYS' | { readonly acr: readonly string[] };
}

/** @throws Error in one sentence when the text does not say it */
export function readProviders(text: string | undefined): readonly StaffProvider[] {
  if (text === undefined || text.trim() === '') return [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('REGULARS_STAFF_OIDC is no JSON');
  }
  const read = z.array(provider).safeParse(json);
  if (!read.success) throw new Error(`REGULARS_STAFF_OIDC does not describe identity providers:\n${z.prettifyError(read.error)}`);
  return read.data.map(({ issuer, audience, jwksUri, jwks, algorithms: allowed, secondFactor = { acr: [] } }) => ({
    issuer, audience, secondFactor, keys: jwksUri === undefined ? { jwks: jwks as unknown as readonly JsonObject[] } : { jwksUri }, ...(allowed && { algorithms: allowed }),
  }));
}

let known: { readonly text: string | undefined; readonly providers: readonly StaffProvider[] } | null = null;

/** Whom the installation trusts to say who its staff are. A brand cannot name one: its word would open other brands, too. */
export function staffProviders(): readonly StaffProvider[] {
  const text = process.env.REGULARS_STAFF_OIDC;
  if (known?.text !== text || !known) known = { text, providers: readProviders(text) };
  return known.providers;
}

/** Which of them a token says it is from, before anything of it is believed. */
export function providerOf<P extends IdentityProvider>(idToken: string, providers: readonly P[]): P | null {
  try {
    const claims = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8')) as { iss?: unknown } | null;
    return providers.find(({ issuer }) => issuer === claims?.iss) ?? null;
  } catch {
    return null;
  }
}

/** Of RFC 8176: a one-time code, a key in hardware. Alone they may be all that was asked for. */
const SECOND: readonly unknown[] = ['otp', 'hwk'];

/** `mfa`: several factors. */
const areSeveral = (methods: readonly unknown[]): boolean => methods.includes('mfa') || (methods.some((method) => SECOND.includes(method)) && new Set(methods).size > 1);

/** Whether a token that was verified says that its holder showed a second factor, by what the installation takes for that. */
export function showsSecondFactor({ secondFactor }: StaffProvider, { amr, acr }: JsonObject): boolean {
  if (secondFactor === 'ALWAYS') return true;
  return (Array.isArray(amr) && areSeveral(amr)) || (typeof acr === 'string' && secondFactor.acr.includes(acr));
}
