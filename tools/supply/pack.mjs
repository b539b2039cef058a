// @ts-check
/**
 * `npm run pack -- DIR [PACKAGE…]`: archives of what is published, built, as `npm publish DIR/*.tgz` takes them. Without
 * names, of all of it. The same sources give the same bytes.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findProjects } from '../boundaries/workspace.mjs';

/** @typedef {{ name: string, version: string, filename: string, files: { path: string }[] }} Archive as `npm pack --json` tells of it */
/** @typedef {Record<string, any>} Manifest */

/** The condition under which the workspace takes its packages from source: outside there are no sources. */
const OF_WORKSPACE = '@regulars/source';

/** @param {string} root @param {readonly string[]} names all, when there are none */
export function publishedFolders(root, names = []) {
  const published = findProjects(root).filter(({ manifest }) => !manifest.private);
  const unknown = names.filter((name) => !published.some(({ manifest }) => manifest.name === name));
  if (unknown.length > 0) throw new Error(`Nothing is published as ${unknown.join(', ')}.`);
  return published.filter(({ manifest }) => names.length === 0 || names.includes(manifest.name));
}

/**
 * Builds and packs.
 * @param {string} root @param {string} destination a folder that is there @param {readonly string[]} [names]
 * @returns {Archive[]}
 */
export function pack(root, destination, names) {
  const projects = publishedFolders(root, names);
  run(root, [process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-b', ...projects.map(({ folder }) => folder)]);
  const stage = mkdtempSync(join(realpathSync(tmpdir()), 'regulars-pack-'));
  try {
    const staged = projects.map(({ folder, manifest }) => {
      const place = join(stage, folder);
      cpSync(join(root, folder), place, { recursive: true, filter: (path) => isPacked(relative(join(root, folder), path)) });
      writeFileSync(join(place, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
      return place;
    });
    return JSON.parse(run(root, ['npm', 'pack', '--json', '--pack-destination', destination, ...staged]));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** Of the folder; what of it goes into the archive, its manifest says in `files`. @param {string} path */
const isPacked = (path) => !['src', 'test', 'node_modules'].includes(path.split(sep)[0] ?? '') && !path.endsWith('.tsbuildinfo');

/** Without what only the workspace understands. @param {Manifest} manifest @returns {Manifest} */
export function publishedManifest({ scripts: _scripts, devDependencies: _devDependencies, nx: _nx, exports, ...manifest }) {
  const conditions = (/** @type {unknown} */ target) =>
    target !== null && typeof target === 'object' ? Object.fromEntries(Object.entries(target).filter(([condition]) => condition !== OF_WORKSPACE)) : target;
  return { ...manifest, exports: Object.fromEntries(Object.entries(exports ?? {}).map(([path, target]) => [path, conditions(target)])) };
}

/** @param {string} cwd @param {string[]} command */
function run(cwd, [program = '', ...options]) {
  const { status, stdout, stderr } = spawnSync(program, options, { cwd, encoding: 'utf8', maxBuffer: 32 * 2 ** 20, shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${program} ${options[0]} failed:\n${stderr}${stdout}`);
  return stdout;
}

function main() {
  const [folder, ...names] = process.argv.slice(2);
  if (!folder) throw new Error('Say where to: npm run pack -- DIR');
  mkdirSync(folder, { recursive: true });
  for (const { filename } of pack(resolve(import.meta.dirname, '../..'), resolve(folder), names)) console.log(join(folder, filename));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
