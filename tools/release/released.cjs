// @ts-check
/** What each package offered when its last version went out: copied here with each release, from beside its manifest. */
const { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const RELEASED = 'tools/release/released';
/** What was accepted since the last release. */
const ACCEPTED = 'tools/release/breaks-nobody.json';
const SURFACE = /^(?:api\.txt|events\.json|schema(?:\.\w+)?\.graphql)$/;

/** @param {string} root */
function publishedFolders(root) {
  const folders = ['libs', 'plugins'].flatMap((top) => readdirSync(join(root, top)).map((name) => `${top}/${name}`));
  return folders.filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/** @param {string} root @returns {{ changedFiles: string[], deletedFiles: string[] }} for the commit of the release */
function writeReleased(root) {
  /** @type {Record<string, string>} */
  const versions = {};
  mkdirSync(join(root, RELEASED), { recursive: true });
  const before = filesUnder(root);
  for (const folder of publishedFolders(root)) {
    const { name, version, private: isPrivate } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    if (isPrivate) continue;
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

module.exports = { writeReleased };
