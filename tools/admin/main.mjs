// @ts-check
/** `npm run admin -- COMMAND`: what an installation is set up and mended with. The commands are in `run.ts` and `run-database.ts`. */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OF_DATABASE, readCommand, USAGE } from './options.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

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
  const { startPostgres } = await import('../postgres/index.mjs');
  const postgres = await startPostgres({ dir });
  return { url: postgres.url, close: async () => (postgres.reused ? undefined : postgres.stop()) };
}

async function main() {
  const command = readCommand(process.argv.slice(2), root);
  if ('problem' in command) return stopWith(`${command.problem}\n${USAGE}`);
  const database = await openDatabase(command);
  const setUp = { ...command, databaseUrl: database.url, keyFile: process.env.KEY_FILE ?? join(command.data, 'key') };
  const run = fork(join(root, 'tools/admin', OF_DATABASE.includes(command.name) ? 'run-database.ts' : 'run.ts'), [], {
    cwd: root,
    execArgv: ['--conditions=@regulars/source', '-r', '@swc-node/register', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, SWCRC: 'true', REGULARS_ADMIN: JSON.stringify(setUp) },
  });
  const code = await new Promise((resolve) => run.on('exit', resolve));
  await database.close();
  process.exitCode = code === 0 ? 0 : 1;
}

main().catch((error) => stopWith(error instanceof Error ? error.message : String(error)));
