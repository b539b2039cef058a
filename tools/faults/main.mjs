// @ts-check
/**
 * `npm run test:faults`: two gateways on one database, tills that send orders without pause, and a gateway killed
 * with SIGKILL again and again. `-- --kills 3` runs a short form.
 */
import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../postgres/index.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' } } });

const folder = mkdtempSync(join(tmpdir(), 'regulars-faults-'));
chmodSync(folder, 0o755);
// fsync stays on: what was acknowledged must be on disk.
const postgres = await startPostgres({ dir: join(folder, 'postgres') });
const run = fork(join(root, 'tools/faults/run.ts'), [], {
  cwd: root,
  execArgv: ['--conditions=@regulars/source', '-r', '@swc-node/register'],
  env: { ...process.env, SWCRC: 'true', REGULARS_FAULTS: JSON.stringify({ databaseUrl: postgres.url, kills: Number(values.kills) }) },
});
const code = await new Promise((resolve) => run.on('exit', resolve));
await postgres.destroy();
rmSync(folder, { recursive: true, force: true });
process.exitCode = code === 0 ? 0 : 1;
