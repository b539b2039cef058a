// @ts-check
/**
 * `npm run test:migrations`: a database at the schema of the oldest release, a million rows in each table that grows,
 * people at work in it; then every migration since, release by release. No query may take longer than 200 ms, or twice
 * what it takes on this machine without a migration. `-- --rows 10000` is a short form. TMPDIR says where the files go: a million
 * rows take about 10 GB.
 */
import { fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../postgres/index.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });

const folder = mkdtempSync(join(tmpdir(), 'regulars-migrations-'));
chmodSync(folder, 0o755);
// Locks are measured, not this machine's disk.
const postgres = await startPostgres({ dir: join(folder, 'postgres'), fsync: false });
const run = fork(join(root, 'tools/migrations/run.ts'), [], {
  cwd: root,
  execArgv: ['--conditions=@regulars/source', '-r', '@swc-node/register', '--disable-warning=ExperimentalWarning'],
  env: { ...process.env, SWCRC: 'true', REGULARS_MIGRATIONS: JSON.stringify({ databaseUrl: postgres.url, rows: Number(values.rows) }) },
});
const code = await new Promise((resolve) => run.on('exit', resolve));
await postgres.destroy();
rmSync(folder, { recursive: true, force: true });
process.exitCode = code === 0 ? 0 : 1;
