// @ts-check
/**
 * `npm run test:faults`, one part after the other on a database of its own:
 *
 * - kills: two gateways, tills that send orders without pause, a gateway killed with SIGKILL again and again
 * - unanswered: a gateway killed when the database has said COMMIT and before its caller is told, who sends again
 * - rolls: two gateways behind a balancer, replaced one after the other
 * - pause: a database that stands still while more is asked than a gateway takes
 * - resumes: 20 sockets cut every 300 ms and resumed, while a gateway is killed
 * - links: those between two gateways and the database late, slow, reset, cut and swallowing everything, for so many
 *   seconds each, while tills sell and answers are held against what was acknowledged
 * - operations: a mixed history of 32 clients, checked; every statement of every mutation made to fail
 * - events, and as many tasks, of which some fail, hang or end the process that handles them: the others are all done,
 *   of the events at nearly the pace of a run without such ones; jobs that are due while workers are killed; a listener
 *   that is killed every 2 s; webhooks, to receivers that fail, redirect, are slow or busy, of workers that are killed; a
 *   plugin that blocks its process for 2 s and takes 500 MB
 *
 * 0 leaves a part out. A short form: `-- --kills 3 --unanswered 3 --rolls 2 --pause 3 --resumes 1000 --links 2 --events 0
 * --operations 0`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, runSource } from '../programs/from-source.mjs';
import { inScratchFolder, onScratchServer } from '../programs/scratch.mjs';

const size = (/** @type {string} */ usual) => /** @type {const} */ ({ type: 'string', default: usual });
const { values } = parseArgs({ options: { kills: size('20'), unanswered: size('50'), rolls: size('10'), pause: size('10'), resumes: size('10000'), links: size('20'), events: size('10000'), operations: size('10000') } });
const sizes = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));

/** @param {string} databaseUrl @param {string} folder for the key file */
async function run(databaseUrl, folder) {
  if (!(await runSource('tools/faults/run.ts', { databaseUrl, folder, ...sizes }))) return false;
  const raced = !sizes.operations || specs(databaseUrl, ['test/races.spec.ts', 'test/statement-sweep.spec.ts', 'test/work-sweep.spec.ts'], { REGULARS_RACE_OPERATIONS: values.operations, REGULARS_SWEEP: 'all' });
  const worked = !sizes.events
    || specs(databaseUrl, ['libs/kernel/src/worker', 'libs/kernel/src/events/killed-listener.spec.ts', 'test/webhook-kills.spec.ts', 'apps/gateway/test/hostile-plugin.spec.ts'], { REGULARS_POISON_EVENTS: values.events, REGULARS_KILLS: '20', REGULARS_LISTENER_SECONDS: '60', REGULARS_HOSTILE_BLOCK: '2000', REGULARS_HOSTILE_HOARD: '500' });
  return raced && worked;
}

/** Whether specs of npm test pass in their full length. @param {string} databaseUrl @param {string[]} files @param {Record<string, string>} lengths */
function specs(databaseUrl, files, lengths) {
  const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--runInBand', ...files, '--rootDir', ROOT];
  return spawnSync(process.execPath, jest, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: databaseUrl, ...lengths } }).status === 0;
}

// fsync stays on: what was acknowledged must be on disk.
const passed = await inScratchFolder('faults', (folder) => onScratchServer({ dir: join(folder, 'postgres') }, (databaseUrl) => run(databaseUrl, folder)));
process.exitCode = passed ? 0 : 1;
