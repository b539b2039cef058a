import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommitInterception } from './commit-interception';
import { firstSeed, numbersFrom } from './seeds';

type Fault = 'none' | 'swallow' | 'cut' | 'reset';

const MILLION = 1_000_000;

/** A TCP proxy between a process and its database that fails as networks do. */
export class FaultyLink {
  private fault: Fault = 'none';
  private latency = 0;
  /** Bytes a millisecond, each way of each connection. */
  private rate = Infinity;
  /** Of a million pieces. */
  private resets = 0;
  private readonly random = numbersFrom(firstSeed());
  private readonly sockets = new Set<Socket>();
  private readonly interceptions = new Set<CommitInterception>();

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

  /** Every piece is late by so many ms, either way. */
  delay(milliseconds: number): void {
    this.latency = milliseconds;
  }

  /** So many bytes a second pass, each way of each connection. */
  slow(bytesPerSecond: number): void {
    this.rate = bytesPerSecond / 1_000;
  }

  /** That share of pieces, 0 to 1, resets its connection instead of arriving. */
  resetSome(share: number): void {
    this.resets = share * MILLION;
  }

  /** Connections stay open, and nothing arrives on either side: neither side learns that the other is gone. */
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

  /** Waits for the database to say COMMIT on the connection on which `text` was sent; that nobody is told, nor anything else there. */
  interceptCommitOf(text: string): Promise<void> {
    return new Promise((resolve) => {
      const interception = new CommitInterception(text, () => {
        this.interceptions.delete(interception);
        resolve();
      });
      this.interceptions.add(interception);
    });
  }

  mend(): void {
    // What was swallowed does not come back: a connection it was part of is of no use to anybody.
    if (this.fault === 'swallow') for (const socket of this.sockets) socket.resetAndDestroy();
    this.fault = 'none';
    this.latency = 0;
    this.rate = Infinity;
    this.resets = 0;
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
    this.carry(near, far, (piece) => this.interceptions.forEach((interception) => interception.asked(far, piece)));
    this.carry(far, near, undefined, (piece) => [...this.interceptions].some((interception) => interception.answered(far, piece)));
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }

  private carry(from: Socket, to: Socket, seen: (piece: Buffer) => void = () => undefined, isHeld: (piece: Buffer) => boolean = () => false): void {
    let turn = Promise.resolve();
    let free = 0;
    let held = false;
    from.on('data', (piece) => {
      // When it arrives is known when it is sent: one piece does not wait until the one before it has travelled.
      free = Math.max(free, performance.now()) + piece.length / this.rate;
      const due = free + this.latency;
      turn = turn.then(async () => {
        const wait = due - performance.now();
        if (wait > 0) await sleep(wait);
        if (this.fault !== 'none' || to.destroyed || held) return;
        if (this.random(MILLION) < this.resets) return void [from, to].forEach((socket) => socket.resetAndDestroy());
        seen(piece);
        held = isHeld(piece);
        if (!held) to.write(piece);
      });
    });
    from.on('close', () => void turn.then(() => this.fault !== 'swallow' && to.destroy()));
  }
}
