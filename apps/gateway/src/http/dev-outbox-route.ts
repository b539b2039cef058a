import type { PlatformRuntime, WaitingCode } from '@regulars/kernel';
import type { Handler } from '../http';
import { forbiddenHost } from './problem';
import { isOurOwn } from './own-host';

/** Codes that would have left by SMS or e-mail, had anybody taken them. Only where the gateway was started for development. */
export const devOutboxRoute = (platform: PlatformRuntime): Handler => async (exchange) => {
  if (!isOurOwn(exchange.header('host') ?? '')) throw forbiddenHost();
  const codes = await platform.waitingCodes();
  if (exchange.header('accept')?.includes('application/json')) return exchange.sendJson(200, { codes });
  exchange.send(200, page(codes), { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'` });
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

const COLUMNS: Readonly<Record<string, (code: WaitingCode) => string>> = {
  Made: ({ createdAt }) => createdAt.toISOString(),
  Brand: ({ brand }) => brand ?? '',
  For: ({ purpose }) => purpose,
  By: ({ channel }) => channel,
  To: ({ to }) => to,
  Code: ({ code }) => code,
};

function page(codes: readonly WaitingCode[]): string {
  const cells = (of: (column: string) => string, tag: string): string => `<tr>${Object.keys(COLUMNS).map((column) => `<${tag}>${escaped(of(column))}</${tag}>`).join('')}</tr>`;
  const rows = codes.map((code) => cells((column) => COLUMNS[column]?.(code) ?? '', 'td'));
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Outbox</title>
<style>body{font:16px system-ui;margin:2rem}td,th{padding:.3rem 1rem .3rem 0;text-align:left;font-variant-numeric:tabular-nums}</style>
<h1>Development outbox</h1>
<p>Codes that no channel has taken, newest first. They are gone when they expire.</p>
<table>${cells((column) => column, 'th')}${rows.join('\n')}</table>
</html>
`;
}
