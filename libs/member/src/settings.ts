import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';

export const memberSettings = defineSettings(
  'member',
  z.strictObject({
    /** Where short recruitment addresses are served, e.g. `https://go.example.com/r`: a link's is this and its code. Null: links lead straight to their target. */
    recruitLinkBase: z.url({ protocol: /^https?$/ }).max(500).nullable().default(null),
  }),
);
