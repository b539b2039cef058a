import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { GraphQLError } from 'graphql';
import { faultFields, formatError } from './graphql/errors';
import type { Drain } from './http/drain';
import { Exchange } from './http/exchange';
import { forbiddenOrigin, HttpProblem, notFound } from './http/problem';
import { originGate } from './origins';

/** What a server needs beside its routes. */
export interface HttpOptions {
  readonly logger: Logger;
  /** Pages of these origins may call with their own scripts (CORS). */
  readonly origins: readonly string[];
  /** Once it is on, callers are told to take their next request elsewhere. */
  readonly drain: Drain;
  /** Proxies of ours that every request passes. */
  readonly proxies: number;
}

export type Handler = (exchange: Exchange) => Promise<void> | void;

/** What answers at a path, by method. A path that ends in `/` stands for everything below it. */
export type Routes = Readonly<Record<string, Readonly<Partial<Record<'GET' | 'POST', Handler>>>>>;

const LINGER = 2_000; // ms that the rest of a refused body is read and thrown away, so that the answer gets through
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 900_000; // an upload of 256 MiB over 3 Mbit/s; other bodies have deadlines of their own
const MAX_HEADER_BYTES = 16_384;
/** Asked by whoever watches the gateway, not by callers: they do not prolong a drain. */
const HEALTH_PATHS = new Set(['/livez', '/readyz', '/metrics']);

/** Bare node:http: a table of paths, and one place where faults become answers. */
export function createHttpServer(routes: Routes, { logger, origins, drain, proxies }: HttpOptions): Server {
  const welcome = crossOrigin(origins);
  const allowsOrigin = originGate(origins);
  const limits = { headersTimeout: HEADERS_TIMEOUT, requestTimeout: REQUEST_TIMEOUT, maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 65_000 };
  return createServer(limits, (request, response) => {
    const exchange = new Exchange(request, response, proxies);
    const route = routeOf(routes, exchange.url.pathname);
    logWhenDone(exchange, route, logger);
    if (!HEALTH_PATHS.has(route)) drain.came();
    if (drain.isOn) response.setHeader('connection', 'close');
    if (welcome(exchange)) return;
    void answer(routes, route, exchange, { logger, allowsOrigin }).finally(() => discardRest(request));
  });
}

/** Lets scripts of listed origins read answers; true when it was only the question whether they may. */
const crossOrigin = (origins: readonly string[]) => {
  const listed = new Set(origins);
  return (exchange: Exchange): boolean => {
    const origin = exchange.header('origin');
    if (origin === undefined || !listed.has(origin)) return false;
    exchange.response.setHeader('access-control-allow-origin', origin).setHeader('vary', 'origin');
    exchange.response.setHeader('access-control-expose-headers', 'x-request-id, retry-after');
    if (exchange.request.method !== 'OPTIONS') return false;
    exchange.send(204, '', {
      'access-control-allow-methods': 'GET, POST', 'access-control-max-age': '3600',
      'access-control-allow-headers': 'authorization, content-type, accept-language, x-request-id, x-user-errors, x-cost-debug',
    });
    return true;
  };
};

/** The path itself, or the longest listed folder it lies in. */
function routeOf(routes: Routes, path: string): string {
  if (routes[path]) return path;
  const folder = `${path.split('/').slice(0, 2).join('/')}/`;
  return routes[folder] ? folder : 'unknown';
}

interface Answering {
  readonly logger: Logger;
  readonly allowsOrigin: ReturnType<typeof originGate>;
}

async function answer(routes: Routes, route: string, exchange: Exchange, { logger, allowsOrigin }: Answering): Promise<void> {
  try {
    const methods = routes[route];
    if (!methods) throw notFound();
    const method = exchange.request.method === 'HEAD' ? 'GET' : exchange.request.method;
    const handler = methods[method as 'GET' | 'POST'];
    if (!handler) throw new HttpProblem('BAD_REQUEST', 'Method not allowed', { status: 405, headers: { allow: Object.keys(methods).join(', ') } });
    // Pages of others could not read the answer; nothing they send is done either.
    if (method !== 'GET' && !allowsOrigin(exchange.request)) throw forbiddenOrigin();
    await handler(exchange);
  } catch (error) {
    refuse(exchange, error, logger);
  }
}

function refuse(exchange: Exchange, error: unknown, logger: Logger): void {
  if (exchange.response.destroyed) return; // the caller is gone
  const problem = error instanceof HttpProblem ? error : faultOf(exchange, error, logger);
  if (exchange.response.headersSent) {
    exchange.response.destroy(); // half an answer must not look like a whole one
    return;
  }
  exchange.sendProblem(problem);
}

/** What the caller is told of a fault of ours; the log is told what kind of fault it is. */
function faultOf(exchange: Exchange, error: unknown, logger: Logger): HttpProblem {
  const formatted = formatError(new GraphQLError('', { originalError: error as Error }), exchange);
  const code = formatted.extensions?.code === 'UNAVAILABLE' ? 'UNAVAILABLE' : 'INTERNAL';
  logger.error({ requestId: exchange.requestId, ...faultFields(error) }, 'a request failed');
  return new HttpProblem(code, formatted.message, { extensions: { requestId: exchange.requestId }, headers: code === 'UNAVAILABLE' ? { 'retry-after': '1' } : {} });
}

function discardRest(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), LINGER);
  timer.unref();
  request.once('end', () => clearTimeout(timer));
}

function logWhenDone(exchange: Exchange, route: string, logger: Logger): void {
  const started = performance.now();
  const { request, response, requestId, notes } = exchange;
  response.once('close', () => {
    const entry = { requestId, method: request.method, route, status: response.statusCode, ms: Math.round(performance.now() - started), cut: isCut(response), ...notes };
    if (response.statusCode >= 500) logger.warn(entry, 'answered');
    else logger.debug(entry, 'answered');
  });
}

const isCut = (response: ServerResponse): boolean => !response.writableFinished;
