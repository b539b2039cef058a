import { type IdentityKind } from '../enums';
import { readEmail } from './email';
import { readPhone } from './phone';

/** What identifies a member outside, read and made comparable. */
export interface IdentityValue {
  readonly kind: `${IdentityKind}`;
  /** Equal for everything that means the same. */
  readonly normalised: string;
  /** What is kept, sealed, and shown again. */
  readonly shown: string;
}

const MAX_TEXT = 255;
const hasControls = (text: string): boolean => /\p{Cc}/u.test(text);

export function phoneValue(text: string, region: string): IdentityValue | null {
  const phone = readPhone(text, region);
  return phone === null ? null : { kind: 'PHONE', normalised: phone, shown: phone };
}

export function emailValue(text: string): IdentityValue | null {
  const email = readEmail(text);
  return email === null ? null : { kind: 'EMAIL', ...email };
}

/** Cards are read by machines and typed by people: blanks, hyphens and case do not matter. */
export function cardValue(text: string): IdentityValue | null {
  const shown = text.normalize('NFKC').trim();
  const normalised = shown.replace(/[\s-]/g, '').toUpperCase();
  return normalised === '' || shown.length > MAX_TEXT || hasControls(shown) ? null : { kind: 'CARD', normalised, shown };
}

export function lineValue(text: string): IdentityValue | null {
  const shown = text.trim();
  return shown === '' || shown.length > MAX_TEXT || hasControls(shown) ? null : { kind: 'LINE', normalised: shown, shown };
}

/** An id of another system, exactly as that system writes it. */
export function externalValue(source: string, id: string): IdentityValue | null {
  const [from, key] = [source.trim(), id.trim()];
  if (from === '' || key === '' || from.length > MAX_TEXT || key.length > MAX_TEXT || hasControls(from + key)) return null;
  return { kind: 'EXTERNAL', normalised: JSON.stringify([from, key]), shown: JSON.stringify([from, key]) };
}

/**
 * Sources of the brand's identity provider begin with this, in whatever case. Its ids sign in: they come from its
 * tokens alone, and no import or till attaches one to a member.
 */
const PROVIDER = /^oidc/i;

/** What a provider's source in the settings looks like. */
export const PROVIDER_SOURCE = /^oidc[\w.:-]{0,96}$/;

export const isProviderSource = (source: string): boolean => PROVIDER.test(source.normalize('NFKC').trim());

/** A browser that takes messages, told from others by the endpoint of its subscription; `address` is all that it takes to write to it. */
export const deviceValue = (endpoint: string, address: string): IdentityValue => ({ kind: 'DEVICE', normalised: endpoint, shown: address });

const SUBSCRIPTION = /^\{"endpoint":"https?:\/\/([^/"]+)\//;

/** How an identity reads in the API: an external id as `source:id`; of a browser's subscription the service alone, since who has it as a whole has its keys. */
export function shownIdentity(kind: string, opened: string): string {
  if (kind === 'EXTERNAL') return (JSON.parse(opened) as string[]).join(':');
  return kind === 'DEVICE' ? (SUBSCRIPTION.exec(opened)?.[1] ?? opened) : opened;
}
