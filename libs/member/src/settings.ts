import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';
import { PROVIDER_SOURCE } from './domain/identity-value';

/** Where a provider publishes its keys, or the keys themselves. */
const keys = z.union([
  z.strictObject({ jwksUri: z.url({ protocol: /^https$/ }).max(500) }),
  z.strictObject({ jwks: z.array(z.record(z.string(), z.json())).min(1).max(20) }),
]);

export const memberSettings = defineSettings(
  'member',
  z.strictObject({
    /** Where short recruitment addresses are served, e.g. `https://go.example.com/r`: a link's is this and its code. Null: links lead straight to their target. */
    recruitLinkBase: z.url({ protocol: /^https?$/ }).max(500).nullable().default(null),
    /** The LINE Login channel whose id tokens are taken. Null: members do not sign in by LINE. */
    line: z.strictObject({ channelId: z.string().regex(/^\d{1,20}$/) }).nullable().default(null),
    /** The brand's own OpenID provider. Who signs in by it has the external id `sub` of `source`, which nothing else may bring. Null: there is none. */
    oidc: z
      .strictObject({ issuer: z.url({ protocol: /^https$/ }).max(500), clientId: z.string().min(1).max(200), keys, source: z.string().regex(PROVIDER_SOURCE).default('oidc') })
      .nullable()
      .default(null),
    /**
     * Whether two members become one once the same person has proved to be both, where nothing speaks against it. False:
     * they are suggested, and staff decide.
     */
    mergeVerified: z.boolean().default(true),
    /** Sign-in codes sent in an hour at most, to all phones together: what strangers can make the brand pay for. */
    codesPerHour: z.int().min(1).max(10_000).default(2_000),
    /** The same for what one publishable key, so one page, asks for. */
    codesPerHourAndKey: z.int().min(1).max(10_000).default(1_000),
    /** The same for what comes from one network address; three tries at codes for each. Everybody in a shop's Wi-Fi has the same one. */
    codesPerHourAndAddress: z.int().min(1).max(10_000).default(600),
  }),
);
