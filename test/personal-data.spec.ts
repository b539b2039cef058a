import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modules } from '@regulars/gateway/installation';
import { platformPersonalData } from '@regulars/kernel';
import type { PersonalColumn } from '@regulars/plugin-sdk';
import type { TestPlatform } from '@regulars/testing';
import { createWholePlatform } from './support/shop';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createWholePlatform();
});
afterAll(() => platform.stop());

const PLUGINS = join(__dirname, '../plugins');
/** What somebody has looked at and cleared: of what comes with the installation, and of each plugin that keeps a list of its own. */
const FILES = [join(__dirname, 'golden/not-personal.txt'), ...readdirSync(PLUGINS).map((name) => join(PLUGINS, name, 'not-personal.txt')).filter(existsSync)];
const COLUMNS = `
  SELECT n.nspname || '.' || c.relname || '.' || a.attname AS name, format_type(a.atttypid, NULL) AS type
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> '_migration' AND n.nspname = ANY($1)
     AND format_type(a.atttypid, NULL) IN ('text', 'text[]', 'character varying', 'bytea', 'bytea[]', 'json', 'jsonb', 'date')
   ORDER BY 1`;

const catalogue: readonly PersonalColumn[] = [...platformPersonalData, ...modules.flatMap(({ personalData = [] }) => personalData)];
const named = new Set(catalogue.map(({ table, column }) => `${table}.${column}`));
const schemas = ['platform', ...modules.map(({ id }) => id.replaceAll('-', '_'))];
const cleared = new Set(FILES.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter((line) => line !== '' && !line.startsWith('#')));

it('has been decided for every column that could hold personal data', async () => {
  const columns = await platform.rows<{ name: string }>(COLUMNS, [schemas]);
  const undecided = columns.map(({ name }) => name).filter((name) => !named.has(name) && !cleared.has(name));
  // Either the module's personalData names it, or a reader of the file agrees that it holds none.
  expect(undecided).toEqual([]);
});

it('is not decided twice, nor for what is not there', async () => {
  const columns = new Map((await platform.rows<{ name: string; type: string }>(COLUMNS, [schemas])).map(({ name, type }) => [name, type]));
  expect([...named].filter((name) => cleared.has(name))).toEqual([]);
  expect([...named, ...cleared].filter((name) => !columns.has(name))).toEqual([]);
  expect(catalogue.filter(({ table, column, form }) => form !== 'CLEAR' && columns.get(`${table}.${column}`) !== 'bytea')).toEqual([]);
});
