// @ts-check
/**
 * `npm run new:plugin NAME`: a plugin in plugins/NAME that passes its conformance kit as it stands, known to the
 * workspace and installed in the gateway. Needs no network.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { enlist } from './enlist.mjs';
import { BadName, namesOf } from './names.mjs';
import { filesOf, writeFiles } from './templates.mjs';

/** @param {string} root @param {string} name */
const versionOf = (root, name) => JSON.parse(readFileSync(join(root, 'libs', name, 'package.json'), 'utf8')).version;

/**
 * @param {string} root the workspace
 * @param {string | undefined} id
 * @param {number} now ms: becomes the timestamp of the migration
 * @returns {string[]} the files written, from the root on
 */
export function createPlugin(root, id, now = Date.now()) {
  const names = namesOf(root, id, now);
  const versions = Object.fromEntries(['plugin-sdk', 'brand', 'member', 'testing'].map((name) => [`versions.${name}`, versionOf(root, name)]));
  versions['versions.zod'] = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies.zod;
  const files = filesOf({ ...names, ...versions });
  writeFiles(join(root, 'plugins', names.id), files);
  enlist(root, names, JSON.parse(files.get('package.json') ?? '{}'));
  return [...files.keys()].map((path) => `plugins/${names.id}/${path}`);
}

/**
 * Brings the gateway's committed schemas up to what is installed now.
 * @param {string} root
 */
export function refreshSchemas(root) {
  const program = join(root, 'tools/check-schema.mjs');
  return !existsSync(program) || spawnSync(process.execPath, [program, '--write'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

function main() {
  const root = resolve(import.meta.dirname, '../..');
  const [id] = process.argv.slice(2);
  const written = createPlugin(root, id);
  console.log(`${written.join('\n')}\n`);
  if (!refreshSchemas(root)) console.log('\nThe schemas in apps/gateway/schema are still to be written: node tools/check-schema.mjs --write\n');
  console.log(`${id} is installed: regulars.config.json names it. Next:`);
  const next = [
    [`npx jest plugins/${id}`, 'its conformance kit and its own specs'],
    [`UPDATE=1 npx jest plugins/${id}`, 'after changes of its API or events: writes their snapshots anew'],
    ['apps/gateway/src/plans.ts', 'which plans grant it'],
  ];
  const width = Math.max(...next.map(([what = '']) => what.length));
  for (const [what = '', why] of next) console.log(`  ${what.padEnd(width)}  ${why}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    main();
  } catch (error) {
    if (!(error instanceof BadName)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
