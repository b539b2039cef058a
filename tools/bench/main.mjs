// @ts-check
/**
 * `npm run bench`: what the API costs, each figure beside a limit measured in the same run. `npm run bench -- a c`
 * runs some of the cases; `--rounds 5` and `--seconds 4` measure longer, `--profile DIR` writes CPU profiles of the
 * gateway, or of the worker where that is what works.
 */
import { fork } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../libs/testing/postgres/index.mjs';

const CASES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o'];
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '3' }, profile: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !CASES.includes(name));
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  if (unknown.length > 0 || !(rounds >= 1) || !(seconds > 0)) {
    console.error('Usage: npm run bench -- [a] [b] [c] [d] [e] [f] [g] [h] [i] [j] [k] [l] [m] [n] [o] [--rounds 3] [--seconds 3] [--profile DIR]');
    process.exit(1);
  }
  const profile = values.profile === undefined ? null : resolve(values.profile);
  if (profile !== null) mkdirSync(profile, { recursive: true });
  return { cases: positionals.length > 0 ? positionals : CASES, rounds, milliseconds: seconds * 1_000, profile };
}

const options = readOptions();
const folder = mkdtempSync(join(tmpdir(), 'regulars-bench-'));
chmodSync(folder, 0o755);
// fsync stays on: a commit costs what it costs.
const postgres = await startPostgres({ dir: join(folder, 'postgres') });
const run = fork(join(root, 'tools/bench/run.ts'), [], {
  cwd: root,
  execArgv: ['--conditions=@regulars/source', '-r', '@swc-node/register', '--disable-warning=ExperimentalWarning'],
  env: { ...process.env, SWCRC: 'true', NODE_ENV: 'production', REGULARS_WEBHOOK_NETWORKS: '127.0.0.1/32', REGULARS_BENCH: JSON.stringify({ ...options, databaseUrl: postgres.url }) },
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => run.kill(signal));
const code = await new Promise((resolve) => run.on('exit', resolve));
await postgres.destroy();
rmSync(folder, { recursive: true, force: true });
process.exitCode = code === 0 ? 0 : 1;
