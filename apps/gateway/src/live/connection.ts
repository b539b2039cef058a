import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Audience } from '@regulars/plugin-sdk';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { faultFields } from '../graphql/errors';
import { addressOf } from '../http/address';
import { languageFrom } from '../language';
import { CloseCodes } from './close-codes';
import { Outlet } from './outlet';

/** One WebSocket of the API. */
export class Connection {
  readonly id = randomUUID();
  readonly outlet: Outlet;
  /** Answered the last ping. */
  isAlive = true;
  /** The token shown in `connection_init`; null until then. */
  token: string | null = null;
  /** The rights the token had when it was last looked at. */
  rights = '';
  /** Whose seat it takes; null until then. */
  holder: string | null = null;
  language: string;
  isRefusing = false;
  /** Queries and mutations that are being answered. */
  private running = 0;

  /** Where it comes from. */
  readonly address: string;

  constructor(readonly socket: WebSocket, request: IncomingMessage, readonly audience: Audience, proxies: number) {
    this.address = addressOf(request, proxies);
    this.outlet = new Outlet(socket);
    this.language = languageFrom(request.headers['accept-language']);
  }

  get isBusy(): boolean {
    return this.running > 0;
  }

  /** From now on operations are refused: the process is about to stop. */
  refuseOperations(): void {
    this.isRefusing = true;
  }

  async while<T>(work: () => Promise<T>): Promise<T> {
    this.running++;
    try {
      return await work();
    } finally {
      this.running--;
    }
  }

  /** Resolves when the network has taken it. */
  send(data: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.readyState !== this.socket.OPEN) return resolve();
      this.socket.send(data, () => resolve()); // a broken socket says so by closing
    });
  }

  async handle(work: () => Promise<void>, logger: Logger): Promise<void> {
    try {
      await work();
    } catch (error) {
      logger.error({ socket: this.id, ...faultFields(error) }, 'a socket message could not be handled');
      this.socket.close(CloseCodes.INTERNAL, 'Internal server error');
    }
  }

  ping(): void {
    if (!this.isAlive) return this.socket.terminate();
    this.isAlive = false;
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }
}
