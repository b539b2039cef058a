import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EventFeed, PlatformRuntime } from '@regulars/kernel';
import type { Audience } from '@regulars/plugin-sdk';
import { handleProtocols } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { QueryGuard } from '../graphql/query-guard';
import type { SchemaRuntimes } from '../graphql/schema-runtime';
import type { Metrics } from '../metrics';
import { CloseCodes } from './close-codes';
import { Connection } from './connection';
import { watchCredentials } from './credential-watch';
import { LiveHub } from './hub';
import { createProtocol, type LiveServices } from './protocol';
import { Seats } from './seats';
import { Slots } from './slots';

const MAX_MESSAGE = 64 * 1024;
const PING_EVERY = 12_000;
const CREDENTIALS_EVERY = 2_000; // and what is known of one is up to 2 s old: closed within 5 s
const MAX_EXECUTIONS = 6;

export interface LiveOptions {
  readonly platform: PlatformRuntime;
  readonly runtimes: SchemaRuntimes;
  readonly guard: QueryGuard;
  readonly feed: EventFeed;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Audience by path. */
  readonly paths: Readonly<Record<string, Audience>>;
  /** ms between pings; who has not answered the last one is gone. Default 12,000. */
  readonly pingEvery?: number;
  /** Proxies of ours that every request passes; default none. */
  readonly proxies?: number;
  /** Whether pages of this origin may connect. */
  readonly allowsOrigin: (request: IncomingMessage) => boolean;
}

/** graphql-ws on the paths of the API. */
export class LiveServer {
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false, handleProtocols, clientTracking: false });
  private readonly connections = new Set<Connection>();
  private readonly services: LiveServices;
  private readonly hub: LiveHub;
  private readonly protocol: ReturnType<typeof createProtocol>;
  private readonly timers: NodeJS.Timeout[];
  private readonly seats = new Seats();
  private isDraining = false;

  constructor(private readonly options: LiveOptions) {
    const { platform, runtimes, guard, feed, metrics, logger } = options;
    this.hub = new LiveHub(feed, logger);
    this.services = { platform, runtimes, guard, seats: this.seats, metrics, logger, hub: this.hub, slots: new Slots(MAX_EXECUTIONS), onExecuted: () => void metrics.live.executions++ };
    this.protocol = createProtocol(this.services);
    this.timers = [
      setInterval(() => this.pingAll(), options.pingEvery ?? PING_EVERY),
      setInterval(() => void watchCredentials(platform, this.connections, logger), CREDENTIALS_EVERY),
    ];
    for (const timer of this.timers) timer.unref();
    metrics.gauge('regulars_sockets', 'Open WebSockets', () => this.connections.size);
    metrics.gauge('regulars_live_subscribers', 'Subscriptions that follow live', () => this.hub.followerCount);
    metrics.gauge('regulars_live_groups', 'Distinct subscriptions, each executed once per event', () => this.hub.groupCount);
  }

  attach(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      const audience = this.options.paths[request.url?.split('?')[0] ?? ''];
      if (!audience) return refuse(socket, '404 Not Found');
      if (this.isDraining) return refuse(socket, '503 Service Unavailable');
      if (!this.options.allowsOrigin(request)) return refuse(socket, '403 Forbidden');
      this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.open(webSocket, request, audience));
    });
  }

  private open(socket: WebSocket, request: IncomingMessage, audience: Audience): void {
    const connection = new Connection(socket, request, audience, this.options.proxies ?? 0);
    this.connections.add(connection);
    const closed = this.protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => connection.send(data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) => socket.on('message', (data) => void connection.handle(() => handle(String(data)), this.options.logger)),
      },
      connection,
    );
    socket.on('pong', () => connection.isAlive = true);
    socket.on('error', (error) => this.options.logger.debug({ code: (error as { code?: string }).code }, 'a socket failed'));
    socket.once('close', (code, reason) => {
      this.connections.delete(connection);
      if (connection.holder !== null) this.seats.leave(connection.holder);
      closed(code, String(reason)).catch(() => undefined);
    });
  }

  private pingAll(): void {
    for (const connection of this.connections) connection.ping();
  }

  /** Takes nothing new, finishes queries and mutations, then sends everybody elsewhere. */
  async drain(patience: number): Promise<void> {
    this.isDraining = true;
    for (const timer of this.timers) clearInterval(timer);
    const deadline = performance.now() + patience;
    for (const connection of this.connections) connection.refuseOperations();
    while (performance.now() < deadline && [...this.connections].some(({ isBusy }) => isBusy)) await pause(10);
    for (const { socket } of this.connections) socket.close(CloseCodes.SERVICE_RESTART, 'Service restart');
    while (performance.now() < deadline && this.connections.size > 0) await pause(10);
    for (const { socket } of this.connections) socket.terminate();
    this.hub.stop();
    this.sockets.close();
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
