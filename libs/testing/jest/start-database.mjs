// @ts-check
/**
 * Jest calls this once before all specs. They find a superuser's address of a PostgreSQL in REGULARS_TEST_DATABASE_URL:
 * the one given in TEST_DATABASE_URL or DATABASE_URL, else a throw-away one for each worker. Not one for all: which
 * events may be read depends on the oldest transaction of the whole server, whichever database it runs in.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { statfsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { givenDatabase } from './database.cjs';

const MEMORY_DISK = '/dev/shm';
/** Three servers' write-ahead logs may grow to 4 GB each (../postgres/cluster.mjs); data and templates come on top. */
const ROOM = 16 * 2 ** 30;

/** @param {{ maxWorkers: number }} options */
export default async function startDatabases({ maxWorkers }) {
  const given = givenDatabase();
  const urls = given ? [given] : await Promise.all(Array.from({ length: maxWorkers }, startOwn));
  process.env.REGULARS_TEST_RUN = randomBytes(8).toString('hex');
  process.env.REGULARS_TEST_DATABASE_URLS = JSON.stringify(urls);
}

/** @typedef {import('node:child_process').ChildProcess} Holder */
const holders = /** @type {{ databaseHolders?: Holder[] }} */ (globalThis);

/** A process of its own: it outlives a killed Jest long enough to stop the server and remove its files. */
async function startOwn() {
  const program = fileURLToPath(new URL('../postgres/hold.mjs', import.meta.url));
  const holder = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...quickFolder() } });
  let complaint = '';
  holder.stderr.on('data', (chunk) => (complaint += chunk));
  const [line] = await Promise.race([
    once(createInterface({ input: holder.stdout }), 'line'),
    once(holder, 'close').then(() => Promise.reject(new Error(complaint.trim() || 'The test database did not start.'))),
  ]);
  (holders.databaseHolders ??= []).push(holder);
  return JSON.parse(line).url;
}

/** Each spec file makes a database, and that is a thousand small files: in memory where a system lends enough of it. */
function quickFolder() {
  try {
    const { bavail, bsize } = statfsSync(MEMORY_DISK);
    return bavail * bsize > ROOM ? { TMPDIR: MEMORY_DISK } : {};
  } catch {
    return {};
  }
}
