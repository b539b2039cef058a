// @ts-check
/**
 * Makes a plugin in a copy of the workspace and puts it through everything that a change must pass: boundaries, lint,
 * types and its own specs. `npm test` runs this, so that what the generator makes cannot rot.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkBoundaries } from '../check-boundaries.mjs';
import { copyWorkspace } from './copy-workspace.mjs';
import { createPlugin, refreshSchemas } from './main.mjs';

const root = resolve(import.meta.dirname, '../..');
const id = 'gift-wrap';

/** Of the plugin and its specs, with what they import. */
const itsTypes = { extends: './tsconfig.all.json', include: [`../plugins/${id}/src`, `../plugins/${id}/test`] };

/** @type {readonly [string, readonly string[]][]} */
const checks = [
  ['lint', [join(root, 'node_modules/eslint/bin/eslint.js'), `plugins/${id}`]],
  ['types of what it publishes', [join(root, 'node_modules/typescript/bin/tsc'), '-b', `plugins/${id}`]],
  ['types of its specs', [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', 'tools/tsconfig.lint.json']],
  ['specs', [join(root, 'node_modules/jest/bin/jest.js'), '--ci', '--runInBand', `plugins/${id}/`, 'tools/check-schema/check-schema.spec.ts']],
];

/** @param {string} copy */
function keepsBoundaries(copy) {
  const problems = checkBoundaries(copy).problems.filter((problem) => problem.startsWith(`plugins/${id}/`));
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

/** @param {string} copy */
function passes(copy) {
  if (!keepsBoundaries(copy)) return false;
  for (const [name, command] of checks) {
    const { status } = spawnSync(process.execPath, command, { cwd: copy, stdio: 'inherit' });
    if (status === 0) continue;
    console.error(`A new plugin does not pass: ${name}`);
    return false;
  }
  return true;
}

function main() {
  const copy = mkdtempSync(join(realpathSync(tmpdir()), 'regulars-new-plugin-'));
  try {
    copyWorkspace(root, copy, true);
    createPlugin(copy, id);
    renameSync(join(copy, 'tools/tsconfig.lint.json'), join(copy, 'tools/tsconfig.all.json'));
    writeFileSync(join(copy, 'tools/tsconfig.lint.json'), JSON.stringify(itsTypes));
    return refreshSchemas(copy) && passes(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

if (!main()) process.exitCode = 1;
