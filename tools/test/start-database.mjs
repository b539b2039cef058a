// @ts-check
/**
 * Jest calls this once before all specs. They find a superuser's address of a PostgreSQL in REGULARS_TEST_DATABASE_URL:
 * the one given in TEST_DATABASE_URL or DATABASE_URL, else a throw-away one of our own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export default async function startDatabase() {
  const { REGULARS_TEST_DATABASE_URL, TEST_DATABASE_URL, DATABASE_URL } = process.env;
  const given = REGULARS_TEST_DATABASE_URL || TEST_DATABASE_URL || DATABASE_URL;
  process.env.REGULARS_TEST_DATABASE_URL = given || (await startOwn());
}

/** A process of its own: it outlives a killed Jest long enough to stop the server and remove its files. */
async function startOwn() {
  const program = fileURLToPath(new URL('../postgres/hold.mjs', import.meta.url));
  const holder = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  holder.stderr.on('data', (chunk) => (complaint += chunk));
  const [line] = await Promise.race([
    once(createInterface({ input: holder.stdout }), 'line'),
    once(holder, 'close').then(() => Promise.reject(new Error(complaint.trim() || 'The test database did not start.'))),
  ]);
  Object.assign(globalThis, { databaseHolder: holder });
  return JSON.parse(line).url;
}
