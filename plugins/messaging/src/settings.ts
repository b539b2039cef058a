import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const settings = defineSettings(
  'messaging',
  z.strictObject({
    /** Wall clock of the brand's zone between which nothing is sent; null: there are no such hours. */
    quietHours: z.strictObject({ from: time, to: time }).nullable().default({ from: '21:00', to: '09:00' }),
    /** How many marketing messages a member gets by one channel within 24 hours. */
    perDay: z.int().min(1).max(100).default(2),
    /** Within seven times 24 hours. */
    perWeek: z.int().min(1).max(500).default(5),
  }),
);
