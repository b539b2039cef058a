import { setTimeout as sleep } from 'node:timers/promises';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { DataSource, type QueryRunner } from 'typeorm';
import { platformMigrations } from './migrations';
import { besideOthers, limitWaiting } from './migrations/beside-others';
import { HISTORY_TABLE, identifier, type NamedMigration, readHistories, refuseNewer, type Unit, unitsOf } from './migrations/history';
import { ensureQueueSchema } from './migrations/queue-schema';
import { VersionNotes } from './migrations/versions';
import { APP_ROLE } from './roles';

/**
 * Brings a database to what the installed modules expect: the platform first, then each module in its own Postgres
 * schema, with a history of its own that TypeORM's commands can read.
 *
 * The two roles of `ensureRoles` must exist. Several processes may start at once: they go one after the other.
 *
 * @param ownerUrl the role that owns, or will own, every table
 * @param modules in dependency order
 * @param platform the kernel's own migrations: fewer for a database as an earlier version had it
 * @returns what ran, as `module/Name`
 * @throws Error in one sentence for each module that the database has a newer version of than is installed
 */
export async function migrate(ownerUrl: string, modules: readonly PluginDefinition[], platform: PluginDefinition['migrations'] = platformMigrations): Promise<string[]> {
  const units = unitsOf(modules, platform);
  const source = await new DataSource({ type: 'postgres', url: ownerUrl, extra: { max: 1 }, installExtensions: false }).initialize();
  const runner = source.createQueryRunner();
  try {
    await takeTurn(runner);
    const [histories, notes] = [await readHistories(runner), await VersionNotes.read(runner)];
    refuseNewer(units, histories, notes);
    await ensureQueueSchema(ownerUrl, runner);
    const ran: string[] = [];
    for (const unit of units) ran.push(...(await runPending({ runner, unit, notes }, histories.get(unit.schema))));
    return ran;
  } finally {
    await runner.release();
    await source.destroy();
  }
}

const MIGRATION_LOCK = 7_314_217;
const TURN_POLL_MS = 100;

/** Polls, because a session that waits inside the server would hold up another's CREATE INDEX CONCURRENTLY. Ends with the session. */
async function takeTurn(runner: QueryRunner): Promise<void> {
  for (;;) {
    const [row]: { locked: boolean }[] = await runner.query(`SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS locked`);
    if (row?.locked) return;
    await sleep(TURN_POLL_MS);
  }
}

/** One module's part of the work. */
interface Work {
  readonly runner: QueryRunner;
  readonly unit: Unit;
  readonly notes: VersionNotes;
}

async function runPending(work: Work, history: ReadonlySet<string> | undefined): Promise<string[]> {
  const { runner, unit, notes } = work;
  const done = new Set(history);
  const pending = unit.migrations.filter((migration) => !done.has(migration.name));
  if (pending.length > 0 && !history) await createHistory(runner, unit.schema);
  const before = pending.length > 0 ? await relationsBeside(runner, unit.schema) : new Set<number>();
  for (const migration of pending) {
    done.add(migration.name);
    await runOne(work, migration, { before, done });
  }
  // Of a version that brings no migration, too.
  if (pending.length === 0) await notes.note(unit, done);
  return pending.map((migration) => `${unit.id}/${migration.name}`);
}

/** By oid. */
type Relations = ReadonlySet<number>;

/** Tables and views that stand in other schemas than the module's. */
const BESIDE = `
  SELECT c.oid::int8::text AS oid, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname <> $1 AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'`;

async function relationsBeside(runner: QueryRunner, schema: string): Promise<Relations> {
  const rows: { oid: string }[] = await runner.query(BESIDE, [schema]);
  return new Set(rows.map(({ oid }) => Number(oid)));
}

/** A module keeps to its schema: what it makes elsewhere nobody would look after. */
async function refuseStrays(runner: QueryRunner, schema: string, before: Relations): Promise<void> {
  const rows: { oid: string; name: string }[] = await runner.query(BESIDE, [schema]);
  const strays = rows.filter(({ oid }) => !before.has(Number(oid))).map(({ name }) => name);
  if (strays.length > 0) throw new Error(`it makes ${strays.join(', ')} outside the schema ${schema}`);
}

/** As TypeORM would create it. */
async function createHistory(runner: QueryRunner, schema: string): Promise<void> {
  const name = identifier(schema);
  await runner.query(`
    CREATE SCHEMA IF NOT EXISTS ${name};
    GRANT USAGE ON SCHEMA ${name} TO ${APP_ROLE};
    CREATE TABLE IF NOT EXISTS ${name}.${HISTORY_TABLE} (id SERIAL PRIMARY KEY, "timestamp" bigint NOT NULL, name character varying NOT NULL)`);
}

interface State {
  readonly before: Relations;
  /** What has run of the module when this one has. */
  readonly done: ReadonlySet<string>;
}

const PATIENCE_MS = 60_000;
/** A lock it did not get, and being chosen to give way in a deadlock. */
const HELD_BY_OTHERS = new Set(['55P03', '40P01']);

/**
 * One migration in a transaction of its own (or none, when it says so). It gives up a table lock it does not get
 * within 100 ms and tries again, so that requests never queue behind it for longer.
 */
async function runOne(work: Work, migration: NamedMigration, state: State): Promise<void> {
  let givesUpAt = Infinity;
  for (;;) {
    try {
      return await attempt(work, migration, state);
    } catch (error) {
      const { driverError } = error as { driverError?: { code?: string } };
      if (!HELD_BY_OTHERS.has(driverError?.code ?? '') || performance.now() > givesUpAt) {
        throw new Error(`Migration ${work.unit.id}/${migration.name} failed: ${(error as Error).message}`, { cause: driverError ?? error });
      }
      givesUpAt = Math.min(givesUpAt, performance.now() + PATIENCE_MS);
      await sleep(100 + Math.random() * 400);
    }
  }
}

async function attempt({ runner, unit, notes }: Work, { name, timestamp, migration }: NamedMigration, { before, done }: State): Promise<void> {
  const record = async (): Promise<void> => {
    await runner.query(`INSERT INTO ${identifier(unit.schema)}.${HISTORY_TABLE} ("timestamp", name) VALUES ($1, $2)`, [timestamp, name]);
    await notes.note(unit, done);
  };
  if (migration.transaction === false) {
    await besideOthers(runner, (patient) => migration.up(patient));
    await record();
    return;
  }
  await runner.startTransaction();
  try {
    await limitWaiting(runner);
    await migration.up(runner);
    await refuseStrays(runner, unit.schema, before);
    await record();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  }
}
