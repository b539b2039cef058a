// @ts-check
/**
 * `npm run test:seeds`: histories of the core's rules, each of nothing but its seed, with crashes in between; what has
 * to hold holds at the end of each. `-- --runs 100000` is the nightly length; `--seed` is the first one's, each
 * other's one more. A run that fails is named, and `--runs 1 --seed N --trace` tells it again, command by command.
 *
 * The hash is of every line of every run: the same seeds at the same commit give the same one, on any machine.
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { forkSource } from '../programs/from-source.mjs';

/** @typedef {import('./runs.ts').Runs} Runs @typedef {import('./runs.ts').RunsOutcome} RunsOutcome */

const text = (/** @type {string} */ usual) => /** @type {const} */ ({ type: 'string', default: usual });
const { values } = parseArgs({ options: { runs: text('1000'), seed: text('1'), commands: text('30'), trace: { type: 'boolean', default: false } } });
const runs = Number(values.runs);
const firstSeed = Number(values.seed);
const commands = Number(values.commands);
if (!(runs > 0 && Number.isSafeInteger(firstSeed) && commands > 0)) throw new Error('Give --runs, --seed and --commands as whole numbers');

/** Seeds that a process gets at a time. */
const AT_ONCE = 500;
/** Seeds that another process runs again. */
const AGAIN = Math.min(100, runs);

const start = () => forkSource('tools/seeds/run.ts');

/** @param {import('node:child_process').ChildProcess} worker @param {Runs & { trace?: boolean }} order @returns {Promise<RunsOutcome>} */
const ask = (worker, order) => new Promise((resolve, reject) => {
  const ended = () => reject(new Error('A process of the simulation ended'));
  worker.once('message', (outcome) => {
    worker.off('exit', ended);
    resolve(/** @type {RunsOutcome} */ (outcome));
  });
  worker.once('exit', ended);
  worker.send(order);
});

const parts = Array.from({ length: Math.ceil(runs / AT_ONCE) }, (_, part) => ({ firstSeed: firstSeed + part * AT_ONCE, runs: Math.min(AT_ONCE, runs - part * AT_ONCE), commands, trace: values.trace }));
/** @type {RunsOutcome[]} */
const outcomes = [];
const workers = Array.from({ length: Math.min(parts.length, availableParallelism()) }, start);
let next = 0;
await Promise.all(workers.map(async (worker) => {
  for (let part = next++; part < parts.length; part = next++) outcomes[part] = await ask(worker, /** @type {Runs} */ (parts[part]));
  worker.disconnect();
}));
const witness = start();
const again = await ask(witness, { firstSeed, runs: AGAIN, commands });
witness.disconnect();

const hashes = outcomes.flatMap((outcome) => outcome.hashes);
const same = again.hashes.filter((hash, index) => hash === hashes[index]).length;
const sum = (/** @type {(outcome: RunsOutcome) => number} */ of) => outcomes.reduce((total, outcome) => total + of(outcome), 0).toLocaleString('en');
const failed = outcomes.flatMap((outcome) => outcome.failed);
for (const { seed, problems } of failed) {
  console.log(`seed ${seed}:\n  ${problems.join('\n  ')}\n  again: npm run test:seeds -- --runs 1 --seed ${seed} --commands ${commands} --trace`);
}
console.log(`${sum((outcome) => outcome.runs)} runs from seed ${firstSeed}: ${sum((outcome) => outcome.commands)} commands, cut ${sum((outcome) => outcome.crashes)} times; ${failed.length} runs failed`);
console.log(`trace ${createHash('sha256').update(hashes.join()).digest('hex')}; ${same} of ${AGAIN} the same in another process`);
process.exitCode = failed.length === 0 && same === AGAIN ? 0 : 1;
