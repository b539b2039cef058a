import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate, platformMigrations } from '@regulars/kernel';
import type { PluginDefinition } from '@regulars/plugin-sdk';

/** A version that installations run. */
export interface Release {
  readonly commit: string;
  /** What it brought. */
  readonly says: string;
  /** The newest migration of each module; a module that is not named was not there. */
  readonly last: Readonly<Record<string, string>>;
}

type Migrations = NonNullable<PluginDefinition['migrations']>;

/** Oldest first. */
export const releases = (): readonly Release[] => JSON.parse(readFileSync(join(__dirname, 'release-list.json'), 'utf8')) as Release[];

/** What is installed: the platform's migrations, and the modules in dependency order. */
export interface Installed {
  readonly platform: Migrations;
  readonly modules: readonly PluginDefinition[];
}

export const installedWith = (modules: readonly PluginDefinition[]): Installed => ({ platform: platformMigrations, modules });

/** A migration, as `module/Name`. */
export type Step = string;

const unitsOf = ({ platform, modules }: Installed): readonly { readonly id: string; readonly migrations: Migrations }[] => [
  { id: 'platform', migrations: platform },
  ...modules.map(({ id, migrations = [] }) => ({ id, migrations })),
];

const nameOf = (Migration: Migrations[number]): string => new Migration().name ?? Migration.name;
const TIMESTAMP = /\d{13}$/;
const timeOf = (name: string): number => Number(TIMESTAMP.exec(name)?.[0]);

/** The migrations up to a release (null: all that are installed), in the order in which they run. */
export function stepsTo(installed: Installed, release: Release | null): readonly Step[] {
  return unitsOf(installed).flatMap(({ id, migrations }) => {
    const last = release?.last[id];
    const until = release ? (last === undefined ? 0 : timeOf(last)) : Infinity;
    const names = migrations.map(nameOf);
    if (last !== undefined && !names.includes(last)) throw new Error(`${id} has no migration ${last}, which a release had: a migration that installations ran must stay as it was`);
    return names.filter((name) => timeOf(name) <= until).sort((a, b) => timeOf(a) - timeOf(b)).map((name) => `${id}/${name}`);
  });
}

/** Runs those of the steps that have not run, as an upgrade does. */
export function runSteps(ownerUrl: string, { platform, modules }: Installed, steps: Iterable<Step>): Promise<string[]> {
  const wanted = new Set(steps);
  const of = (id: string, migrations: Migrations): Migrations => migrations.filter((Migration) => wanted.has(`${id}/${nameOf(Migration)}`));
  const present = modules.map((module) => ({ ...module, migrations: of(module.id, module.migrations ?? []) }));
  return migrate(ownerUrl, present, of('platform', platform));
}
