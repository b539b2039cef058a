import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { type Fault, Faults } from './faults';
import { type Listed, receivedPage } from './received-page';

/** What a fake was asked. */
export interface Asked {
  readonly method: string;
  /** Without what stands behind `?`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly bytes: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object leaves as JSON. */
  readonly body?: string | object;
}

/** `at`: ISO 8601. */
export type Received = Asked & { readonly at: string; readonly status: number | 'cut' };

/** Told over HTTP what tests tell by methods, when a fake runs alone. */
export type Controls = Readonly<Record<string, (input: Record<string, unknown>) => unknown>>;

const KEPT = 10_000;
const CONTROL = '/_fake/';
const LISTING = '/received';
const SHOWN = 200; // on a page; as JSON all
const FOR_OTHERS: Reply = { status: 403, body: { message: 'Only for who is at this machine' } };
/** By `sec-fetch-site`: no browser, our own page, or who types an address. */
const FROM_HERE: ReadonlySet<string | undefined> = new Set([undefined, 'same-origin', 'none']);

/**
 * A provider on a port of this machine, over plain HTTP: answers as the provider does, misbehaves as it is told, and
 * keeps the newest of what it was sent.
 */
export abstract class FakeServer {
  readonly received: Received[] = [];
  readonly faults = new Faults();
  /** Requests since it was opened, also those it keeps no longer. */
  requests = 0;
  private readonly server = createServer((request, response) => {
    // One that breaks off, or cannot be shown, ends itself and not the process, which may hold a gateway beside it.
    this.take(request, response).catch(() => response.destroy());
  });

  /** As the provider would, with all that follows from it. */
  protected abstract answer(asked: Asked): Reply | Promise<Reply>;

  /** What `POST /_fake/NAME` with JSON does. */
  protected controls(): Controls {
    return {};
  }

  /** What is shown of a request: of JSON and forms what they say. */
  protected bodyOf({ body }: Received): unknown {
    return readObject(body) ?? (/^[\w.]+=/.test(body) ? Object.fromEntries(new URLSearchParams(body)) : body);
  }

  protected listed(): readonly Listed[] {
    return this.received.map((request) => ({ at: request.at, what: `${request.method} ${request.path}`, status: request.status, body: this.bodyOf(request) }));
  }

  async open(port = 0): Promise<this> {
    await listenAt(this.server, port);
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await readAsked(request);
    if (!asked) return write(response, { status: 400, body: { message: 'No path can be written so' } });
    if (isForeign(asked)) return write(response, FOR_OTHERS);
    if (asked.path === LISTING) return write(response, this.listing(asked));
    if (asked.path.startsWith(CONTROL)) return this.control(asked, response);
    this.requests += 1;
    const fault = this.faults.take();
    const reply = await this.replyTo(asked, fault);
    const isCut = fault?.kind === 'cut' || fault?.kind === 'cut-after';
    this.received.push({ ...asked, at: new Date().toISOString(), status: isCut ? 'cut' : reply.status });
    if (this.received.length > KEPT) this.received.splice(0, KEPT / 10);
    if (isCut) request.socket.destroy();
    else write(response, reply);
  }

  private async replyTo(asked: Asked, fault: Fault | null): Promise<Reply> {
    if (fault?.kind === 'cut') return { status: 0 };
    if (fault?.kind === 'status') {
      const { status, retryAfter, body = JSON.stringify({ message: `a fault of ${status}` }) } = fault;
      return { status, body, ...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }) };
    }
    const reply = await this.answered(asked);
    if (fault?.kind === 'slow') await new Promise((passed) => setTimeout(passed, fault.ms).unref());
    return reply;
  }

  /** What a provider would refuse and its fake stumbles over is the asker's trouble too; `/received` shows it. */
  private async answered(asked: Asked): Promise<Reply> {
    try {
      return await this.answer(asked);
    } catch (error) {
      return { status: 500, body: { message: String(error) } };
    }
  }

  /** The newest first: a page for browsers, else JSON. */
  private listing({ headers }: Asked): Reply {
    const listed = this.listed().toReversed();
    if (!headers.accept?.includes('text/html')) return { status: 200, body: listed };
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'` }, body: receivedPage(this.constructor.name, listed.slice(0, SHOWN)) };
  }

  private async control(asked: Asked, response: ServerResponse): Promise<void> {
    if (asked.method !== 'POST') return write(response, { status: 405, headers: { allow: 'POST' }, body: { message: 'Told by POST' } });
    if (!FROM_HERE.has(asked.headers['sec-fetch-site'])) return write(response, FOR_OTHERS);
    const controls: Controls = {
      faults: ({ faults }) => this.faults.next(...((faults ?? []) as Fault[])),
      ...this.controls(),
    };
    const control = controls[asked.path.slice(CONTROL.length)];
    if (!control) return write(response, { status: 404, body: { message: `one of ${Object.keys(controls).join(', ')}` } });
    try {
      const input = asked.body === '' ? Object.fromEntries(asked.query) : (JSON.parse(asked.body) as Record<string, unknown>);
      write(response, { status: 200, body: { answer: (await control(input)) ?? null } });
    } catch (error) {
      write(response, { status: 400, body: { message: String(error) } });
    }
  }
}

/** Fails where somebody else listens. */
export function listenAt(server: Server, port: number): Promise<void> {
  return new Promise((listening, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail);
      listening();
    });
  });
}

/**
 * A page of somebody else's in a browser of this machine, by its own name or by one that leads here. It could plant
 * messages too: what a fake takes for credentials everybody knows. Who is led here by a link says no origin.
 */
function isForeign({ headers: { host = '', origin } }: Asked): boolean {
  const isOurs = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
  return !isOurs || (origin !== undefined && origin !== `http://${host}`);
}

/** Null: its path cannot be read. */
async function readAsked(request: IncomingMessage): Promise<Asked | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const target = readTarget(request.url ?? '/');
  const headers = request.headers as Record<string, string | undefined>;
  return target && { ...target, method: request.method ?? '', headers, bytes, body: bytes.toString() };
}

function readTarget(text: string): Pick<Asked, 'path' | 'query'> | null {
  try {
    const { pathname, searchParams } = new URL(text, 'http://fake');
    return { path: decodeURIComponent(pathname), query: searchParams };
  } catch {
    return null;
  }
}

function write(response: ServerResponse, { status, headers = {}, body = '' }: Reply): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json', ...headers }).end(isText ? body : JSON.stringify(body));
}

/** An object out of JSON; null for anything else. */
export function readObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
