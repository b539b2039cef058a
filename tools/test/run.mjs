// @ts-check
/**
 * `npm test`: everything a change must pass, from a fresh clone onwards. What follows `--` goes to Jest
 * (`npm test -- libs/points`). The last line is always `N passed, N failed`: specs, plus each gate that failed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInstalled } from './installed.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** @typedef {readonly [title: string, command: string[]]} Gate */

const totals = { passed: 0, failed: 0 };

/** @param {string} title @param {() => boolean} work */
function step(title, work) {
  const started = performance.now();
  console.log(`\n> ${title}`);
  const passed = work();
  report(title, passed, started);
  return passed;
}

/** @param {string} title @param {boolean} passed @param {number} started */
const report = (title, passed, started) => console.log(`${passed ? 'ok' : 'FAILED'}: ${title}, ${((performance.now() - started) / 1000).toFixed(1)} s`);

/** @param {string[]} command */
function run([program = '', ...options]) {
  return spawnSync(program, options, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
}

/**
 * One gate after the other; what each has to say comes in one piece when it is through.
 * @param {readonly Gate[]} gates
 */
async function inOrder(gates) {
  for (const [title, [program = '', ...options]] of gates) {
    const started = performance.now();
    const gate = spawn(program, options, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [gate.stdout, gate.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    const passed = await new Promise((resolve) => gate.on('close', (code) => resolve(code === 0)).on('error', () => resolve(false)));
    console.log(`\n> ${title}\n${output.trimEnd()}`);
    report(title, passed, started);
    if (!passed) totals.failed += 1;
  }
}

/**
 * Whichever lane has nothing to do takes what is next.
 * @param {readonly (readonly Gate[])[]} work what must follow each other is one
 */
async function inTwoLanes(work) {
  const left = [...work];
  const lane = async () => {
    for (let gates = left.shift(); gates; gates = left.shift()) await inOrder(gates);
  };
  await Promise.all([lane(), lane()]);
}

/** @param {string} path @param {string[]} options @returns {[string, string, ...string[]]} */
const node = (path, ...options) => [process.execPath, join(root, path), ...options];

function install() {
  if (isInstalled(root)) return true;
  return run(['npm', 'ci']) || run(['npm', 'install']);
}

/** @param {string[]} options */
function specs(options) {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-results-'));
  const file = join(folder, 'results.json');
  try {
    // Most of what a spec file allocates is loaded modules, schemas and answers: with room for it, less is moved about.
    const [program, jest] = node('node_modules/jest/bin/jest.js');
    const passed = run([program, '--max-semi-space-size=64', jest, '--ci', '--json', `--outputFile=${file}`, ...options]);
    countSpecs(file, passed);
    return passed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} file @param {boolean} passed */
function countSpecs(file, passed) {
  const before = totals.failed;
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    totals.passed += results.numPassedTests;
    // A file that cannot even be loaded has no specs to count, but it has failed.
    totals.failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  } catch {
    // Jest died before it could write: its exit code has told.
  }
  if (!passed && totals.failed === before) totals.failed += 1;
}

async function main() {
  if (!step('Install', install)) {
    totals.failed += 1;
    return;
  }
  const filters = process.argv.slice(2);
  /** @param {Gate} drill @returns {Gate[]} */
  const unlessFiltered = (drill) => (filters.length > 0 ? [] : [drill]);
  // Each keeps a core busy, the faults more than one: they are looked at as on a machine that is busy with other things.
  await inTwoLanes([
    [
      ['Types', node('node_modules/typescript/bin/tsc', '-b', 'tools')],
      ['What packages offer', node('tools/release/surface.mjs')],
      ['A release, dry', node('tools/release/dry-run.mjs')],
    ],
    [
      ['Boundaries', node('tools/check-boundaries.mjs')],
      ['Lint', node('node_modules/eslint/bin/eslint.js', '.')],
    ],
    unlessFiltered(['Faults, the short form', node('tools/faults/main.mjs', '--kills', '2', '--unanswered', '3', '--rolls', '2', '--pause', '3', '--resumes', '600', '--links', '2', '--events', '0', '--operations', '0')]),
    // Takes what the types have built.
    [['New plugin', node('tools/create-plugin/verify.mjs')]],
    unlessFiltered(['Restore drill, the short form', node('tools/restore-drill/main.mjs', '--orders', '60')]),
  ]);
  step('Specs', () => specs(filters));
}

await main();
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
