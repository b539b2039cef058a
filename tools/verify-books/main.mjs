// @ts-check
/**
 * `npm run verify-books`: examines everything every brand has under every invariant. Ends with 1 when something is
 * broken. `-- --data DIR` names the folder of an installation of `npm start`; with DATABASE_URL, RELAY_DATABASE_URL and
 * KEY_FILE in the environment, as a worker has them, it reads that installation.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../postgres/index.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { values } = parseArgs({ options: { data: { type: 'string', default: join(root, '.data') } } });
const { DATABASE_URL, RELAY_DATABASE_URL, KEY_FILE } = process.env;

/** @param {{ appUrl?: string, relayUrl?: string, ownerUrl?: string, keyFile: string }} installation */
async function verify(installation) {
  const run = fork(join(root, 'tools/verify-books/run.ts'), [], {
    cwd: root,
    execArgv: ['--conditions=@regulars/source', '-r', '@swc-node/register', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, SWCRC: 'true', REGULARS_VERIFY: JSON.stringify(installation) },
  });
  return new Promise((done) => run.on('exit', (code) => done(code ?? 1)));
}

async function verifyOwn() {
  const data = resolve(values.data);
  if (!existsSync(join(data, 'key'))) {
    console.error(`There is no installation in ${data}: name its folder with --data, or give DATABASE_URL, RELAY_DATABASE_URL and KEY_FILE.`);
    return 1;
  }
  const postgres = await startPostgres({ dir: join(data, 'postgres') });
  try {
    return await verify({ ownerUrl: postgres.url, keyFile: join(data, 'key') });
  } finally {
    if (!postgres.reused) await postgres.stop();
  }
}

process.exitCode = DATABASE_URL && RELAY_DATABASE_URL && KEY_FILE ? await verify({ appUrl: DATABASE_URL, relayUrl: RELAY_DATABASE_URL, keyFile: KEY_FILE }) : await verifyOwn();
