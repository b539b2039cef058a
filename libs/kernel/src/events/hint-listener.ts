import type { Client, Pool } from 'pg';
import type { Logger } from 'pino';
import { connectLike } from '../worker/connections';
import { HINT_CHANNEL } from './event-feed';

const RETRY_MS = 1_000;

/** Listens for hints on a connection of its own and takes a new one when that breaks. Nothing depends on it. */
export class HintListener {
  private client: Client | null = null;
  private retry: NodeJS.Timeout | null = null;
  private started = false;
  private stopped = false;

  constructor(private readonly pool: Pool, private readonly logger: Logger, private readonly onHint: () => void) {}

  /** Once is enough; again does nothing. */
  async start(): Promise<void> {
    if (this.started) return;
    this.started = true;
    await this.listen();
  }

  private async listen(): Promise<void> {
    try {
      const client = await connectLike(this.pool);
      if (this.stopped) return await client.end();
      this.client = client;
      client.on('notification', () => this.onHint());
      client.on('end', () => this.lost());
      await client.query(`LISTEN ${HINT_CHANNEL}`);
      // What was announced while nobody listened.
      this.onHint();
    } catch (error) {
      this.logger.debug({ code: (error as { code?: string }).code }, 'cannot listen for new events, polling goes on');
      this.lost();
    }
  }

  private lost(): void {
    this.client = null;
    if (this.stopped || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = null;
      void this.listen();
    }, RETRY_MS);
    this.retry.unref();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.retry) clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }
}
