import type { Queryable } from './events/event-log';

const NEEDED = ['fsync', 'full_page_writes', 'synchronous_commit'];

/** Settings of the server under which an acknowledged write can be lost; empty when there are none. */
export async function durabilityGaps(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(`SELECT name FROM pg_settings WHERE name = ANY($1) AND setting = 'off' ORDER BY name`, [NEEDED]);
  return rows.map(({ name }) => `${name} = off`);
}
