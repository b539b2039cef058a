import type { TestShop } from '../shop';
import { schemaNameOf, type Subject } from './subject';

/** Rows of a brand in each of the plugin's tables, as text. */
export type Rows = ReadonlyMap<string, readonly string[]>;

async function tablesOf({ platform, plugin }: Subject, column: string): Promise<string[]> {
  const rows = await platform.rows<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attname = $2 AND NOT a.attisdropped ORDER BY 1`,
    [schemaNameOf(plugin), column],
  );
  return rows.map(({ name }) => name);
}

const tenantTables = (subject: Subject): Promise<string[]> => tablesOf(subject, 'brand_id');
export const memberTables = (subject: Subject): Promise<string[]> => tablesOf(subject, 'member_id');

export async function rowsOf(subject: Subject, shop: TestShop): Promise<Rows> {
  const tables = await tenantTables(subject);
  const entries = await Promise.all(tables.map(async (table) => [table, await read(subject, `SELECT t::text AS row FROM ${table} t WHERE brand_id = $1 ORDER BY 1`, [shop.id])] as const));
  return new Map(entries);
}

/** Rows about one member. */
export const rowsAbout = (subject: Subject, table: string, shop: TestShop, memberId: string): Promise<readonly string[]> =>
  read(subject, `SELECT t::text AS row FROM ${table} t WHERE brand_id = $1 AND member_id = $2`, [shop.id, memberId]);

/** The same by their primary keys, but for whose they are: what tells that a row is the same one, whatever counts in it. */
export async function keysAbout(subject: Subject, table: string, shop: TestShop, memberId: string): Promise<readonly string[]> {
  const columns = await subject.platform.rows<{ name: string }>(
    `SELECT quote_ident(a.attname) AS name FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
      WHERE i.indrelid = $1::regclass AND i.indisprimary AND a.attname NOT IN ('brand_id', 'member_id') ORDER BY a.attnum`,
    [table],
  );
  const key = columns.length === 0 ? "''" : `concat_ws('/', ${columns.map(({ name }) => `t.${name}`).join(', ')})`;
  return read(subject, `SELECT ${key} AS row FROM ${table} t WHERE brand_id = $1 AND member_id = $2 ORDER BY 1`, [shop.id, memberId]);
}

async function read({ platform }: Subject, sql: string, values: readonly unknown[]): Promise<readonly string[]> {
  return (await platform.rows<{ row: string }>(sql, values)).map(({ row }) => row);
}
