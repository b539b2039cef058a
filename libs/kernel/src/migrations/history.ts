import type { PluginDefinition } from '@regulars/plugin-sdk';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A module's migrations and the Postgres schema they run in. */
export interface Unit {
  readonly id: string;
  readonly schema: string;
  /** In the order of the timestamps their names end in. */
  readonly migrations: readonly NamedMigration[];
}

export interface NamedMigration {
  readonly name: string;
  readonly timestamp: number;
  readonly migration: MigrationInterface;
}

/** Where each module's history stands: TypeORM's own table, in the module's schema. */
export const HISTORY_TABLE = '_migration';

export const schemaOf = (moduleId: string): string => moduleId.replaceAll('-', '_');

export function unitOf(id: string, migrations: PluginDefinition['migrations'] = []): Unit {
  const named = migrations.map((Migration) => nameOf(id, new Migration()));
  return { id, schema: schemaOf(id), migrations: named.sort((a, b) => a.timestamp - b.timestamp) };
}

const TIMESTAMPED = /\D(\d{13})$/;

function nameOf(module: string, migration: MigrationInterface): NamedMigration {
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

/** Refuses a database that a newer version of a module has migrated: this version would misread it. */
export function refuseNewer(units: readonly Unit[], histories: Histories): void {
  for (const { id, schema, migrations } of units) {
    const known = new Set(migrations.map((migration) => migration.name));
    const unknown = [...(histories.get(schema) ?? [])].filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new Error(`The database was migrated by a newer version of ${id} than the one installed (it has ${unknown.join(', ')}): install that version or a later one.`);
    }
  }
}

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
