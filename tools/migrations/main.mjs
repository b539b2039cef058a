// @ts-check
/**
 * `npm run test:migrations`: a database at the schema of the oldest release, a million rows in each table that grows,
 * people at work in it; then every migration since, release by release. No query may take longer than 200 ms, or twice
 * what it takes on this machine without a migration. `-- --rows 10000` is a short form. TMPDIR says where the files go:
 * a million rows take about 10 GB.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runSource } from '../programs/from-source.mjs';
import { inScratchFolder, onScratchServer } from '../programs/scratch.mjs';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });

const passed = await inScratchFolder('migrations', (folder) =>
  // Locks are measured, not this machine's disk.
  onScratchServer({ dir: join(folder, 'postgres'), fsync: false }, (databaseUrl) => runSource('tools/migrations/run.ts', { databaseUrl, rows: Number(values.rows) })));
process.exitCode = passed ? 0 : 1;
