import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';

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
    /** The brand's own OpenID provider. Who signs in by it has the external id `sub` of `source`. Null: there is none. */
    oidc: z
      .strictObject({ issuer: z.url({ protocol: /^https$/ }).max(500), clientId: z.string().min(1).max(200), keys, source: z.string().trim().min(1).max(100).default('oidc') })
      .nullable()
      .default(null),
  }),
);
