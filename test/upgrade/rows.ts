import type { Pool } from 'pg';

/** What stands in a database, by table. */
export type Rows = Readonly<Record<string, readonly object[]>>;

/**
 * Tables that hold data of the installation and its brands, with the columns that are written: not those of the queues,
 * whose rows mean something to the processes that were there, and no transaction ids, which are a server's own.
 */
const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name, array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.atttypid <> 'xid8'::regtype
     AND n.nspname NOT IN ('information_schema', 'graphile_worker') AND n.nspname NOT LIKE 'pg\\_%'
     AND c.relname NOT IN ('_migration', 'module_version', 'relay_cursor', 'delivery', 'deferred_reaction', 'job_due', 'seal', 'seal_head')
   GROUP BY 1 ORDER BY 1`;

const tablesOf = async (owner: Pool): Promise<readonly { readonly name: string; readonly columns: readonly string[] }[]> => (await owner.query(TABLES)).rows;

export async function readRows(owner: Pool): Promise<Rows> {
  const found: [string, object[]][] = [];
  for (const { name, columns } of await tablesOf(owner)) {
    const { rows } = await owner.query<{ row: object }>(`SELECT to_jsonb(t) AS row FROM (SELECT ${columns.join(', ')} FROM ${name}) t ORDER BY 1`);
    if (rows.length > 0) found.push([name, rows.map(({ row }) => row)]);
  }
  return Object.fromEntries(found);
}

/** Into a database at the schema that the rows are of. */
export async function writeRows(owner: Pool, rows: Rows): Promise<void> {
  const tables = (await tablesOf(owner)).filter(({ name }) => name in rows);
  const unknown = Object.keys(rows).filter((name) => !tables.some((table) => table.name === name));
  if (unknown.length > 0) throw new Error(`There is no table ${unknown.join(', ')} at that release`);
  const client = await owner.connect();
  try {
    // Foreign keys and triggers have had their say when the rows were made.
    await client.query(`BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`);
    for (const { name, columns } of tables) {
      await client.query(`INSERT INTO ${name} (${columns.join(', ')}) OVERRIDING SYSTEM VALUE SELECT ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::${name}, $1)`, [JSON.stringify(rows[name])]);
    }
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}
