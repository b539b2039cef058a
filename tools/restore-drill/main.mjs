// @ts-check
/**
 * `npm run test:restore`: a server that archives is backed up while tills sell, and lost; another one is started from
 * the backup and the archive, taken back to a point in time, and looked at. Everything is done with the very commands
 * of docs/backups.md. `-- --orders 60` is a short form.
 */
import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serverAccount } from '../postgres/account.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { values } = parseArgs({ options: { orders: { type: 'string', default: '2000' } } });

const folder = mkdtempSync(join(tmpdir(), 'regulars-restore-'));
chmodSync(folder, 0o755);
const setup = { folder, orders: Number(values.orders), account: serverAccount(join(folder, 'before', 'data')) ?? null };
const run = fork(join(root, 'tools/restore-drill/run.ts'), [], {
  cwd: root,
  execArgv: ['--conditions=@regulars/source', '-r', '@swc-node/register', '--disable-warning=ExperimentalWarning'],
  env: { ...process.env, SWCRC: 'true', REGULARS_DRILL: JSON.stringify(setup) },
});
const code = await new Promise((resolve) => run.on('exit', resolve));
rmSync(folder, { recursive: true, force: true });
process.exitCode = code === 0 ? 0 : 1;
