// @ts-check
/** The tools' TypeScript runs from source, each program started by a `main.mjs` that needs nothing compiled. */
import { fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Node's options to run TypeScript, and to take our packages from source; with `SWCRC` in the environment. */
export const SOURCE_OPTIONS = ['--conditions=@regulars/source', '-r', '@swc-node/register', '--disable-warning=ExperimentalWarning'];

/**
 * @param {string} program from the repository's root
 * @param {Record<string, string>} [environment] beside that of this process
 * @param {{ readonly detached?: boolean }} [options]
 */
export const forkSource = (program, environment = {}, { detached = false } = {}) =>
  fork(join(ROOT, program), [], { cwd: ROOT, execArgv: SOURCE_OPTIONS, env: { ...process.env, SWCRC: 'true', ...environment }, detached });

/**
 * Runs a program to its end.
 * @param {string} program from the repository's root
 * @param {object} setup what it is to work with, read by `setupOf`
 * @returns {Promise<boolean>} whether it ended well
 */
export function runSource(program, setup) {
  const run = forkSource(program, { REGULARS_SETUP: JSON.stringify(setup) });
  return new Promise((resolve) => run.on('exit', (code) => resolve(code === 0)));
}
