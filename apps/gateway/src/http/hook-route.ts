import { type PlatformRuntime, type Scope, UnknownBrand } from '@regulars/kernel';
import { actorOf, type InboundAnswer, InboundHooks, type InboundRequest, publicUrl, readId } from '@regulars/plugin-sdk';
import type { Handler } from '../http';
import type { Admission } from './admission';
import { readBody } from './body';
import { Deadline } from './deadline';
import type { Exchange } from './exchange';
import { badRequest, notFound } from './problem';

const MAX_BODY = 1024 * 1024;
// No referrer to others; with none at all, browsers say `Origin: null` when a page's own form is sent, which nobody's pages may.
const PAGE = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'`, 'referrer-policy': 'same-origin', 'x-robots-tag': 'noindex' };

export interface HookRouteOptions {
  readonly platform: PlatformRuntime;
  readonly admission: Admission;
  /** ms within which a whole body has to be here. */
  readonly bodyDeadline: number;
  /** ms that an answer may take beside the arrival of its body. */
  readonly deadline: number;
  /** Called when something may have been written. */
  readonly onWrite: () => void;
}

/** What a hook answered with 400 or more: all it wrote is undone. */
class Refused extends Error {
  constructor(readonly answer: InboundAnswer) {
    super('The hook refused it');
  }
}

/** `/hooks/BRAND/MODULE/…`: others' software tells a brand something. A brand, a module and a path that are not there look the same. */
export const hookRoute = (options: HookRouteOptions): Handler => (exchange) => options.admission.admit(async () => {
  const { brandId, module, path } = placeOf(exchange);
  const body = await readBody(exchange.request, MAX_BODY, options.bodyDeadline);
  const answer = await new Deadline(options.deadline).within(receive(options.platform, { brandId, module, address: exchange.address }, requestOf(exchange, path, body)));
  Object.assign(exchange.notes, { brand: brandId, hook: module });
  options.onWrite();
  if (answer.html !== undefined) exchange.send(answer.status, answer.html, PAGE);
  else if (typeof answer.body === 'object') exchange.sendJson(answer.status, answer.body);
  else exchange.send(answer.status, answer.body ?? '', { 'content-type': 'text/plain; charset=utf-8' });
});

interface Place {
  readonly brandId: string;
  readonly module: string;
  readonly path: readonly string[];
}

function placeOf({ url }: Exchange): Place {
  const [, , brand = '', module = '', ...path] = url.pathname.split('/').map(decoded);
  const brandId = readId('brd', brand);
  if (brandId === null || module === '') throw notFound();
  return { brandId, module, path };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badRequest('The path is not written as paths are');
  }
}

const scopeOf = (brandId: string, module: string, address: string): Scope => {
  const id = `${module}/hook`;
  return { brandId, audience: 'staff', actor: actorOf({ kind: 'system', id, name: id }), address };
};

async function receive(platform: PlatformRuntime, { brandId, module, address }: Omit<Place, 'path'> & { readonly address: string }, request: InboundRequest): Promise<InboundAnswer> {
  try {
    return await platform.transaction(scopeOf(brandId, module, address), async (ctx) => {
      const hook = ctx.extensions(InboundHooks).find((one) => one.module === module);
      const answer = hook ? await hook.receive(ctx, request) : { status: 404 };
      if (answer.status >= 400) throw new Refused(answer);
      return answer;
    });
  } catch (error) {
    if (error instanceof UnknownBrand) throw notFound();
    if (!(error instanceof Refused)) throw error;
    if (error.answer.status === 404) throw notFound();
    return error.answer;
  }
}

function requestOf(exchange: Exchange, path: readonly string[], body: Buffer): InboundRequest {
  const { request, url } = exchange;
  const query = Object.create(null) as Record<string, string>;
  for (const [name, value] of url.searchParams) query[name] = query[name] === undefined ? value : `${query[name]}, ${value}`;
  const headers = Object.fromEntries(Object.keys(request.headers).map((name) => [name, exchange.header(name)]));
  const base = publicUrl() ?? `http://${request.headers.host ?? 'localhost'}`;
  return { method: request.method === 'POST' ? 'POST' : 'GET', url: base + url.pathname + url.search, path, query, headers, body };
}
