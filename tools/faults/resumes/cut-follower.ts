import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { GatewayAddress } from '../tills';

const EVENTS = 'subscription ($after: String, $memberId: ID) { memberEvents(after: $after, memberId: $memberId) { id cursor data } }';
const RETRY = 20; // ms

export interface Told {
  readonly id: string;
  readonly cursor: string;
  readonly data: { readonly memberId?: string; readonly entryId?: string };
}

/** An app whose connection breaks all the time, and which resumes from the last cursor it was shown. */
export class CutFollower {
  readonly told: Told[] = [];
  cuts = 0;
  /** What a subscription ended with; nothing but a broken connection may end one. */
  readonly refusals: string[] = [];
  private running = true;
  private cutting = false;

  constructor(private readonly gateways: readonly GatewayAddress[], private readonly token: string, readonly memberId: string | null, private readonly cutEvery: number) {}

  async run(first: number): Promise<void> {
    for (let turn = first; this.running; turn++) {
      const url = this.gateways[turn % this.gateways.length]?.url;
      if (url) await this.follow(url);
      await sleep(RETRY);
    }
  }

  startCutting(): void {
    this.cutting = true;
  }

  stopCutting(): void {
    this.cutting = false;
  }

  stop(): void {
    this.running = false;
  }

  /** Until the connection ends, by whomever. */
  private follow(url: string): Promise<void> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    socket.on('error', () => undefined);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${this.token}` } })));
    socket.on('message', (text) => this.hear(socket, JSON.parse(String(text)) as Message));
    return new Promise((resolve) => {
      const cut = setInterval(() => {
        if (this.running && !(this.cutting && socket.readyState === WebSocket.OPEN)) return;
        if (this.running) this.cuts++;
        socket.terminate();
      }, this.cutEvery);
      socket.on('close', () => {
        clearInterval(cut);
        resolve();
      });
    });
  }

  private hear(socket: WebSocket, { type, payload }: Message): void {
    // What was under way when the connection was cut has not been shown to anybody.
    if (socket.readyState !== WebSocket.OPEN) return;
    if (type === 'connection_ack') {
      const variables = { after: this.told.at(-1)?.cursor ?? null, memberId: this.memberId };
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: EVENTS, variables } }));
    } else if (type === 'ping') {
      socket.send(JSON.stringify({ type: 'pong' }));
    } else if (type === 'next' && payload?.data) {
      this.told.push(payload.data.memberEvents);
    } else if (type === 'next' || type === 'error') {
      this.refusals.push(JSON.stringify(payload));
      socket.terminate();
    }
  }
}

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly memberEvents: Told } };
}
