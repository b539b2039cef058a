import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from './snapshots';
import { type Check, schemaNameOf } from './subject';

const FILE = 'not-personal.txt';

/** Columns of types in which something about a person can stand. */
const COLUMNS = `
  SELECT c.relname || '.' || a.attname AS name
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '_migration' AND n.nspname = $1
     AND format_type(a.atttypid, NULL) IN ('text', 'text[]', 'character varying', 'bytea', 'bytea[]', 'json', 'jsonb', 'date')
   ORDER BY 1`;

/**
 * Each column of text, bytes, JSON or dates either is named by the module's `personalData`, or stands in a file that
 * somebody wrote after looking: `schema.table.column`, one a line.
 */
export const cataloguesPersonalData: Check = async (subject) => {
  const { plugin, platform, options } = subject;
  const schema = schemaNameOf(plugin);
  const file = options.notPersonal ?? join(folderOf(subject), FILE);
  const cleared = new Set(existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []);
  const named = new Set((plugin.personalData ?? []).map(({ table, column }) => `${table.replaceAll('"', '')}.${column}`));
  const columns = (await platform.rows<{ name: string }>(COLUMNS, [schema])).map(({ name }) => `${schema}.${name}`);
  return [
    ...columns.filter((name) => !named.has(name) && !cleared.has(name)).map((name) => `${name} could hold personal data: name it in personalData, or write it into ${FILE} if it holds none`),
    ...columns.filter((name) => named.has(name) && cleared.has(name)).map((name) => `${name} stands in personalData and in ${FILE}`),
    ...[...named].filter((name) => !columns.includes(name)).map((name) => `personalData names ${name}, which is not there`),
  ];
};
