// @ts-check
/**
 * `node tools/release/surface.mjs`: what each package offers (`api.txt`, SDL, payloads of events), against what it
 * offered when its last version went out. What breaks somebody needs a version plan that says major. `--write` brings
 * the reports up to date.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, runSource } from '../programs/from-source.mjs';

// Reports are read off compiled declarations: of what stands here now.
const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-b', 'tools'], { cwd: ROOT, stdio: 'inherit' });
const passed = status === 0 && (await runSource('tools/release/surface/main.ts', { write: process.argv.includes('--write') }));
process.exitCode = passed ? 0 : 1;
