import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

const EVENTS = 'subscription ($after: String) { memberEvents(after: $after) { cursor } }';
const AGAIN_AFTER = 50; // ms

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly memberEvents: { readonly cursor: string } } } | readonly { readonly extensions?: { readonly retryable?: boolean } }[];
}

type Send = (message: object) => void;

/** One socket that follows a brand's events, and comes back with its cursor whenever it is sent away. */
export class ReturningFollower {
  /** Places of the events it was told, in the order they came. */
  readonly told: string[] = [];
  /** Codes its sockets were closed with. */
  readonly codes: number[] = [];
  readonly problems: string[] = [];
  private socket: WebSocket | null = null;
  private running = true;

  /** @param cursor where it begins */
  constructor(private readonly url: string, private readonly token: string, private cursor: string) {
    this.open();
  }

  stop(): void {
    this.running = false;
    this.socket?.terminate();
  }

  private open(): void {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    this.socket = socket;
    const send: Send = (message) => socket.send(JSON.stringify(message));
    socket.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${this.token}` } }));
    socket.on('message', (text) => this.take(JSON.parse(String(text)) as Message, send));
    socket.on('error', (error) => this.running && this.problems.push(error.message));
    socket.on('close', (code) => void this.comeBack(code));
  }

  private take({ type, payload }: Message, send: Send): void {
    const event = payload !== undefined && 'data' in payload ? payload.data?.memberEvents : undefined;
    if (type === 'connection_ack') this.subscribe(send);
    else if (type === 'ping') send({ type: 'pong' });
    else if (type === 'next' && event) this.told.push((this.cursor = event.cursor));
    else if (type === 'error' && Array.isArray(payload) && payload[0]?.extensions?.retryable === true) setTimeout(() => this.subscribe(send), AGAIN_AFTER);
    else this.problems.push(JSON.stringify({ type, payload }));
  }

  private subscribe(send: Send): void {
    if (this.socket?.readyState === WebSocket.OPEN) send({ id: '1', type: 'subscribe', payload: { query: EVENTS, variables: { after: this.cursor } } });
  }

  private async comeBack(code: number): Promise<void> {
    if (!this.running) return;
    this.codes.push(code);
    await sleep(AGAIN_AFTER);
    this.open();
  }
}
