import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventually } from './eventually';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a spec asserts the whole answer, types would only repeat the document
type Data = any;

/** What came of one subscription. */
export class Stream {
  readonly data: Data[] = [];
  readonly errors: Data[] = [];
  error: Data = null;
  isComplete = false;
  private unsubscribe: () => void = () => undefined;

  constructor(client: Client, query: string, variables: Record<string, unknown> = {}) {
    this.unsubscribe = client.subscribe<Data>({ query, variables }, {
      next: ({ data, errors }) => {
        if (errors) this.errors.push(...errors);
        this.data.push(data);
      },
      error: (error) => (this.error = error),
      complete: () => (this.isComplete = true),
    });
  }

  end(): void {
    this.unsubscribe();
  }

  async has(count: number): Promise<void> {
    await eventually(() => {
      if (this.data.length !== count) throw new Error(`${this.data.length} of ${count} came; error: ${JSON.stringify(this.error)}`);
    });
  }
}

/** A client of the API, as an app would make it. */
export function connect(url: string, token: string | null, options: Partial<ClientOptions> = {}): Client {
  return createClient({
    url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0,
    connectionParams: token === null ? {} : { authorization: `Bearer ${token}` }, ...options,
  });
}

/** One query or mutation over the socket. */
export function run(client: Client, query: string, variables: Record<string, unknown> = {}): Promise<Data> {
  return new Promise((resolve, reject) => {
    let answer: Data;
    client.subscribe({ query, variables }, { next: (result) => (answer = result), error: reject, complete: () => resolve(answer) });
  });
}

/** A socket without a client's manners. */
export class RawSocket {
  readonly messages: Data[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;
  failure: Error | null = null;
  readonly socket: WebSocket;

  constructor(url: string, headers: Record<string, string> = {}, protocol = 'graphql-transport-ws') {
    this.socket = new WebSocket(url.replace('http', 'ws'), protocol, { headers });
    this.socket.on('message', (text) => this.messages.push(JSON.parse(String(text))));
    this.socket.on('close', (code, reason) => (this.closed = { code, reason: String(reason) }));
    this.socket.on('error', (error) => (this.failure = error));
  }

  async open(token: string | null = null): Promise<this> {
    await eventually(() => {
      if (this.socket.readyState !== WebSocket.OPEN) throw new Error('not open');
    });
    if (token !== null) {
      this.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
      await eventually(() => {
        if (this.messages[0]?.type !== 'connection_ack') throw new Error(`no ack but ${JSON.stringify([this.messages, this.closed])}`);
      });
      this.messages.length = 0;
    }
    return this;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: object = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  async isClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    await eventually(() => {
      if (!this.closed) throw new Error(`still open: ${JSON.stringify(this.messages)}`);
    });
    return this.closed as { code: number; reason: string };
  }
}
