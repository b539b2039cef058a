// @ts-check
/**
 * `node tools/release/dry-run.mjs`: what `nx release` would do with the plans there are, without doing it. Ends with 1
 * when it could not: a plan that cannot be read or names nothing, a manifest it does not understand.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../programs/from-source.mjs';

const options = ['release', '--dry-run', '--skip-publish'];
const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'node_modules/nx/dist/bin/nx.js'), ...options], {
  cwd: ROOT, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', FORCE_COLOR: '0' },
});
if (status !== 0) process.stderr.write(`${stdout}\n${stderr}\n`);
const next = [...stdout.matchAll(/^(\S+) \S+ Applied .*, to get new version (\S+)$/gm)].map(([, name = '', version = '']) => /** @type {[string, string]} */ ([name, version]));
for (const [name, version] of new Map(next)) console.log(`${name} ${version}`);
if (status === 0 && next.length === 0) console.log('Nothing is planned');
process.exitCode = status ?? 1;
