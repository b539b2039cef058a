import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly path: string;
  /** What was answered. */
  readonly status: number;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** ms before it. */
  readonly after?: number;
}

export type Behaviour = (message: Omit<Received, 'status'>, nth: number) => Reply | Promise<Reply>;

/** Somebody's software, on a port of this machine: keeps what it was sent, and answers as it is told to. */
export class Receiver {
  readonly received: Received[] = [];
  connections = 0;
  private readonly server = createServer((request, response) => void this.take(request, response));

  private constructor(private behaviour: Behaviour) {
    this.server.on('connection', () => this.connections++);
  }

  static async open(behaviour: Behaviour = () => ({ status: 204 })): Promise<Receiver> {
    const receiver = new Receiver(behaviour);
    await new Promise<void>((listening) => receiver.server.listen(0, '127.0.0.1', listening));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  behave(behaviour: Behaviour): void {
    this.behaviour = behaviour;
  }

  /** Ids of what it said it took, each once. */
  get taken(): ReadonlySet<string> {
    return new Set(this.received.filter(({ status }) => status >= 200 && status < 300).map(({ id }) => id));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const message = { id: String(request.headers['webhook-id']), headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString(), path: request.url ?? '' };
    const { status, headers = {}, after = 0 } = await this.behaviour(message, this.received.length + 1);
    if (after > 0) await new Promise((passed) => setTimeout(passed, after).unref());
    this.received.push({ ...message, status });
    response.writeHead(status, headers).end();
  }
}

/** As a receiver checks it: with the library of the standard, by its own clock. */
export function isVerified({ body, headers }: Pick<Received, 'body' | 'headers'>, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
