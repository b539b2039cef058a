import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ParsedWebhook } from './channel';

export interface Signed {
  readonly algorithm: 'sha1' | 'sha256';
  readonly secret: string;
  readonly text: string | Buffer;
  readonly encoding: 'base64' | 'hex';
}

/**
 * What is wrong with a signature; null: it is right. A header that came twice was joined with commas, and is refused as
 * such: which of the two a proxy before us has looked at cannot be known.
 */
export function signatureProblem(given: string | undefined, { algorithm, secret, text, encoding }: Signed): 'SIGNATURE_MISSING' | 'SIGNATURE_REPEATED' | 'SIGNATURE_WRONG' | null {
  if (given === undefined || given.trim() === '') return 'SIGNATURE_MISSING';
  if (given.includes(',')) return 'SIGNATURE_REPEATED';
  return isEqual(given, createHmac(algorithm, secret).update(text).digest(encoding)) ? null : 'SIGNATURE_WRONG';
}

/** In a time that tells nothing of where they differ. */
export function isEqual(given: string, right: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'equal').update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}

export const refusedWebhook = (reason: string): ParsedWebhook => ({ accepted: false, reason });
