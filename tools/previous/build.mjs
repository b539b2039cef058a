// @ts-check
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from '../test/installed.mjs';

/** The newest release, which the next one replaces. @param {string} root @returns {string} */
export function newestRelease(root) {
  const releases = JSON.parse(readFileSync(join(root, 'tools/migrations/release-list.json'), 'utf8'));
  return releases.at(-1).commit;
}

/**
 * A commit of this repository as a folder that runs: its files, and its dependencies.
 * @param {string} root @param {string} commit @param {string} folder is made
 */
export function unpackBuild(root, commit, folder) {
  mkdirSync(folder, { recursive: true });
  if (!isThere(root, commit)) spawnSync('git', ['fetch', '--depth', '1', 'origin', commit], { cwd: root, stdio: 'ignore' });
  if (!isThere(root, commit)) throw new Error(`This clone has no commit ${commit}, and none could be fetched: clone with its history (git fetch --unshallow)`);
  const archive = join(folder, 'build.tar');
  run('git', ['archive', '--format=tar', '-o', archive, commit], root);
  run('tar', ['-xf', archive], folder);
  if (isInstalled(folder, root)) linkDependencies(root, folder);
  else run('npm', ['ci', '--no-audit', '--no-fund'], folder);
}

/** @param {string} root @param {string} commit */
const isThere = (root, commit) => spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root, stdio: 'ignore' }).status === 0;

/** @param {string} program @param {string[]} options @param {string} cwd */
function run(program, options, cwd) {
  const { status, error } = spawnSync(program, options, { cwd, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  if (error || status !== 0) throw error ?? new Error(`${program} ${options.join(' ')} ended with ${status}`);
}

const OUR_SCOPE = '@regulars';

/** The same packages, but the workspace's own, which are links to folders beside them. @param {string} root @param {string} folder */
function linkDependencies(root, folder) {
  const [from, to] = [join(root, 'node_modules'), join(folder, 'node_modules')];
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name === '.cache') continue;
    if (name === OUR_SCOPE) cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(join(from, name), join(to, name));
  }
}
