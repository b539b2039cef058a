// @ts-check
/**
 * `npm run test:model`: histories of members that fast-check makes up, told to the product through its API and to an
 * oracle of plain rows, and compared after every command; and the properties of the points ledger, as often.
 * `-- --runs 500 --commands 30` are other lengths. A failure names its seed and path: with REGULARS_SEED and
 * REGULARS_PATH set to them, and the same `--commands`, it is what runs first.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const text = (/** @type {string} */ usual) => /** @type {const} */ ({ type: 'string', default: usual });
const { values } = parseArgs({ options: { runs: text('10000'), commands: text('60') } });
for (const value of Object.values(values)) if (!(Number(value) > 0)) throw new Error('Give --runs and --commands as whole numbers');

const started = performance.now();
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), 'test/model', 'libs/points/test/ledger-properties'], {
  cwd: root, stdio: 'inherit', env: { ...process.env, REGULARS_MODEL_RUNS: values.runs, REGULARS_MODEL_COMMANDS: values.commands },
});
console.log(`${Number(values.runs).toLocaleString('en')} runs of up to ${values.commands} commands in ${((performance.now() - started) / 60_000).toFixed(1)} minutes; ${status === 0 ? '0 divergences' : 'FAILED'}`);
process.exitCode = status === 0 ? 0 : 1;
