// @ts-check
/** What the author of a plugin does, in a folder of their own. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, run } from './run.mjs';

const MIGRATION = 'src/data/create-thank-you.migration.ts';

/** @param {string} sources @param {string} folder @param {readonly string[]} npm */
export async function install(sources, folder, npm) {
  cpSync(sources, folder, { recursive: true });
  await run(folder, ['npm', 'install', ...npm]);
  const copies = copiesOf(join(folder, 'node_modules'), ['graphql', '@regulars/plugin-sdk']);
  if (copies.length !== 2) throw new Error(`Expected one graphql and one SDK, found: ${copies.join(', ')}`);
}

/** Types, and the specs: conformance, and the plugin's own. Answers how many passed. @param {string} folder */
export async function test(folder) {
  await run(folder, ['npm', 'run', 'build']);
  const output = await run(folder, ['npm', 'test', '--', '--ci']);
  const [, passed] = /^Tests: +(\d+) passed, \1 total$/m.exec(output) ?? [];
  if (!passed) throw new Error(`Not every spec passed, or none ran:\n${output}`);
  return Number(passed);
}

/** A table that forgets to be its brand's own does not pass. @param {string} folder */
export async function showThatTestsCanFail(folder) {
  const file = join(folder, MIGRATION);
  const right = readFileSync(file, 'utf8');
  writeFileSync(file, right.replace("CALL platform.protect('thank_you.card');", 'GRANT SELECT, INSERT, UPDATE, DELETE ON thank_you.card TO regulars_app;'));
  const { code, output } = await attempt(folder, ['npm', 'test', '--', '--ci', 'conformance', '-t', 'isolates every table']);
  writeFileSync(file, right);
  if (code === 0 || !output.includes('✕ isolates every table by brand')) throw new Error(`A table without row-level security passed:\n${output}`);
}

/** @param {string} folder @returns {Promise<string>} the archive */
export async function pack(folder) {
  const [{ filename }] = JSON.parse(await run(folder, ['npm', 'pack', '--json', '--loglevel=error']));
  return join(folder, filename);
}

/** Where packages of these names stand, however deep. @param {string} modules @param {readonly string[]} names @returns {string[]} */
function copiesOf(modules, names) {
  return readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((path) => names.some((name) => path === join(name, 'package.json') || path.endsWith(join('node_modules', name, 'package.json'))));
}
