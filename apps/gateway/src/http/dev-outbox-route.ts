import type { PlatformRuntime, WaitingCode } from '@regulars/kernel';
import { actorOf, DevelopmentOutbox, type OutboxItem } from '@regulars/plugin-sdk';
import type { Handler } from '../http';
import { forbiddenHost } from './problem';
import { isOurOwn } from './own-host';

/** Codes and messages that would have left, had anybody taken them. Only where the gateway was started for development. */
export const devOutboxRoute = (platform: PlatformRuntime): Handler => async (exchange) => {
  if (!isOurOwn(exchange.header('host') ?? '')) throw forbiddenHost();
  const [codes, messages] = await Promise.all([platform.waitingCodes(), outboxItems(platform)]);
  if (exchange.header('accept')?.includes('application/json')) return exchange.sendJson(200, { codes, messages });
  exchange.send(200, page(codes, messages), { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'` });
};

const AT_MOST = 50; // of each brand

interface BrandItem extends OutboxItem {
  readonly brand: string;
}

/** The newest first, of every brand. */
async function outboxItems(platform: PlatformRuntime): Promise<readonly BrandItem[]> {
  const brands = (await platform.relay.query<{ id: string; code: string }>('SELECT id, code FROM platform.brand ORDER BY code')).rows;
  const actor = actorOf({ kind: 'system', id: 'platform/outbox', name: 'platform/outbox' });
  const items = await Promise.all(brands.map(({ id, code }) => platform.transaction({ brandId: id, audience: 'staff', actor, readOnly: true }, async (ctx) => {
    const found = await Promise.all(ctx.extensions(DevelopmentOutbox).map((source) => source.recent(ctx, AT_MOST)));
    return found.flat().map((item) => ({ brand: code, ...item }));
  })));
  return items.flat().sort((a, b) => b.at.getTime() - a.at.getTime());
}

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

/** HTML is not shown as such: the text tells as much. */
const messageRow = ({ at, brand, channel, to, content }: BrandItem): string =>
  `<tr>${[at.toISOString(), brand, channel, to, Object.entries(content).filter(([part]) => part !== 'html').map(([, text]) => text).join(' — ')].map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`;

function page(codes: readonly WaitingCode[], messages: readonly BrandItem[]): string {
  const cells = (of: (column: string) => string, tag: string): string => `<tr>${Object.keys(COLUMNS).map((column) => `<${tag}>${escaped(of(column))}</${tag}>`).join('')}</tr>`;
  const rows = codes.map((code) => cells((column) => COLUMNS[column]?.(code) ?? '', 'td'));
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Outbox</title>
<style>body{font:16px system-ui;margin:2rem}td,th{padding:.3rem 1rem .3rem 0;text-align:left;font-variant-numeric:tabular-nums}</style>
<h1>Development outbox</h1>
<p>Codes that no channel has taken, newest first. They are gone when they expire.</p>
<table>${cells((column) => column, 'th')}${rows.join('\n')}</table>
<p>Messages of channels for which their brand has no account, newest first. They are gone after a week.</p>
<table><tr><th>Made<th>Brand<th>By<th>To<th>Message</tr>${messages.map(messageRow).join('\n')}</table>
</html>
`;
}
