// @ts-check
import { spawn } from 'node:child_process';

/** What a stranger's shell knows: nothing of this run's. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|REGULARS_|DATABASE_URL|TEST_DATABASE_URL|INIT_CWD|NODE_ENV|NODE_OPTIONS)/i.test(name)));

/** @typedef {{ code: number | null, output: string }} Ended */

/** A command and all it says. @param {string} cwd @param {string[]} command @returns {Promise<Ended>} */
export function attempt(cwd, [program = '', ...options]) {
  const child = spawn(program, options, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (code) => resolve({ code, output })));
}

/** A command that must end well. @param {string} cwd @param {string[]} command @returns {Promise<string>} */
export async function run(cwd, command) {
  const { code, output } = await attempt(cwd, command);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`);
  return output;
}

/**
 * A program that goes on: answers once it has said `ready`.
 * @param {string} cwd @param {string[]} command @param {string} ready @returns {Promise<{ stop: () => Promise<void> }>}
 */
export function start(cwd, [program = '', ...options], ready) {
  const child = spawn(program, options, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => reject(new Error(`${program} ${options.join(' ')} ended with ${code}:\n${output}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        if (output.includes(ready)) resolve({ stop });
      });
    }
  });
}
