// @ts-check
/** `npm run test:rings [-- SEED…]`: 20 shapes of referral rings and 12 honest populations, a thousand claims and more of each, through the rules and weights of the plugin; see plugins/referral/test/rings.spec.ts. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const seeds = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--runInBand', '--testTimeout', '600000', 'plugins/referral/test/rings'], {
  cwd: root, stdio: 'inherit', env: { ...process.env, REGULARS_RING_SIZE: '1000', REGULARS_RING_SEEDS: seeds.length > 0 ? seeds.join(',') : '4711,4712,4713,4714,4715' },
});
process.exitCode = status ?? 1;
