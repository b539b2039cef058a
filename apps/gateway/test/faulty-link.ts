import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Fault = 'none' | 'swallow' | 'cut' | 'reset';

/** A TCP proxy between a process and its database that fails as networks do. */
export class FaultyLink {
  private fault: Fault = 'none';
  private latency = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server, private readonly port: number) {}

  static async to(databaseUrl: string): Promise<FaultyLink> {
    const { hostname, port } = new URL(databaseUrl);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const link = new FaultyLink(server, (server.address() as AddressInfo).port);
    server.on('connection', (near) => link.join(near, () => connect(Number(port || 5432), hostname)));
    return link;
  }

  /** The same database, reached over this link. */
  through(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.toString();
  }

  /** Every piece is late by so many ms. */
  delay(milliseconds: number): void {
    this.latency = milliseconds;
  }

  /** Connections stay open, and nothing arrives on either side. */
  swallow(): void {
    this.fault = 'swallow';
  }

  /** Connections end, and no new one is taken. */
  cut(): void {
    this.fault = 'cut';
    for (const socket of this.sockets) socket.end();
  }

  /** Connections are reset, new ones at once. */
  reset(): void {
    this.fault = 'reset';
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  mend(): void {
    // What was swallowed does not come back: a connection it was part of is of no use to anybody.
    if (this.fault === 'swallow') for (const socket of this.sockets) socket.resetAndDestroy();
    this.fault = 'none';
    this.latency = 0;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket, open: () => Socket): void {
    this.keep(near);
    if (this.fault === 'reset') return void near.resetAndDestroy();
    if (this.fault === 'cut') return void near.end();
    const far = open();
    this.keep(far);
    this.carry(near, far);
    this.carry(far, near);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }

  private carry(from: Socket, to: Socket): void {
    let turn = Promise.resolve();
    from.on('data', (piece) => {
      turn = turn.then(async () => {
        if (this.latency > 0) await sleep(this.latency);
        if (this.fault === 'none' && !to.destroyed) to.write(piece);
      });
    });
    from.on('close', () => void turn.then(() => to.destroy()));
  }
}
