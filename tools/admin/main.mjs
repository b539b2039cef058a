// @ts-check
/** `npm run admin -- COMMAND`: what an installation is set up and mended with. The commands are in `run.ts` and `run-database.ts`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runSource } from '../programs/from-source.mjs';
import { OF_DATABASE, readCommand, USAGE } from './options.mjs';

/** @param {string} sentence @returns {never} */
function stopWith(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** The database DATABASE_URL names (as its owner), or that of `npm start`, which is started for the moment if need be. */
async function openDatabase(/** @type {import('./options.mjs').Command} */ { name, data }) {
  if (name === 'check-backup') return { url: '', close: async () => {} };
  const url = process.env.DATABASE_URL;
  if (url) return { url, close: async () => {} };
  const dir = join(data, 'postgres');
  if (!existsSync(dir)) return stopWith(`There is no installation in ${data}: name its folder with --data, or its database with DATABASE_URL.`);
  const { startPostgres } = await import('../../libs/testing/postgres/index.mjs');
  const postgres = await startPostgres({ dir });
  return { url: postgres.url, close: async () => (postgres.reused ? undefined : postgres.stop()) };
}

async function main() {
  const command = readCommand(process.argv.slice(2), ROOT);
  if ('problem' in command) return stopWith(`${command.problem}\n${USAGE}`);
  const database = await openDatabase(command);
  const setUp = { ...command, databaseUrl: database.url, keyFile: process.env.KEY_FILE ?? join(command.data, 'key') };
  const done = await runSource(`tools/admin/${OF_DATABASE.includes(command.name) ? 'run-database.ts' : 'run.ts'}`, setUp);
  await database.close();
  process.exitCode = done ? 0 : 1;
}

main().catch((error) => stopWith(error instanceof Error ? error.message : String(error)));
