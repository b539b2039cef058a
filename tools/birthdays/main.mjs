// @ts-check
/** `npm run test:birthdays`: the spec of birthday coupons in its full length; see plugins/gift-coupon/test/birthdays.spec.ts. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--runInBand', 'plugins/gift-coupon/test/birthdays'], {
  cwd: root, stdio: 'inherit', env: { ...process.env, REGULARS_BIRTHDAYS: 'all' },
});
process.exitCode = status ?? 1;
