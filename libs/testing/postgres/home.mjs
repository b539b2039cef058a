// @ts-check
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canUse, serverAccount } from './account.mjs';
import { isAlive } from './processes.mjs';

/** @typedef {import('./account.mjs').Account} Account */
/**
 * Where one cluster lives.
 * @typedef {{ dir: string, data: string, passwordFile: string, log: string, account: Account | undefined }} Home
 */

/**
 * Makes the folder of a cluster, or finds it again. Where the server's account cannot reach the folder, it holds a note
 * with the place in /var/tmp where the cluster is instead.
 * @param {string} wanted @returns {Home}
 */
export function openHome(wanted) {
  const asked = resolve(wanted);
  const account = serverAccount(join(asked, 'data'));
  const isNew = mkdirSync(asked, { recursive: true, mode: 0o700 }) !== undefined;
  const moved = existsSync(noteIn(asked));
  if (!moved && account && (isNew || lstatSync(asked).uid === 0)) chownSync(asked, account.uid, account.gid);
  if (!moved && canUse(asked, account)) return home(asked, account);
  return home(elsewhere(asked, account), account);
}

/** @param {string} dir @param {Account | undefined} account @returns {Home} */
const home = (dir, account) => ({
  dir,
  data: join(dir, 'data'),
  passwordFile: join(dir, 'password'),
  log: join(dir, 'server.log'),
  account,
});

/** @param {string} asked */
const noteIn = (asked) => join(asked, 'moved-to');

/** @param {string} asked @param {Account | undefined} account */
function elsewhere(asked, account) {
  const note = noteIn(asked);
  if (existsSync(note)) {
    const place = readFileSync(note, 'utf8').trim();
    if (existsSync(place)) return place;
  }
  const place = mkdtempSync('/var/tmp/regulars-data-');
  if (account) chownSync(place, account.uid, account.gid);
  chmodSync(place, 0o700);
  writeFileSync(note, `${place}\n`);
  return place;
}

/** Removes a cluster and the note that led to it. @param {string} wanted @param {Home} place */
export function removeHome(wanted, place) {
  for (const dir of [place.dir, resolve(wanted)]) rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * One start at a time per cluster: two would both create its files.
 * @template T @param {Home} place @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function oneAtATime(place, work) {
  const lock = join(place.dir, 'starting.lock');
  while (!tryLock(lock)) await sleep(20);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  if (isAbandoned(lock)) rmSync(lock, { force: true });
  return false;
}

/** @param {string} lock */
function isAbandoned(lock) {
  try {
    const holder = Number(readFileSync(lock, 'utf8'));
    // An empty lock is one whose holder is just writing its number, unless it has been empty for long.
    return holder ? !isAlive(holder) : Date.now() - lstatSync(lock).mtimeMs > 5_000;
  } catch {
    return false; // gone while we looked
  }
}
