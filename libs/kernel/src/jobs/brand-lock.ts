import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';

const JOB_LOCKS = 7_314_003;
const POLL_MS = 100;

/**
 * Does `work` while no other process runs jobs of this brand or moves its clock; the server ends the lock with the
 * session, however the process ends. Answers undefined when the lock was not to be had within `patienceMs`.
 */
export async function withBrandLock<T>(pool: Pool, brandId: string, work: () => Promise<T>, patienceMs = 0): Promise<T | undefined> {
  for (let waited = 0; ; waited += POLL_MS) {
    const client = await lockedClient(pool, brandId);
    if (client) return held(client, brandId, work);
    if (waited >= patienceMs) return undefined;
    await sleep(POLL_MS);
  }
}

/** The connection that has the lock now, or null: whoever waits keeps no connection from the one who works. */
async function lockedClient(pool: Pool, brandId: string): Promise<PoolClient | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked', [JOB_LOCKS, brandId]);
    if (rows[0]?.locked) return client;
    client.release();
    return null;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}

async function held<T>(client: PoolClient, brandId: string, work: () => Promise<T>): Promise<T> {
  let broken: Error | undefined;
  try {
    return await work();
  } finally {
    await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [JOB_LOCKS, brandId]).catch((error: Error) => { broken = error; });
    client.release(broken);
  }
}
