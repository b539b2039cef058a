import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const LOOK_EVERY = 200; // ms between looks at a gateway's readiness
const LOOK_PATIENCE = 5_000;
const SILENCES = 3;
/** Headers that concern one connection only (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

interface Backend {
  readonly url: URL;
  readonly agent: Agent;
  isReady: boolean;
  /** It answered when it was looked at last, whatever it said. */
  isThere: boolean;
  isLooking: boolean;
  /** Looks in a row that were not answered. */
  silences: number;
}

/** A load balancer that follows `/readyz`, keeps connections open, and sends nothing a second time. */
export class Balancer {
  private readonly backends = new Map<string, Backend>();
  private readonly server = createServer((from, to) => this.pass(from, to));
  private readonly looking = setInterval(() => this.lookAtAll(), LOOK_EVERY);
  private readonly sockets = new Set<Socket>();
  private turn = 0;

  async listen(): Promise<string> {
    this.server.on('upgrade', (from: IncomingMessage, near: Duplex, head: Buffer) => this.passUpgrade(from, near, head));
    this.server.keepAliveTimeout = 60_000;
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  add(url: string): void {
    this.backends.set(url, { url: new URL(url), agent: new Agent({ keepAlive: true }), isReady: false, isThere: false, isLooking: false, silences: 0 });
  }

  remove(url: string): void {
    this.backends.get(url)?.agent.destroy();
    this.backends.delete(url);
  }

  isReady(url: string): boolean {
    return this.backends.get(url)?.isReady ?? false;
  }

  stop(): void {
    clearInterval(this.looking);
    for (const url of [...this.backends.keys()]) this.remove(url);
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    this.server.closeAllConnections();
  }

  private lookAtAll(): void {
    for (const backend of this.backends.values()) if (!backend.isLooking) this.lookAt(backend);
  }

  /** What says that it is not ready gets nothing more; what does not say in time is as it was, up to three times. */
  private lookAt(backend: Backend): void {
    backend.isLooking = true;
    const seen = (isReady: boolean, isThere: boolean): void => {
      backend.isReady = isReady;
      backend.isThere = isThere;
      backend.isLooking = false;
      backend.silences = 0;
    };
    const look = get(new URL('/readyz', backend.url), { agent: false, timeout: LOOK_PATIENCE }, (answer) => {
      answer.resume();
      seen(answer.statusCode === 200, true);
    });
    look.on('timeout', () => look.destroy(Object.assign(new Error('no answer'), { code: 'SILENT' })));
    look.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'SILENT' || ++backend.silences >= SILENCES) return seen(false, false);
      backend.isLooking = false;
    });
  }

  /** In turn one that is ready; where none says so, one that is there: better a chance than none, as balancers do. */
  private next(): Backend | undefined {
    const all = [...this.backends.values()];
    const ready = all.filter(({ isReady }) => isReady);
    const choice = ready.length > 0 ? ready : all.filter(({ isThere }) => isThere);
    return choice[this.turn++ % Math.max(1, choice.length)];
  }

  private pass(from: IncomingMessage, to: ServerResponse): void {
    const backend = this.next();
    if (!backend) return refuse(to, 503, 'No gateway is ready');
    const { hostname, port } = backend.url;
    const far = request({ hostname, port, agent: backend.agent, method: from.method, path: from.url, headers: endToEnd(from.headers) }, (answer) => {
      to.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      answer.pipe(to);
      answer.on('error', () => to.destroy());
    });
    far.on('error', (error) => (to.headersSent ? to.destroy() : refuse(to, 502, error.message)));
    from.pipe(far);
  }

  private passUpgrade(from: IncomingMessage, near: Duplex, head: Buffer): void {
    near.on('error', () => near.destroy());
    const backend = this.next();
    if (!backend) return void near.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
    const far = connect(Number(backend.url.port), backend.url.hostname);
    this.sockets.add(far);
    far.on('error', () => near.destroy());
    far.on('close', () => this.sockets.delete(far));
    near.on('close', () => far.destroy());
    const headers = from.rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
    far.write(`${from.method} ${from.url} HTTP/1.1\r\n${headers}\r\n`);
    far.write(head);
    near.pipe(far).pipe(near);
  }
}

const endToEnd = (headers: IncomingMessage['headers']): IncomingMessage['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));

function refuse(to: ServerResponse, status: number, message: string): void {
  to.writeHead(status, { 'content-type': 'text/plain' }).end(message);
}
