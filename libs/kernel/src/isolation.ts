import type { PluginDefinition } from '@regulars/plugin-sdk';
import type { Pool } from 'pg';
import { schemaNameOf } from './registry-checks';

/** @throws Error when the database does not keep brands apart: then no process starts on it */
export async function requireIsolation(pool: Pick<Pool, 'query'>, modules: readonly PluginDefinition[]): Promise<void> {
  const gaps = await isolationGaps(pool, modules);
  if (gaps.length > 0) throw new Error(`The database does not keep brands apart: ${gaps.join('; ')}`);
}

/**
 * Ways past row-level security that the schemas of these modules have, each as `object: gap`: a plugin's migrations are
 * code, too. What an operator made in schemas of their own is theirs to answer for.
 */
export async function isolationGaps(pool: Pick<Pool, 'query'>, modules: readonly PluginDefinition[]): Promise<string[]> {
  const { rows } = await pool.query<{ object: string; gap: string }>('SELECT object, gap FROM platform.isolation_gaps() ORDER BY object, gap');
  const ours = new Set(['platform', ...modules.map(({ id }) => schemaNameOf(id))]);
  const isOurs = (object: string): boolean => !object.includes('.') || ours.has((object.split('.')[0] ?? '').replaceAll('"', ''));
  return rows.filter(({ object }) => isOurs(object)).map(({ object, gap }) => `${object}: ${gap}`);
}
