import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { answerCommands } from '../process/commands';

/** Software of others, on ports of this machine. */
export interface Receivers {
  readonly urls: readonly string[];
  /** Takes the connection and never answers. */
  readonly silent: string;
  /** Nobody listens there. */
  readonly refusing: string;
}

/** When each event came, by receiver: ms after it occurred. */
let waits: number[] = [];
const held = new Set<Socket>();

async function listen(server: Server | ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function receiver(): Server {
  return createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { occurredAt } = JSON.parse(Buffer.concat(chunks).toString()) as { occurredAt: string };
      waits.push(Date.now() - Date.parse(occurredAt));
      response.writeHead(204).end();
    });
  });
}

async function open(count: number): Promise<Receivers> {
  const urls = await Promise.all(Array.from({ length: count }, () => listen(receiver())));
  const silent = await listen(createServer((socket) => held.add(socket.on('error', () => undefined).on('close', () => held.delete(socket)))));
  const gone = createServer();
  const refusing = await listen(gone);
  await new Promise((closed) => gone.close(closed));
  return { urls, silent, refusing };
}

/** What has come since the last time it was asked for. */
function take(): number[] {
  const taken = waits;
  waits = [];
  return taken;
}

answerCommands({ open, take, count: () => waits.length });
