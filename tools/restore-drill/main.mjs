// @ts-check
/**
 * `npm run test:restore`: a server that archives is backed up while tills sell, and lost; another one is started from
 * the backup and the archive, taken back to a point in time, and looked at. Everything is done with the very commands
 * of docs/backups.md. `-- --orders 60` is a short form.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serverAccount } from '../../libs/testing/postgres/account.mjs';
import { runSource } from '../programs/from-source.mjs';
import { inScratchFolder } from '../programs/scratch.mjs';

const { values } = parseArgs({ options: { orders: { type: 'string', default: '2000' } } });

const passed = await inScratchFolder('restore', (folder) =>
  runSource('tools/restore-drill/run.ts', { folder, orders: Number(values.orders), account: serverAccount(join(folder, 'before', 'data')) ?? null }));
process.exitCode = passed ? 0 : 1;
