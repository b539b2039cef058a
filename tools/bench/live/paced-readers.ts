import { WebSocket } from 'ws';
import { answerCommands } from '../process/commands';

/** Readers of one subscription who take what comes as fast as they can, so many bytes a second, or nothing at all. */
export interface Reading {
  readonly url: string;
  readonly token: string;
  readonly query: string;
  readonly count: number;
  /** Of each; 0: it stalls once it has subscribed; null: as fast as it can. */
  readonly bytesPerSecond: number | null;
}

export interface Read {
  readonly events: number;
  /** Times that a reader was told it is too slow. */
  readonly tooSlow: number;
  /** ms from when an event was written. */
  readonly p99: number;
}

let sockets: WebSocket[] = [];
let lags: number[] = [];
let tooSlow = 0;

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly memberEvents: { readonly occurredAt: string } } } & readonly { readonly extensions?: { readonly code?: string } }[];
}

function openOne({ url, token, query, bytesPerSecond }: Reading): Promise<void> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  sockets.push(socket);
  const subscribe = (): void => socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  return new Promise((resolve, reject) => {
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })));
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const { type, payload } = JSON.parse(data.toString()) as Message;
      if (type === 'connection_ack') {
        subscribe();
        if (bytesPerSecond === 0) socket.pause();
        resolve();
      } else if (type === 'error') {
        if (payload?.[0]?.extensions?.code !== 'SLOW_CONSUMER') return reject(new Error(data.toString().slice(0, 300)));
        tooSlow++;
        subscribe();
      } else if (payload?.data) {
        lags.push(Date.now() - Date.parse(payload.data.memberEvents.occurredAt));
        if (bytesPerSecond) {
          socket.pause();
          setTimeout(() => socket.resume(), (data.length / bytesPerSecond) * 1_000);
        }
      }
    });
  });
}

async function open(reading: Reading): Promise<void> {
  await Promise.all(Array.from({ length: reading.count }, () => openOne(reading)));
}

/** What was read since it was asked last. */
function read(): Read {
  const sorted = lags.sort((a, b) => a - b);
  const result = { events: sorted.length, tooSlow, p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0 };
  lags = [];
  tooSlow = 0;
  return result;
}

function close(): void {
  for (const socket of sockets) socket.terminate();
  sockets = [];
}

answerCommands({ open, read, close });
