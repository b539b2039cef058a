import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { languageFrom } from '../language';
import type { Recipient } from '../graphql/errors';
import { addressOf } from './address';
import type { HttpProblem } from './problem';

export const GRAPHQL_RESPONSE = 'application/graphql-response+json';

const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** One HTTP request and its answer. */
export class Exchange implements Recipient {
  readonly requestId: string;
  readonly language: string;
  readonly url: URL;
  /** What the log may say of it beside route, status and time. No personal data. */
  readonly notes: Record<string, string | number | null> = {};

  /** @param proxies how many proxies of ours each request passes, each of which adds to `X-Forwarded-For` */
  constructor(readonly request: IncomingMessage, readonly response: ServerResponse, private readonly proxies = 0) {
    const given = this.header('x-request-id');
    this.requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
    this.language = languageFrom(this.header('accept-language'));
    this.url = new URL(`http://localhost${request.url?.startsWith('/') ? request.url : '/'}`);
    response.setHeader('x-request-id', this.requestId);
  }

  /** Where the caller is; of IPv6 the network, of which everybody has plenty of addresses. */
  get address(): string {
    return addressOf(this.request, this.proxies);
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** The media type in which the status tells what became of an operation. */
  get wantsGraphqlResponse(): boolean {
    return this.header('accept')?.includes(GRAPHQL_RESPONSE) ?? false;
  }

  sendProblem({ status, body, headers }: HttpProblem): void {
    const type = this.wantsGraphqlResponse ? GRAPHQL_RESPONSE : 'application/json';
    this.send(status, body, { 'content-type': `${type}; charset=utf-8`, ...headers });
  }

  send(status: number, body: string | Buffer, headers: OutgoingHttpHeaders): void {
    this.response.writeHead(status, {
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    });
    this.response.end(this.request.method === 'HEAD' ? undefined : body);
  }

  sendJson(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): void {
    this.send(status, typeof value === 'string' ? value : JSON.stringify(value), { 'content-type': 'application/json; charset=utf-8', ...headers });
  }
}
