import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { FrameCounter, isEvent } from './frame-counter';

const PONG = 0x8a;
const TEXT = 0x81;

/** A client's frame: masked, with a mask of zeros, as nobody hides anything here. */
function frame(opcode: number, payload: string): Buffer {
  const body = Buffer.from(payload);
  const size = body.length < 126 ? Buffer.from([opcode, 0x80 | body.length]) : Buffer.from([opcode, 0x80 | 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([size, Buffer.alloc(4), body]);
}

export interface Subscription {
  readonly url: string;
  /** Null: the socket itself is the subscription. */
  readonly graphql: { readonly token: string; readonly query: string; readonly variables: object } | null;
}

/** One WebSocket that counts what it is sent. */
export class CountingSubscriber {
  count = 0;
  lastFrame = '';
  failure: string | null = null;
  readonly subscribed: Promise<void>;
  private readonly socket: Socket;
  private isUpgraded = false;
  private isSubscribed = false;
  private confirm: () => void = () => undefined;

  constructor(private readonly subscription: Subscription, private readonly onCounted: () => void) {
    const url = new URL(subscription.url);
    this.socket = connect(Number(url.port), url.hostname);
    this.socket.setNoDelay(true);
    const counter = new FrameCounter({ onText: (head) => this.onText(head), onPing: () => void this.socket.write(frame(PONG, '')) });
    this.socket.on('data', (chunk) => (this.isUpgraded ? counter.take(chunk) : this.upgraded(chunk, counter)));
    this.socket.on('close', () => (this.failure ??= 'the server closed the connection'));
    this.socket.on('error', (error) => (this.failure ??= error.message));
    this.subscribed = new Promise((resolve, reject) => {
      this.confirm = resolve;
      this.socket.once('close', () => reject(new Error('A subscriber was turned away')));
    });
    this.socket.write(`GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n`
      + `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n${subscription.graphql ? 'Sec-WebSocket-Protocol: graphql-transport-ws\r\n' : ''}\r\n`);
  }

  private upgraded(chunk: Buffer, counter: FrameCounter): void {
    const end = chunk.indexOf('\r\n\r\n');
    if (end < 0 || !chunk.toString('latin1', 0, 12).endsWith('101')) return void this.socket.destroy();
    this.isUpgraded = true;
    const { graphql } = this.subscription;
    if (graphql) this.socket.write(frame(TEXT, JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${graphql.token}` } })));
    else this.begin();
    counter.take(chunk.subarray(end + 4));
  }

  private onText(head: Buffer): void {
    const { graphql } = this.subscription;
    if (graphql && !this.isSubscribed) { // the acknowledgement
      this.socket.write(frame(TEXT, JSON.stringify({ id: '1', type: 'subscribe', payload: { query: graphql.query, variables: graphql.variables } })));
      return this.begin();
    }
    if (!isEvent(head)) this.failure ??= head.toString();
    if (this.count === 0) this.lastFrame = head.toString();
    this.count++;
    this.onCounted();
  }

  private begin(): void {
    this.isSubscribed = true;
    this.confirm();
  }
}
