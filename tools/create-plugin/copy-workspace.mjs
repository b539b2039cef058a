// @ts-check
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const FOLDERS = ['libs', 'plugins', 'apps', 'tools', 'test'];
const LEFT_OUT = new Set(['node_modules', 'dist', 'coverage', 'build', '.data']);
const linkType = process.platform === 'win32' ? 'junction' : 'dir';

/**
 * The workspace's sources in another folder, on the same installed packages.
 * @param {string} root @param {string} copy
 */
export function copyWorkspace(root, copy) {
  copySources(root, copy);
  linkPackages(root, copy);
}

/** As a clone has them, but for documents and data of tests. @param {string} root @param {string} copy */
export function copySources(root, copy) {
  for (const { name } of readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile())) cpSync(join(root, name), join(copy, name));
  for (const folder of FOLDERS.filter((name) => existsSync(join(root, name)))) {
    cpSync(join(root, folder), join(copy, folder), { recursive: true, filter: (path) => isSource(relative(root, path)) });
  }
}

/** @param {string} path */
const isSource = (path) => !path.split(sep).some((part) => LEFT_OUT.has(part)) && path !== join('test', 'data');

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
