import type { Pool, PoolClient } from 'pg';

/** Claims of these kinds are made by one process at a time. */
const CLAIM_LOCKS = 7_314_004;

/** Statements of the relay that stand together or not at all. */
export async function inTransaction<T>(relay: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await relay.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const done = await work(client);
    await client.query('COMMIT');
    return done;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => { broken = failure; });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** For claims that depend on what is running: two at once would each see only what was claimed before both, and claim twice as much. */
export const inTurn = <T>(relay: Pool, kind: string, claim: (client: PoolClient) => Promise<T>): Promise<T> =>
  inTransaction(relay, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [CLAIM_LOCKS, kind]);
    return claim(client);
  });
