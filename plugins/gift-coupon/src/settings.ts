import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';

export const settings = defineSettings(
  'gift-coupon',
  z.strictObject({
    /** So many days before its end a coupon that can still be used is announced as expiring; null: none is. */
    remindDaysBefore: z.int().min(1).max(90).nullable().default(3),
    /** A coupon that comes back by a refund can be used for so many days more, though its own time is over. */
    reverseGraceDays: z.int().min(0).max(365).default(0),
    /** The page on which a coupon is accepted: what the sender passes on is this and the token. */
    transferUrl: z.url({ protocol: /^https?$/ }).max(500).default('https://example.com/gift'),
    /** Where 29 February is kept in years without one. */
    leapDay: z.enum(['FEB_28', 'MAR_1']).default('FEB_28'),
  }),
);
