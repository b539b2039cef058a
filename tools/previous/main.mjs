// @ts-check
/**
 * `npm run test:previous`: whether the newest release, which this build is to replace, goes on while this build rolls
 * in.
 *
 * - The release's gateways serve a shop under load while this build migrates the database; one is started again on the
 *   newer schema, all are replaced by gateways of this build, and one comes back, as when an upgrade is undone. No
 *   request fails, and the books are right.
 * - The release's specs run twice, on databases as it makes them and on the same databases migrated by this build. What
 *   passes before must pass after.
 * - This build's conformance specs run on databases in which the newest recorded release left a shop (`test/upgrade`),
 *   migrated by this build.
 *
 * `-- --commit C` takes another release than the newest of tools/migrations/release-list.json; `-- --specs none` leaves
 * the specs out, `-- --specs PATTERN` runs those.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, runSource } from '../programs/from-source.mjs';
import { inScratchFolder, onScratchServer } from '../programs/scratch.mjs';
import { newestRelease, unpackBuild } from './build.mjs';
import { compareSpecs } from './compare.mjs';

/** What a caller, a plugin and a worker see of a release. */
const CONTRACT = 'libs/(brand|member|order|points|tier)/test/conformance|plugins/[^/]+/test/conformance|test/(rights-matrix|one-end-state|member-merge|own-data|own-erasure|audit-rows|store-scope)\\.spec';
/** The kit's own specs are about modules that no release has. */
const INSTALLED = '(libs/(?!testing/)|plugins/)[^/]+/test/conformance';
const { values } = parseArgs({ options: { commit: { type: 'string', default: newestRelease(ROOT) }, specs: { type: 'string', default: CONTRACT } } });

/** Runs a release's own specs; answers what Jest says of each. @param {string} build @param {string} databaseUrl @param {string} results a file */
function specsOf(build, databaseUrl, results) {
  const jest = [join(build, 'node_modules/jest/bin/jest.js'), '--ci', '--silent', '--json', '--outputFile', results, '--testPathPatterns', values.specs, '--rootDir', build];
  spawnSync(process.execPath, jest, { cwd: build, stdio: ['ignore', 'ignore', 'ignore'], env: { ...process.env, TEST_DATABASE_URL: databaseUrl } });
  return JSON.parse(readFileSync(results, 'utf8'));
}

/** Whether the release's specs pass on this build's schema. @param {string} folder @param {string} build @param {string} databaseUrl */
async function keepsContracts(folder, build, databaseUrl) {
  const before = specsOf(build, databaseUrl, join(folder, 'before.json'));
  if (!(await runSource('tools/previous/migrate-templates.ts', { databaseUrl }))) return false;
  const { lines, isSame } = compareSpecs(before, specsOf(build, databaseUrl, join(folder, 'after.json')), build);
  console.log(lines.join('\n'));
  return isSame;
}

/** Whether this build's modules conform on what a release left behind. @param {string} databaseUrl @param {string} results a file */
function conformsUpgraded(databaseUrl, results) {
  const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--ci', '--silent', '--json', '--outputFile', results, '--testPathPatterns', INSTALLED];
  const environment = { ...process.env, TEST_DATABASE_URL: databaseUrl, REGULARS_BEFORE: join(ROOT, 'test/upgrade/left-behind.ts') };
  const { status } = spawnSync(process.execPath, jest, { cwd: ROOT, stdio: ['ignore', 'ignore', 'ignore'], env: environment });
  const { numPassedTests, testResults } = JSON.parse(readFileSync(results, 'utf8'));
  console.log(`${numPassedTests} conformance specs of this build pass on what the release left behind`);
  for (const { message } of testResults) if (message) console.log(message);
  return status === 0 && numPassedTests > 0;
}

/** @param {string} folder */
async function main(folder) {
  const build = join(folder, 'build');
  unpackBuild(ROOT, values.commit, build);
  console.log(`Release ${values.commit.slice(0, 7)} beside this build`);
  // What was acknowledged must be on disk: gateways start on no other server.
  const rolled = await onScratchServer({ dir: join(folder, 'rolling') }, (databaseUrl) => runSource('tools/previous/rolling.ts', { databaseUrl, build, folder }));
  if (values.specs === 'none') return rolled;
  const kept = await onScratchServer({ dir: join(folder, 'specs'), fsync: false }, (databaseUrl) => keepsContracts(folder, build, databaseUrl));
  const conforms = await onScratchServer({ dir: join(folder, 'upgraded'), fsync: false }, async (databaseUrl) => conformsUpgraded(databaseUrl, join(folder, 'upgraded.json')));
  return rolled && kept && conforms;
}

process.exitCode = (await inScratchFolder('previous', main)) ? 0 : 1;
