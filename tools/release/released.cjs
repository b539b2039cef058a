// @ts-check
/** What is published, and what each package offered when its last version went out: copied with each release, from beside its manifest. */
const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Written with each release, so that a clone without its tags can tell. */
const RELEASED = 'tools/release/released';
/** What was looked at since the last release and breaks nobody, though it looks so: the line, and why. A release empties it. */
const ACCEPTED = 'tools/release/breaks-nobody.json';
/** Names of files beside a manifest that say what the package offers. */
const SURFACE = /^(?:api\.txt|events\.json|schema(?:\.\w+)?\.graphql)$/;

/** @typedef {{ name: string, version: string, private?: boolean, exports?: Record<string, string | { types?: string }> }} Manifest */

/** @param {string} root @returns {{ folder: string, manifest: Manifest }[]} folders from the root on */
function publishedPackages(root) {
  const folders = ['libs', 'plugins'].flatMap((top) => (existsSync(join(root, top)) ? readdirSync(join(root, top)).map((name) => `${top}/${name}`) : []));
  return folders.filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) }))
    .filter(({ manifest }) => !manifest.private);
}

/** @param {string} root @returns {{ changedFiles: string[], deletedFiles: string[] }} for the commit of the release */
function writeReleased(root) {
  /** @type {Record<string, string>} */
  const versions = {};
  mkdirSync(join(root, RELEASED), { recursive: true });
  const before = filesUnder(root);
  for (const { folder, manifest: { name, version } } of publishedPackages(root)) {
    versions[name] = version;
    const copy = join(root, RELEASED, folder);
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy, { recursive: true });
    for (const file of readdirSync(join(root, folder)).filter((one) => SURFACE.test(one))) cpSync(join(root, folder, file), join(copy, file));
  }
  const sorted = Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(join(root, RELEASED, 'versions.json'), `${JSON.stringify(sorted, null, 2)}\n`);
  writeFileSync(join(root, ACCEPTED), '{}\n');
  const changedFiles = [ACCEPTED, ...filesUnder(root)];
  return { changedFiles, deletedFiles: before.filter((file) => !changedFiles.includes(file)) };
}

/** @param {string} root */
const filesUnder = (root) => readdirSync(join(root, RELEASED), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));

module.exports = { ACCEPTED, publishedPackages, RELEASED, SURFACE, writeReleased };
