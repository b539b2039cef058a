import { defineSettings } from '@regulars/plugin-sdk';
import { z } from 'zod';
import { DEFAULT_TERMS } from './domain/fraud/signals';

const DOMAIN = /^(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,63}$/;

export const settings = defineSettings('referral', z.strictObject({
  /** Whoever followed a link joins by it within so many days. */
  clickDays: z.int().min(1).max(365).default(30),
  /** Whoever joined without a code may still give one within so many days. */
  bindDays: z.int().min(0).max(365).default(7),
  /** From this score on somebody looks at a referral before anything is paid. */
  reviewScore: z.int().min(1).max(1_000).default(DEFAULT_TERMS.reviewAt),
  /** So many friends of one referrer behind one network are a family. */
  household: z.int().min(1).max(100).default(DEFAULT_TERMS.household),
  /** Providers of addresses that live for minutes, beside those that are known. */
  disposableDomains: z.array(z.string().trim().toLowerCase().regex(DOMAIN)).max(200).default([]),
}));
