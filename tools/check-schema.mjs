// @ts-check
/**
 * `node tools/check-schema.mjs`: the committed SDL of each audience is what is installed, and keeps the contracts
 * under `test/contract`. With `--write` it brings the SDL up to date.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, SOURCE_OPTIONS } from './programs/from-source.mjs';

const options = [...SOURCE_OPTIONS, join(ROOT, 'tools/check-schema/main.ts'), ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, options, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, SWCRC: 'true' } });
process.exitCode = status ?? 1;
