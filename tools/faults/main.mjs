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
 * - events, and as many tasks: some fail, hang or end the process that handles them, the good ones are done, and how
 *   fast, undisturbed and not; due jobs of workers that are killed; a listener
 *   that is killed every 2 s
 *
 * `-- --kills 3 --unanswered 3 --rolls 2 --pause 3 --resumes 1000 --links 2 --events 0 --operations 0` is a short form; 0 leaves a part out.
 */
import { fork, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../postgres/index.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const size = (/** @type {string} */ usual) => /** @type {const} */ ({ type: 'string', default: usual });
const { values } = parseArgs({ options: { kills: size('20'), unanswered: size('50'), rolls: size('10'), pause: size('10'), resumes: size('10000'), links: size('20'), events: size('10000'), operations: size('10000') } });

const sizes = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));

const folder = mkdtempSync(join(tmpdir(), 'regulars-faults-'));
chmodSync(folder, 0o755);
// fsync stays on: what was acknowledged must be on disk.
const postgres = await startPostgres({ dir: join(folder, 'postgres') });
const run = fork(join(root, 'tools/faults/run.ts'), [], {
  cwd: root,
  execArgv: ['--conditions=@regulars/source', '-r', '@swc-node/register'],
  env: { ...process.env, SWCRC: 'true', REGULARS_FAULTS: JSON.stringify({ databaseUrl: postgres.url, folder, ...sizes }) },
});
const code = await new Promise((resolve) => run.on('exit', resolve));
const raced = code === 0 && sizes.operations ? specs(['test/races.spec.ts', 'test/statement-sweep.spec.ts', 'test/work-sweep.spec.ts'], { REGULARS_RACE_OPERATIONS: values.operations, REGULARS_SWEEP: 'all' }) : 0;
const worked = code === 0 && sizes.events
  ? specs(['libs/kernel/src/worker', 'libs/kernel/src/events/killed-listener.spec.ts'], { REGULARS_POISON_EVENTS: values.events, REGULARS_KILLS: '20', REGULARS_LISTENER_SECONDS: '60' })
  : 0;
await postgres.destroy();
rmSync(folder, { recursive: true, force: true });
process.exitCode = code === 0 && raced === 0 && worked === 0 ? 0 : 1;

/** The specs of npm test in their full length. @param {string[]} files @param {Record<string, string>} lengths */
function specs(files, lengths) {
  const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--runInBand', ...files, '--rootDir', root];
  return spawnSync(process.execPath, jest, { cwd: root, stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: postgres.url, ...lengths } }).status;
}
