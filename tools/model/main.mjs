// @ts-check
/**
 * `npm run test:model`: histories of members that fast-check makes up, told to the product through its API and to an
 * oracle of plain rows, and compared after every command; a twentieth as many of a quarter the length, of which something
 * is given back; and the properties of the points ledger. `-- --runs 500 --commands 30 --workers 1` are other lengths.
 * Each worker has a share of the runs, a seed and a database of its own. A failure names its seed and path: with
 * REGULARS_SEED and REGULARS_PATH set to them, the same `--commands` and the file it is of (`-- test/model/model`), it is
 * what runs first.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const text = (/** @type {string} */ usual) => /** @type {const} */ ({ type: 'string', default: usual });
const { REGULARS_SEED, REGULARS_PATH } = process.env;
const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: text('10000'), commands: text('60'), workers: text(String(availableParallelism())) } });
const runs = Number(values.runs);
const commands = Number(values.commands);
const workers = REGULARS_PATH === undefined ? Number(values.workers) : 1;
if (![runs, commands, workers].every((one) => Number.isInteger(one) && one > 0)) throw new Error('Give --runs, --commands and --workers as whole numbers');
const files = positionals.length > 0 ? positionals : ['test/model', 'libs/points/test/ledger-properties'];
const seed = Number(REGULARS_SEED ?? Math.floor(Math.random() * 2 ** 31));

/**
 * Tells what came of it once it is through, in one piece.
 * @param {number} worker @returns {Promise<boolean>}
 */
async function work(worker) {
  const env = { ...process.env, REGULARS_SEED: String(seed + worker), REGULARS_MODEL_RUNS: String(Math.ceil(runs / workers)), REGULARS_MODEL_COMMANDS: String(commands) };
  const jest = spawn(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--ci', '--runInBand', ...files], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [jest.stdout, jest.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  const passed = await new Promise((resolve) => jest.on('close', (code) => resolve(code === 0)).on('error', () => resolve(false)));
  console.log(`> Seed ${seed + worker}\n${output.trimEnd()}\n`);
  return passed;
}

const started = performance.now();
const seeds = Array.from({ length: workers }, (_, worker) => seed + worker).join(', ');
console.log(`${runs.toLocaleString('en')} runs of up to ${commands} commands, by ${workers} workers with seeds ${seeds}\n`);
const passed = (await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))).every(Boolean);
console.log(`${runs.toLocaleString('en')} runs of up to ${commands} commands in ${((performance.now() - started) / 60_000).toFixed(1)} minutes, seeds ${seeds}; ${passed ? '0 divergences' : 'FAILED'}`);
process.exitCode = passed ? 0 : 1;
