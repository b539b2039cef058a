// @ts-check
/**
 * `node tools/check-schema.mjs`: the committed SDL of each audience is what is installed, and keeps the contracts
 * under `test/contract`. With `--write` it brings the SDL up to date.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = ['--conditions=@regulars/source', '-r', '@swc-node/register', '--disable-warning=ExperimentalWarning', join(root, 'tools/check-schema/main.ts'), ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, options, { cwd: root, stdio: 'inherit', env: { ...process.env, SWCRC: 'true' } });
process.exitCode = status ?? 1;
