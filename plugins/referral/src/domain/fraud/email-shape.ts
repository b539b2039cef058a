import type { EmailShape } from './facts';

/** Providers of addresses that live for minutes. A brand names more in its settings. */
const DISPOSABLE: ReadonlySet<string> = new Set([
  '10minutemail.com', '10minutemail.net', '20minutemail.com', 'burnermail.io', 'discard.email', 'dispostable.com', 'dropmail.me', 'emailondeck.com', 'emailfake.com', 'fakeinbox.com',
  'fakemail.net', 'getairmail.com', 'getnada.com', 'grr.la', 'guerrillamail.biz', 'guerrillamail.com', 'guerrillamail.de', 'guerrillamail.net', 'guerrillamail.org', 'guerrillamailblock.com',
  'inboxkitten.com', 'luxusmail.org', 'mail-temp.com', 'mail.tm', 'mailcatch.com', 'maildrop.cc', 'mailinator.com', 'mailnesia.com', 'mailpoof.com', 'mintemail.com', 'moakt.com',
  'mohmal.com', 'mytemp.email', 'nada.email', 'sharklasers.com', 'spam4.me', 'spamgourmet.com', 'temp-mail.io', 'temp-mail.org', 'tempail.com', 'tempinbox.com', 'tempmail.dev',
  'tempmail.plus', 'tempmailo.com', 'tempr.email', 'throwawaymail.com', 'trashmail.com', 'trashmail.de', 'yopmail.com', 'yopmail.fr', 'yopmail.net',
]);

/** Subdomains of such a provider are its own, too. */
const isOf = (domain: string, provider: string): boolean => domain === provider || domain.endsWith(`.${provider}`);

export function emailShape(email: string | null, more: readonly string[] = []): EmailShape {
  if (email === null) return 'NONE';
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  if ([...DISPOSABLE, ...more].some((provider) => isOf(domain, provider))) return 'DISPOSABLE';
  return local.includes('+') ? 'ALIAS' : 'PLAIN';
}
