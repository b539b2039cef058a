import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';

export const settings = defineSettings('referral', z.strictObject({
  /** Whoever followed a link joins by it within so many days. */
  clickDays: z.int().min(1).max(365).default(30),
  /** Whoever joined without a code may still give one within so many days. */
  bindDays: z.int().min(0).max(365).default(7),
}));
