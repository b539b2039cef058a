import { createHash } from 'node:crypto';

/** A uuid that is the same for the same text, and does not tell it. */
export function hashedId(kind: string, text: string): string {
  const hex = createHash('sha256').update(`${kind}:${text}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** As a message keeps the id that a provider gave it: some (WhatsApp's) hold the phone number. */
export const providerKeyOf = (providerId: string): string => hashedId('provider', providerId);
