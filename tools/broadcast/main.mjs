// @ts-check
/**
 * `npm run test:broadcast`: a broadcast to 100,000 members through a fake of LINE of whose answers 5 % are errors (500s,
 * 429s, connections cut after a multicast was accepted), while the worker that sends it is killed with SIGKILL 20 times:
 * whom it can reach is sent to exactly once, of everybody else the reason is written down, and its progress, read all the
 * while, never goes backwards. A short form: `-- --members 2000 --kills 3`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runSource } from '../programs/from-source.mjs';
import { inScratchFolder, onScratchServer } from '../programs/scratch.mjs';

const size = (/** @type {string} */ usual) => /** @type {const} */ ({ type: 'string', default: usual });
const { values } = parseArgs({ options: { members: size('100000'), kills: size('20'), errors: size('5') } });
const sizes = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));

// fsync stays on: what was written down before a provider is asked must be on disk.
const passed = await inScratchFolder('broadcast', (folder) => onScratchServer({ dir: join(folder, 'postgres') }, (databaseUrl) => {
  process.env.REGULARS_TEST_DATABASE_URL = databaseUrl;
  return runSource('tools/broadcast/run.ts', sizes);
}));
process.exitCode = passed ? 0 : 1;
