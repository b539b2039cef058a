// @ts-check
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const FOLDERS = ['libs', 'plugins', 'apps', 'tools', 'test'];
const LEFT_OUT_OF_BUILT = new Set(['node_modules', 'coverage', 'build', '.data']);
const LEFT_OUT = new Set([...LEFT_OUT_OF_BUILT, 'dist']);
const linkType = process.platform === 'win32' ? 'junction' : 'dir';

/**
 * The workspace's sources in another folder, on the same installed packages.
 * @param {string} root @param {string} copy
 * @param {boolean} [asBuilt] with what `tsc -b` has made of them, and the times by which it tells what is still to be made
 */
export function copyWorkspace(root, copy, asBuilt = false) {
  copySources(root, copy, asBuilt ? LEFT_OUT_OF_BUILT : LEFT_OUT, asBuilt);
  linkPackages(root, copy);
}

/** As a clone has them, but for documents and data of tests. @param {string} root @param {string} copy */
export function copySources(root, copy, leftOut = LEFT_OUT, preserveTimestamps = false) {
  for (const { name } of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile())) cpSync(join(root, name), join(copy, name), { preserveTimestamps });
  for (const folder of FOLDERS.filter((name) => existsSync(join(root, name)))) {
    cpSync(join(root, folder), join(copy, folder), { recursive: true, preserveTimestamps, filter: (path) => isSource(relative(root, path), leftOut) });
  }
}

/** @param {string} path @param {ReadonlySet<string>} leftOut */
const isSource = (path, leftOut) => !path.split(sep).some((part) => leftOut.has(part)) && path !== join('test', 'data');

/** All packages are those of the original, but for the workspace's own. @param {string} root @param {string} copy */
function linkPackages(root, copy) {
  mkdirSync(join(copy, 'node_modules/@regulars'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@regulars' && name !== '.cache' && name !== '.package-lock.json') symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name), linkType);
  }
  for (const top of ['libs', 'plugins', 'apps'].filter((name) => existsSync(join(copy, name)))) {
    for (const name of readdirSync(join(copy, top))) symlinkSync(join(copy, top, name), join(copy, 'node_modules/@regulars', name), linkType);
  }
}
