import type { PluginDefinition } from '@regulars/plugin-sdk';
import type { Queryable } from './events/event-log';
import { platformMigrations } from './migrations';
import { type Unit, unitsOf, unknownTo } from './migrations/history';
import { isOlder, type NotedVersion, notedVersions } from './migrations/versions';

/**
 * Nobody starts on a database that they would misread: one that lacks migrations, or that a newer version has migrated
 * behind which the installed one does not work any more. The version before may start, so that one can replace the
 * other while both serve, and to undo an upgrade.
 *
 * @param relay connections as `regulars_relay`
 * @throws Error in one sentence for each such module, which says what to do
 */
export async function requireKnownSchema(relay: Queryable, modules: readonly PluginDefinition[]): Promise<void> {
  const noted = new Map((await notedVersions(relay)).map((one) => [one.module, one]));
  const units = unitsOf(modules, platformMigrations);
  const problems = [...lacking(units, noted), ...units.flatMap((unit) => newerProblem(unit, noted.get(unit.id)))];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function lacking(units: readonly Unit[], noted: ReadonlyMap<string, NotedVersion>): string[] {
  const lacks = units.flatMap(({ id, version, migrations }) => {
    const ran = new Set(noted.get(id)?.migrations);
    return migrations.every(({ name }) => ran.has(name)) ? [] : [`${id} ${version}`];
  });
  return lacks.length > 0 ? [`The database has not been migrated for ${lacks.join(', ')}: run npm run admin -- migrate first.`] : [];
}

function newerProblem(unit: Unit, noted: NotedVersion | undefined): string[] {
  if (noted === undefined || unknownTo(unit, noted.migrations).length === 0 || !isOlder(unit.version, noted.servesFrom)) return [];
  const { id, version } = unit;
  return [
    `The database was migrated by ${id} ${noted.version}, and ${version} is installed, which is too old for it: install ${id} ${noted.version}`
    + `${noted.servesFrom === noted.version ? '' : ` (${noted.servesFrom} at least)`}, or restore the database as it was before that upgrade (docs/backups.md).`,
  ];
}
