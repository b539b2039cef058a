// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ version?: string, link?: boolean, optional?: boolean, peer?: boolean }} LockEntry */

/**
 * Whether node_modules holds what the lockfile asks for. npm notes what it installed in a lockfile of its own; file
 * times would call for an install after every change of branch.
 * @param {string} root
 * @param {string} [holder] whose node_modules are looked at
 */
export function isInstalled(root, holder = root) {
  const [wanted, present] = [join(root, 'package-lock.json'), join(holder, 'node_modules/.package-lock.json')].map(entries);
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const found = present[path];
    return found ? found.version === entry.version : Boolean(entry.optional);
  });
}

/** @param {string} file @returns {Record<string, LockEntry> | undefined} */
function entries(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}
