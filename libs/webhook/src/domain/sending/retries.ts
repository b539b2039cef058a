import { HOUR, MINUTE, SECOND } from '@regulars/plugin-sdk';
/** After the first try, the second …: ten more, over two days. */
export const RETRIES: readonly number[] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];
/** How much later than its step a retry may come: those who failed together do not come back together. */
const JITTER = 0.1;
const MAX_RETRY_AFTER = 24 * HOUR;

/** ms until the next try, after so many; null: there is none. @param retryAfterMs before which the receiver wants none */
export function retryIn(attempts: number, retryAfterMs: number | null, random = Math.random()): number | null {
  const step = RETRIES[attempts - 1];
  return step === undefined ? null : Math.round(Math.max(step * (1 + JITTER * random), Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER)));
}

/** What `Retry-After` asks for, in ms: seconds or a date. Null when it asks for nothing that can be understood. */
export function readRetryAfter(retryAfter: string | null, now: Date): number | null {
  const text = retryAfter?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
  const at = /^[A-Za-z]{3}, \d{2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
