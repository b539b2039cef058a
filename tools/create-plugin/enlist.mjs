// @ts-check
import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./names.mjs').Names} Names */
/** @typedef {Record<string, unknown>} Json */

/** @param {string} file @param {(text: string) => string} change */
function edit(file, change) {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${file} has no place for a new plugin: it is not as it was when this generator was written`);
  writeFileSync(file, changed);
}

/** @param {string} file @param {(json: any) => void} change */
function editJson(file, change) {
  const json = JSON.parse(readFileSync(file, 'utf8'));
  change(json);
  writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`);
}

/** Makes the workspace know the plugin, as far as files go. @param {string} root @param {Names} names @param {Json} manifest the plugin's package.json */
export function enlist(root, names, manifest) {
  for (const config of ['tools/tsconfig.json', 'tools/tsconfig.specs.json']) edit(join(root, config), (text) => addReference(text, config, names.id));
  editJson(join(root, 'regulars.config.json'), ({ plugins }) => plugins.push(`@regulars/${names.id}`));
  for (const lock of ['package-lock.json', 'node_modules/.package-lock.json']) if (existsSync(join(root, lock))) editJson(join(root, lock), (json) => addToLock(json, names.id, manifest));
  link(root, names.id);
}

/** Behind the plugins that are there; comments and order stay. @param {string} text @param {string} config @param {string} id */
function addReference(text, config, id) {
  const up = '../'.repeat(config.split('/').length - 1);
  const line = `    { "path": "${up}plugins/${id}" }`;
  const anchors = [...text.matchAll(/^ *\{ "path": "[^"]*(?:plugins|libs)\/[^"]*" \}(,?)$/gm)];
  const last = anchors.filter(([match]) => match.includes('/plugins/')).at(-1) ?? anchors.at(-1);
  if (!last) return text;
  const end = last.index + last[0].length;
  return `${text.slice(0, end)}${last[1] ? '' : ','}\n${line}${last[1] ?? ''}${text.slice(end)}`;
}

/** As `npm install` would write it. @param {any} lock @param {string} id @param {Json} manifest */
function addToLock(lock, id, manifest) {
  const sorted = (/** @type {unknown} */ map) => Object.fromEntries(Object.entries(/** @type {Json} */ (map ?? {})).sort(([a], [b]) => a.localeCompare(b, 'en')));
  const { name, version, license, dependencies, devDependencies, peerDependencies } = manifest;
  lock.packages = sorted({
    ...lock.packages,
    [`node_modules/@regulars/${id}`]: { resolved: `plugins/${id}`, link: true },
    [`plugins/${id}`]: { name, version, license, dependencies: sorted(dependencies), devDependencies: sorted(devDependencies), peerDependencies: sorted(peerDependencies) },
  });
}

/** What `npm install` would do about a workspace, without asking a registry. @param {string} root @param {string} id */
function link(root, id) {
  const path = join(root, 'node_modules/@regulars', id);
  if (!existsSync(join(root, 'node_modules/@regulars')) || lstatSync(path, { throwIfNoEntry: false })) return;
  if (process.platform === 'win32') symlinkSync(join(root, 'plugins', id), path, 'junction');
  else symlinkSync(join('..', '..', 'plugins', id), path);
}
