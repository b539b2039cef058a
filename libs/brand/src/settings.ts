import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';

export const brandSettings = defineSettings(
  'brand',
  z.strictObject({
    /** Whether staff have what modules declare so (`secondFactor`: exports, points given by hand) only once they sign in with a second factor. */
    mfaByDefault: z.boolean().default(true),
    /** Further permissions of which that is so, e.g. `brand:audit`. */
    mfaFor: z.array(z.string().regex(/^[a-z][a-z0-9-]*:[A-Za-z][A-Za-z0-9-]*$/)).max(500).default([]),
  }),
);
