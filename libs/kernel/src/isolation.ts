import type { Pool } from 'pg';

/** Ways past row-level security that the database has, each as `object: gap`. Plugins' migrations are code, too. */
export async function isolationGaps(pool: Pick<Pool, 'query'>): Promise<string[]> {
  const { rows } = await pool.query<{ object: string; gap: string }>('SELECT object, gap FROM platform.isolation_gaps() ORDER BY object, gap');
  return rows.map(({ object, gap }) => `${object}: ${gap}`);
}
