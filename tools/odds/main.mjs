// @ts-check
/** `npm run test:odds`: a million draws against the odds that were declared, 100,000 records through the verifier of the docs, 500 draws at once for a stock of 3, and 2,000 through the API; see plugins/lottery/test. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { status } = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--runInBand', '--testTimeout', '600000', 'plugins/lottery/test/odds', 'plugins/lottery/test/draws'], {
  cwd: root, stdio: 'inherit', env: { ...process.env, REGULARS_DRAWS: '50000', REGULARS_VERIFIED: '100000', REGULARS_CROWD: '500', REGULARS_API_DRAWS: '2000' },
});
process.exitCode = status ?? 1;
