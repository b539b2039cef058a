// @ts-check
/**
 * `npm run verify-books`: examines everything every brand has under every invariant. Ends with 1 when something is
 * broken. `-- --data DIR` names the folder of an installation of `npm start`; with DATABASE_URL, RELAY_DATABASE_URL and
 * KEY_FILE in the environment, as a worker has them, it reads that installation.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../libs/testing/postgres/index.mjs';
import { ROOT, runSource } from '../programs/from-source.mjs';

const { values } = parseArgs({ options: { data: { type: 'string', default: join(ROOT, '.data') } } });
const { DATABASE_URL, RELAY_DATABASE_URL, KEY_FILE } = process.env;

/** @param {{ appUrl?: string, relayUrl?: string, ownerUrl?: string, keyFile: string }} installation */
const verify = (installation) => runSource('tools/verify-books/run.ts', installation);

async function verifyOwn() {
  const data = resolve(values.data);
  if (!existsSync(join(data, 'key'))) {
    console.error(`There is no installation in ${data}: name its folder with --data, or give DATABASE_URL, RELAY_DATABASE_URL and KEY_FILE.`);
    return false;
  }
  const postgres = await startPostgres({ dir: join(data, 'postgres') });
  try {
    return await verify({ ownerUrl: postgres.url, keyFile: join(data, 'key') });
  } finally {
    if (!postgres.reused) await postgres.stop();
  }
}

const isRight = DATABASE_URL && RELAY_DATABASE_URL && KEY_FILE ? await verify({ appUrl: DATABASE_URL, relayUrl: RELAY_DATABASE_URL, keyFile: KEY_FILE }) : await verifyOwn();
process.exitCode = isRight ? 0 : 1;
