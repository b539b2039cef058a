import { createHash } from 'node:crypto';
import type { Pool } from 'pg';

/** Every row of every table that outlives a crash, summed up: equal before and after when nothing was written. */
export type Digest = Readonly<Record<string, string>>;

const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
         EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'brand_id' AND NOT a.attisdropped) AS tenant
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
     AND c.relname NOT IN ('_migration', 'migrations')
   ORDER BY name`;

/** When a key was last used is noted beside the request that used it, some time later. */
const rowText = (name: string): string => (name === 'platform.credential' ? `(to_jsonb(t) - 'last_used_at')::text` : 't::text');

const OF_TABLE = (name: string, where: string): string =>
  `SELECT '${name.replaceAll("'", "''")}' AS name, count(*) || ' rows, ' || coalesce(md5(string_agg(row_text, ',' ORDER BY row_text)), '') AS sum FROM (SELECT ${rowText(name)} AS row_text FROM ${name} t WHERE ${where}) r`;

/** What was summed up last, of all brands (under '') and of each, and which transactions could be seen then. */
const known = new WeakMap<Pool, Map<string, { readonly seen: string; readonly digest: Digest }>>();

/**
 * While no transaction has written, here or in another database of the server, there is nothing new to sum up.
 *
 * @param owner a superuser's connections: row-level security must not hide what a faulty statement wrote elsewhere
 * @param brandId counts the rows of this brand only; tables without brands are left out then
 */
export async function digestOf(owner: Pool, brandId?: string): Promise<Digest> {
  const ofPool = known.get(owner) ?? new Map();
  known.set(owner, ofPool);
  const { rows } = await owner.query<{ seen: string }>('SELECT pg_current_snapshot()::text AS seen');
  const seen = String(rows[0]?.seen);
  const last = ofPool.get(brandId ?? '');
  if (last?.seen === seen) return last.digest;
  const digest = await sumUp(owner, brandId);
  ofPool.set(brandId ?? '', { seen, digest });
  return digest;
}

async function sumUp(owner: Pool, brandId?: string): Promise<Digest> {
  const { rows: tables } = await owner.query<{ name: string; tenant: boolean }>(TABLES);
  const parts = tables
    .filter(({ name, tenant }) => brandId === undefined || tenant || name === 'platform.brand')
    .map(({ name }) => OF_TABLE(name, brandId === undefined ? 'true' : `${name === 'platform.brand' ? 'id' : 'brand_id'} = $1`));
  const text = parts.join(' UNION ALL ');
  // Planning it takes as long as running it: a connection does it once.
  const name = `digest-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  const { rows } = await owner.query<{ name: string; sum: string }>({ name, text, values: brandId === undefined ? [] : [brandId] });
  return Object.fromEntries(rows.map(({ name: table, sum }) => [table, sum]));
}
