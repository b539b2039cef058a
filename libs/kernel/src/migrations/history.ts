import type { ModuleMigration, PluginDefinition } from '@regulars/plugin-sdk';
import type { QueryRunner } from 'typeorm';
import { version as kernelVersion } from '../../package.json';
import { isOlder, type VersionNotes } from './versions';

/** A module's migrations and the Postgres schema they run in. */
export interface Unit {
  readonly id: string;
  readonly version: string;
  readonly schema: string;
  /** In the order of the timestamps their names end in. */
  readonly migrations: readonly NamedMigration[];
}

export interface NamedMigration {
  readonly name: string;
  readonly timestamp: number;
  readonly migration: ModuleMigration;
}

/** Where each module's history stands: TypeORM's own table, in the module's schema. */
export const HISTORY_TABLE = '_migration';

export const schemaOf = (moduleId: string): string => moduleId.replaceAll('-', '_');

/** The platform's own, then each module's, in the order given. */
export const unitsOf = (modules: readonly PluginDefinition[], platform: PluginDefinition['migrations']): readonly Unit[] =>
  [{ id: 'platform', version: kernelVersion, migrations: platform }, ...modules].map(unitOf);

function unitOf({ id, version, migrations = [] }: Pick<PluginDefinition, 'id' | 'version' | 'migrations'>): Unit {
  const named = migrations.map((Migration) => nameOf(id, new Migration()));
  return { id, version, schema: schemaOf(id), migrations: named.sort((a, b) => a.timestamp - b.timestamp) };
}

const TIMESTAMPED = /\D(\d{13})$/;

function nameOf(module: string, migration: ModuleMigration): NamedMigration {
  const name = migration.name ?? migration.constructor.name;
  const timestamp = Number(TIMESTAMPED.exec(name)?.[1]);
  if (Number.isNaN(timestamp)) throw new Error(`${module}: the name of migration ${name} must end in a 13-digit timestamp.`);
  return { name, timestamp, migration };
}

/** What ran before, by schema; a schema without history is absent. */
export type Histories = ReadonlyMap<string, ReadonlySet<string>>;

export async function readHistories(runner: QueryRunner): Promise<Histories> {
  const tables: { schema: string }[] = await runner.query(
    `SELECT n.nspname AS schema FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = '${HISTORY_TABLE}' AND c.relkind = 'r'`,
  );
  const histories = new Map(tables.map(({ schema }) => [schema, new Set<string>()]));
  if (tables.length === 0) return histories;
  const reads = tables.map(({ schema }) => `SELECT ${literal(schema)} AS schema, name FROM ${identifier(schema)}.${HISTORY_TABLE}`);
  const rows: { schema: string; name: string }[] = await runner.query(reads.join(' UNION ALL '));
  for (const { schema, name } of rows) histories.get(schema)?.add(name);
  return histories;
}

/** Refuses a database that newer versions of modules have migrated: migrations go forward only. */
export function refuseNewer(units: readonly Unit[], histories: Histories, notes: VersionNotes): void {
  const problems = units.flatMap((unit) => {
    const unknown = unknownTo(unit, histories.get(unit.schema) ?? []);
    return unknown.length > 0 ? [newerSentence(unit, unknown, notes.of(unit.id)?.version)] : [];
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** What has run of a module and its installed version does not have. */
export function unknownTo({ migrations }: Unit, ran: Iterable<string>): string[] {
  const known = new Set(migrations.map((migration) => migration.name));
  return [...ran].filter((name) => !known.has(name));
}

function newerSentence({ id, version }: Unit, unknown: readonly string[], migratedBy: string | undefined): string {
  const has = `it has ${unknown.join(', ')}`;
  if (migratedBy === undefined || !isOlder(version, migratedBy)) return `The database was migrated by a newer version of ${id} than the one installed (${has}): install that version or a later one.`;
  return `The database was migrated by ${id} ${migratedBy}, and ${version} is installed (${has}): install ${id} ${migratedBy} or a later version.`;
}

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
