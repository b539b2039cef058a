import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { answerCommands } from '../process/commands';

/** The limit: `ws` alone, sending a text that is there already to everybody who is connected. */
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

async function start(): Promise<string> {
  const server = createServer();
  server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, (webSocket) => sockets.emit('connection', webSocket, request)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function broadcast({ text, events }: { readonly text: string; readonly events: number }): Promise<void> {
  for (let event = 0; event < events; event++) {
    for (const client of sockets.clients) client.send(text);
    await nextTurn();
  }
}

answerCommands({ start, broadcast });
