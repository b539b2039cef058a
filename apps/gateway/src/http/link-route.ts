import { type PlatformRuntime, type Scope, UnknownBrand } from '@regulars/kernel';
import { actorOf, type LinkVisit, ShortLinkKinds, textIn } from '@regulars/plugin-sdk';
import type { Handler } from '../http';
import type { Admission } from './admission';
import { Deadline } from './deadline';
import type { Exchange } from './exchange';
import { Visits } from './visits';

export interface LinkRouteOptions {
  readonly platform: PlatformRuntime;
  readonly admission: Admission;
  /** ms that an answer may take. */
  readonly deadline: number;
  /** Called when something may have been written. */
  readonly onWrite: () => void;
}

/** What visitors are told instead of being led on: a page for people, with a code for who looks into it. */
const PAGES = {
  LINK_INVALID: { status: 404, text: { en: 'This link is not complete, or was changed.', 'zh-TW': '連結不完整或已被更改。' } },
  LINK_UNKNOWN: { status: 404, text: { en: 'This link leads nowhere any more.', 'zh-TW': '連結已失效。' } },
  LINK_TOO_OFTEN: { status: 429, text: { en: 'Too many links are being opened from your network. Try again in a minute.', 'zh-TW': '您的網路開啟連結過於頻繁,請一分鐘後再試。' } },
} as const;

/**
 * `/l/TOKEN`: leads visitors on, to an address the brand wrote down and nowhere else. What the platform has not signed
 * is refused before anything is asked of the database.
 */
export function linkRoute({ platform, admission, deadline, onWrite }: LinkRouteOptions): Handler {
  const visits = new Visits();
  return (exchange) => admission.admit(async () => {
    if (!visits.take(exchange.address)) return sendPage(exchange, 'LINK_TOO_OFTEN');
    const named = platform.shortLinks.unseal(exchange.url.pathname.slice('/l/'.length));
    if (!named) return sendPage(exchange, 'LINK_INVALID');
    const to = await new Deadline(deadline).within(follow(platform, named, exchange));
    exchange.notes.brand = named.brandId;
    if (to === null || !/^https?:$/.test(new URL(to).protocol)) return sendPage(exchange, 'LINK_UNKNOWN');
    onWrite();
    // As browsers write it: nothing in it ends the line.
    exchange.send(302, '', { 'location': new URL(to).href, 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' });
  });
}

async function follow(platform: PlatformRuntime, { brandId, letter, subject }: NonNullable<ReturnType<PlatformRuntime['shortLinks']['unseal']>>, exchange: Exchange): Promise<string | null> {
  const scope: Scope = { brandId, audience: 'staff', actor: actorOf({ kind: 'system', id: 'short-links', name: 'short-links' }), address: exchange.address };
  try {
    return await platform.transaction(scope, async (ctx) => (await ctx.extensions(ShortLinkKinds).find((kind) => kind.letter === letter)?.follow(ctx, subject, visitOf(exchange))) ?? null);
  } catch (error) {
    if (error instanceof UnknownBrand) return null;
    throw error;
  }
}

const visitOf = (exchange: Exchange): LinkVisit => ({
  method: exchange.request.method === 'HEAD' ? 'HEAD' : 'GET',
  headers: Object.fromEntries(Object.keys(exchange.request.headers).map((name) => [name, exchange.header(name)])),
});

function sendPage(exchange: Exchange, code: keyof typeof PAGES): void {
  const { status, text } = PAGES[code];
  const said = textIn(text, exchange.language);
  const page = `<!doctype html>\n<html lang="${exchange.language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${said}</title>\n<p>${said}</p>\n<p><small>${code}</small></p>\n</html>\n`;
  exchange.send(status, page, {
    'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'", 'x-robots-tag': 'noindex', ...(status === 429 ? { 'retry-after': '60' } : {}),
  });
}
