/**
 * Jest begins with the files that took longest the last time; where it has not run yet, with the largest. Those below
 * take long and are small: begun last, one of them would leave a core with nothing to do for half a minute.
 */
const { existsSync } = require('node:fs');
const { join, relative } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const root = join(__dirname, '../..');

const LONGEST = [
  'test/tenant-fuzz.spec.ts',
  'test/model/model.spec.ts',
  'test/statement-sweep.spec.ts',
  'apps/gateway/test/live.spec.ts',
  'plugins/gift-coupon/test/conformance.spec.ts',
  'test/one-end-state.spec.ts',
  'tools/seeds/simulation.spec.ts',
  'apps/gateway/test/socket-abuse.spec.ts',
  'libs/kernel/src/worker/poison.spec.ts',
  'libs/member/test/conformance.spec.ts',
  'libs/kernel/src/worker/killed-worker.spec.ts',
  'plugins/stamp-card/test/conformance.spec.ts',
  'test/rights-matrix.spec.ts',
  'libs/points/test/conformance.spec.ts',
  'libs/tier/test/conformance.spec.ts',
];

const gone = LONGEST.filter((path) => !existsSync(join(root, path)));
if (gone.length > 0) throw new Error(`tools/test/longest-first.cjs names what is no more: ${gone.join(', ')}`);

module.exports = class extends Sequencer {
  /** @param {Parameters<Sequencer['sort']>[0]} tests */
  sort(tests) {
    const rank = ({ path = '' }) => {
      const place = LONGEST.indexOf(relative(root, path).replaceAll('\\', '/'));
      return place < 0 ? LONGEST.length : place;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
