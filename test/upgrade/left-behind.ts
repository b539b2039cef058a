import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformMigrations } from '@regulars/kernel';
import type { PluginDefinition } from '@regulars/plugin-sdk';
import { Pool } from 'pg';
import { releases, runSteps, stepsTo } from '../../tools/migrations/releases';
import { type Rows, writeRows } from './rows';
import type { Story } from './story';

/** What a release left behind: all rows of a shop that had been at work, and what its callers had been answered. */
export interface Recording extends Story {
  /** Its commit. */
  readonly release: string;
  readonly rows: Rows;
}

export const FOLDER = join(__dirname, 'recordings');

/** Oldest first. */
export function recordings(): readonly Recording[] {
  const all = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Recording);
  return releases().flatMap(({ commit }) => all.filter(({ release }) => release === commit));
}

/** Takes an empty database to where a release left it, for these modules; what they are now has not migrated it yet. */
export async function leaveBehind(ownerUrl: string, modules: readonly PluginDefinition[], { release, rows, brandId, at }: Recording): Promise<void> {
  const installed = { platform: platformMigrations, modules };
  const stood = releases().find(({ commit }) => commit === release);
  if (!stood) throw new Error(`tools/migrations/release-list.json does not say where the release ${release} stood`);
  const ids = new Set(['platform', ...modules.map(({ id }) => id)]);
  const last = Object.fromEntries(Object.entries(stood.last).filter(([id]) => ids.has(id)));
  await runSteps(ownerUrl, installed, stepsTo(installed, { ...stood, last }));
  const schemas = new Set([...ids].map((id) => id.replaceAll('-', '_')));
  const owner = new Pool({ connectionString: ownerUrl, max: 1 });
  try {
    await writeRows(owner, Object.fromEntries(Object.entries(rows).filter(([table]) => schemas.has((table.split('.')[0] ?? '').replaceAll('"', '')))));
    // A sandbox's clock goes on from where it stood.
    await owner.query(`SET session_replication_role = replica`);
    await owner.query(`UPDATE platform.brand SET clock_offset = $2::timestamptz - clock_timestamp() WHERE id = $1`, [brandId, at]);
  } finally {
    await owner.end();
  }
}

/** For databases of specs (`REGULARS_BEFORE`): as the newest release left them. */
export async function before(ownerUrl: string, modules: readonly PluginDefinition[]): Promise<void> {
  const newest = recordings().at(-1);
  if (!newest) throw new Error('No release has left anything behind');
  await leaveBehind(ownerUrl, modules, newest);
}
