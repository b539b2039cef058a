import type { Handler } from '../http';

const YEAR = 365 * 86_400_000;
const CONTACT = 'mailto:security@regulars.example';

/** Where to report a weakness (RFC 9116). Renewed by every start: it expires a year after it. */
export function securityRoute(contact = CONTACT): Handler {
  const expires = new Date(Date.now() + YEAR).toISOString();
  const text = `Contact: ${contact}\nExpires: ${expires}\nPreferred-Languages: en, zh\n`;
  return (exchange) => exchange.send(200, text, { 'content-type': 'text/plain; charset=utf-8' });
}
