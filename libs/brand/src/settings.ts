import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';

export const brandSettings = defineSettings(
  'brand',
  z.strictObject({
    /** Permissions that staff have only once they sign in with a second factor, e.g. `member:export`. */
    mfaFor: z.array(z.string().regex(/^[a-z][a-z0-9-]*:[A-Za-z][A-Za-z0-9-]*$/)).max(500).default([]),
  }),
);
