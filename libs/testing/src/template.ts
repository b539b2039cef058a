import { createHash } from 'node:crypto';
import { APP_ROLE, ensureRoles, migrate, platformMigrations, Registry } from '@regulars/kernel';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { Client } from 'pg';
import { superuserUrl, TEST_PASSWORDS, urlOf } from './addresses';
import { migrationText } from './migration-text';

const PREFIX = 'regulars_template';
/** Any number that no other user of the cluster locks. */
const TEMPLATE_LOCK = 7_314_218;
const HALF_A_DAY = 43_200; // s

/**
 * Path of a module that exports `before(ownerUrl, modules)`: it leaves a new database as an earlier version did, and what
 * is installed migrates it. So a module's specs run on what an upgrade makes, too.
 */
const { REGULARS_BEFORE } = process.env;
type Before = { readonly before: (ownerUrl: string, modules: readonly PluginDefinition[]) => Promise<void> };

const hashOf = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);

/** One family for one set of modules, and within it one name for what their migrations do. */
interface Name {
  readonly name: string;
  readonly family: string;
}

/** Names for the platform alone, for it with the first of the modules, with the first two, and so on to all of them. */
async function namesOf(modules: readonly PluginDefinition[]): Promise<readonly Name[]> {
  const units = [{ id: 'platform', version: '', migrations: platformMigrations }, ...modules];
  const contents = await Promise.all(units.map(async ({ id, version, migrations = [] }) => [id, version, await Promise.all(migrations.map(migrationText))]));
  return contents.map((_, last) => {
    const family = `${PREFIX}_${hashOf(modules.slice(0, last).map(({ id }) => id).join(), 12)}`;
    return { family, name: `${family}_${hashOf(JSON.stringify([contents.slice(0, last + 1), REGULARS_BEFORE]), 20)}` };
  });
}

/**
 * A migrated, empty database to copy: made by whichever spec file asks first, kept for the rest of the run and, on
 * a cluster that outlives it, for the next.
 *
 * @param client connected to the cluster's `postgres` database as superuser
 */
export async function templateOf(client: Client, modules: readonly PluginDefinition[]): Promise<string> {
  const { modules: ordered } = new Registry(modules);
  const names = await namesOf(ordered);
  const { name } = names.at(-1) as Name;
  if (await exists(client, name) && (await rolesWork())) return name;
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    await ensureRoles(superuserUrl(), TEST_PASSWORDS);
    if (!(await exists(client, name))) await createInSteps(client, names, ordered);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
  return name;
}

/**
 * From what already has the first of the modules, as many of them as possible. What the core modules leave is kept, one
 * after the other: most sets begin with them, and so have only the others left to migrate.
 */
async function createInSteps(client: Client, names: readonly Name[], modules: readonly PluginDefinition[]): Promise<void> {
  const last = names.length - 1;
  const begun = await furthest(client, names);
  const common = modules.findIndex(({ core }) => !core);
  const kept = REGULARS_BEFORE ? [] : [...names.keys()].filter((step) => step > begun && step < last && step <= (common < 0 ? last : common));
  let from = names[begun]?.name ?? 'template0';
  for (const step of [...kept, last]) {
    const { name, family } = names[step] as Name;
    await removeOutdated(client, family);
    await create(client, name, modules.slice(0, step), from);
    from = name;
  }
}

/** -1: nothing is there. */
async function furthest(client: Client, names: readonly Name[]): Promise<number> {
  if (REGULARS_BEFORE) return -1; // an earlier version began with nothing
  const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE datname = ANY($1)', [names.map(({ name }) => name)]);
  const there = new Set(rows.map(({ datname }) => datname));
  return names.findLastIndex(({ name }) => there.has(name));
}

/** Under another name until it is complete: a killed run must not leave half a template. */
async function create(client: Client, name: string, modules: readonly PluginDefinition[], from: string): Promise<void> {
  const draft = `${name}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft} TEMPLATE ${from} STRATEGY FILE_COPY`);
  if (REGULARS_BEFORE) await ((await import(REGULARS_BEFORE)) as Before).before(urlOf(draft), modules);
  await migrate(urlOf(draft), modules);
  await client.query(`ALTER DATABASE ${draft} ALLOW_CONNECTIONS false`);
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
}

async function exists(client: Client, name: string): Promise<boolean> {
  return (await client.query('SELECT FROM pg_database WHERE datname = $1', [name])).rowCount === 1;
}

/** A cluster that was given may hold the roles of an installation, with passwords of its own. */
async function rolesWork(): Promise<boolean> {
  const client = new Client({ connectionString: urlOf('postgres', { user: APP_ROLE, password: TEST_PASSWORDS.app }) });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Templates of migrations that have changed since, and databases of runs that were killed long ago. */
async function removeOutdated(client: Client, family: string): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database d
      WHERE datname LIKE $1 || '\\_%' OR (datname LIKE 'regulars\\_test\\_%'
        AND (pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification < clock_timestamp() - make_interval(secs => $2)
        AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid))`,
    [family, HALF_A_DAY],
  );
  for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS ${datname}`).catch(() => undefined);
}
