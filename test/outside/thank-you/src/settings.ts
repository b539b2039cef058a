import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';

export const settings = defineSettings(
  'thank-you',
  z.strictObject({
    /** What an order comes to, in whole units of the brand's currency, for its member to be thanked. */
    from: z.int().min(0).max(1_000_000).default(1_000),
    /** What the card of an order says. */
    text: z.string().trim().min(1).max(500).default('Thank you!'),
    /** Days after which a card is thrown away. */
    keepDays: z.int().min(1).max(3_650).default(365),
  }),
);
