import { gt, lt, valid } from 'semver';
import type { QueryRunner } from 'typeorm';
import type { Queryable } from '../events/event-log';
import type { Unit } from './history';

/** What the database says of one module: written by whoever migrates, read by whoever starts. */
export interface NotedVersion {
  readonly module: string;
  readonly version: string;
  readonly servesFrom: string;
  readonly migrations: readonly string[];
}

const NOTED = `SELECT module, version, serves_from AS "servesFrom", migrations FROM platform.module_version ORDER BY module`;
const NO_SUCH_TABLE = '42P01';

/** Nothing of a database that no version has migrated which notes this. */
export async function notedVersions(database: Queryable): Promise<readonly NotedVersion[]> {
  try {
    return (await database.query<NotedVersion>(NOTED)).rows;
  } catch (error) {
    if ((error as { code?: string }).code === NO_SUCH_TABLE) return [];
    throw error;
  }
}

/** What is noted while somebody migrates. */
export class VersionNotes {
  private constructor(private readonly runner: QueryRunner, private readonly before: ReadonlyMap<string, NotedVersion>, private isThere: boolean) {}

  static async read(runner: QueryRunner): Promise<VersionNotes> {
    const isThere = await hasTable(runner);
    const rows: NotedVersion[] = isThere ? await runner.query(NOTED) : [];
    return new VersionNotes(runner, new Map(rows.map((noted) => [noted.module, noted])), isThere);
  }

  /** As it was when migrating began. */
  of(module: string): NotedVersion | undefined {
    return this.before.get(module);
  }

  /** @param ran all that has run of the module by now */
  async note(unit: Unit, ran: Iterable<string>): Promise<void> {
    // The platform's first migrations run without it.
    this.isThere ||= await hasTable(this.runner);
    if (!this.isThere) return;
    const noted = this.of(unit.id);
    const migrations = [...ran].sort();
    await this.runner.query(
      `INSERT INTO platform.module_version (module, version, serves_from, migrations) VALUES ($1, $2, $3, $4)
       ON CONFLICT (module) DO UPDATE SET version = EXCLUDED.version, serves_from = EXCLUDED.serves_from, migrations = EXCLUDED.migrations`,
      [unit.id, newerOf(noted?.version ?? unit.version, unit.version), servesFrom(unit, noted, migrations), migrations],
    );
  }
}

async function hasTable(runner: QueryRunner): Promise<boolean> {
  const [row]: { there: boolean }[] = await runner.query(`SELECT to_regclass('platform.module_version') IS NOT NULL AS there`);
  return row?.there ?? false;
}

/**
 * The version that was there before the upgrade may start on the new schema, while one replaces the other and to undo
 * it; no older one, and none that a migration says it leaves behind.
 */
function servesFrom(unit: Unit, noted: NotedVersion | undefined, ran: readonly string[]): string {
  const isChanged = noted !== undefined && ran.some((name) => !noted.migrations.includes(name));
  const isUpgrade = isChanged && isOlder(noted.version, unit.version);
  const before = isUpgrade ? noted.version : (noted?.servesFrom ?? unit.version);
  const declared = unit.migrations.filter(({ name }) => ran.includes(name)).map(({ migration }) => migration.servesFrom ?? before);
  return declared.reduce(newerOf, before);
}

/** Versions that are none are not compared. */
export const isOlder = (version: string, than: string): boolean => valid(version) !== null && valid(than) !== null && lt(version, than);
const newerOf = (a: string, b: string): string => (valid(a) !== null && valid(b) !== null && gt(b, a) ? b : a);
