import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';

export const settings = defineSettings(
  '{{id}}',
  z.strictObject({
    /** Characters a note may have. */
    longest: z.int().min(1).max(10_000).default(500),
  }),
);
