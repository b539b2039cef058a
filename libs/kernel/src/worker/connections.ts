import { Client, type ClientConfig, type Pool } from 'pg';

/** The settings a pool connects with, for a connection of one's own beside it: never pipelined. */
export function settingsOf(pool: Pool): ClientConfig {
  const { options } = pool;
  // The pool hides its password from enumeration, which spreading follows.
  const settings = { ...options, password: options.password, keepAlive: true, keepAliveInitialDelayMillis: 10_000, pipeline: false };
  return settings;
}

/** A connected client that belongs to the caller alone, as the role the pool logs in as. */
export async function connectLike(pool: Pool, extra: ClientConfig = {}): Promise<Client> {
  const client = new Client({ ...settingsOf(pool), ...extra });
  // An idle client's fault must not end the process; whoever uses it sees the fault at the next statement.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
