import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Pool } from 'pg';
import type { Logger } from 'pino';
import { connectLike } from './connections';

/** Advisory locks of this class say: the process that claimed work under this number is alive. */
export const PRESENCE_LOCKS = 7_314_001;
/** The same for pools of graphile-worker, by a hash of their id. */
export const TASK_POOL_LOCKS = 7_314_002;

const RETRY_MS = 500;

/**
 * A process's sign of life: session locks on a connection of its own. The server drops them the moment the process
 * is gone, so what it had claimed can be taken up again at once, without a clock to trust.
 */
export class Presence {
  /** What this process writes beside the work it claims. */
  readonly key = randomInt(1, 2 ** 31 - 1);
  private readonly taskPools = new Set<string>();
  private client: Client | null = null;
  private gone = false;

  private constructor(private readonly pool: Pool, private readonly logger: Logger, private readonly onLost: () => void) {}

  /** @param onLost the sign was gone for a moment: others may have taken over what this process was doing */
  static async announce(pool: Pool, logger: Logger, onLost: () => void): Promise<Presence> {
    const presence = new Presence(pool, logger, onLost);
    await presence.connect();
    return presence;
  }

  async addTaskPool(id: string): Promise<void> {
    this.taskPools.add(id);
    await this.client?.query('SELECT pg_advisory_lock($1, hashtext($2))', [TASK_POOL_LOCKS, id]);
  }

  /** Ends the sign of life: what is still claimed is for others. */
  async end(): Promise<void> {
    this.gone = true;
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    // The session says nothing for hours; the server must not take that for a fault.
    const client = await connectLike(this.pool, { application_name: 'regulars worker presence' });
    await client.query('SELECT pg_advisory_lock($1, $2)', [PRESENCE_LOCKS, this.key]);
    for (const id of this.taskPools) await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [TASK_POOL_LOCKS, id]);
    this.client = client;
    client.once('end', () => this.lost());
  }

  private lost(): void {
    this.client = null;
    if (this.gone) return;
    this.logger.warn('the connection that shows this worker alive was lost');
    this.onLost();
    void this.reconnect();
  }

  private async reconnect(): Promise<void> {
    while (!this.gone && !this.client) {
      await this.connect().catch(() => sleep(RETRY_MS, undefined, { ref: false }));
    }
    if (this.gone) await this.client?.end().catch(() => undefined);
  }
}
