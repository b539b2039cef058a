// @ts-check
/**
 * `npm run test:previous`: whether gateways of the release before go on while this build rolls in.
 *
 * - Its gateways serve a shop under load while this build migrates the database; one is started again on the newer
 *   schema, all are replaced by gateways of this build, and one comes back, as when an upgrade is undone. No request
 *   fails, and the books are right.
 * - Its specs run twice, on databases as it makes them and on the same databases migrated by this build. What passes
 *   before must pass after.
 *
 * `-- --commit C` takes another build than the newest of tools/migrations/release-list.json; `-- --specs none` leaves
 * the specs out, `-- --specs PATTERN` runs those.
 */
import { fork, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../postgres/index.mjs';
import { newestRelease, unpackBuild } from './build.mjs';
import { compareSpecs } from './compare.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What a caller, a plugin and a worker see of a build. */
const CONTRACT = 'libs/(brand|member|order|points|tier)/test/conformance|plugins/[^/]+/test/conformance|test/(rights-matrix|one-end-state|member-merge|own-data|own-erasure|audit-rows|store-scope)\\.spec';
const { values } = parseArgs({ options: { commit: { type: 'string', default: newestRelease(root) }, specs: { type: 'string', default: CONTRACT } } });

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'regulars-previous-')));
chmodSync(folder, 0o755);
const build = join(folder, 'build');
/** @type {import('../postgres/index.mjs').Postgres[]} */
const servers = [];

/** @param {string} name @param {boolean} fsync */
async function server(name, fsync) {
  const postgres = await startPostgres({ dir: join(folder, name), fsync });
  servers.push(postgres);
  return postgres.url;
}

/** @param {string} program @param {object} setup */
async function runs(program, setup) {
  const run = fork(join(root, 'tools/previous', program), [], {
    cwd: root,
    execArgv: ['--conditions=@regulars/source', '-r', '@swc-node/register', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, SWCRC: 'true', REGULARS_PREVIOUS: JSON.stringify(setup) },
  });
  return (await new Promise((resolve) => run.on('exit', resolve))) === 0;
}

/** The build's own specs; answers what Jest says of each. @param {string} databaseUrl @param {string} name */
function specs(databaseUrl, name) {
  const results = join(folder, `${name}.json`);
  const jest = [join(build, 'node_modules/jest/bin/jest.js'), '--ci', '--silent', '--json', '--outputFile', results, '--testPathPatterns', values.specs, '--rootDir', build];
  spawnSync(process.execPath, jest, { cwd: build, stdio: ['ignore', 'ignore', 'ignore'], env: { ...process.env, TEST_DATABASE_URL: databaseUrl } });
  return JSON.parse(readFileSync(results, 'utf8'));
}

async function main() {
  unpackBuild(root, values.commit, build);
  console.log(`Release ${values.commit.slice(0, 7)} beside this build`);
  // What was acknowledged must be on disk: gateways start on no other server.
  const rolled = await runs('rolling.ts', { databaseUrl: await server('rolling', true), build, folder });
  if (values.specs === 'none') return rolled;
  const url = await server('specs', false);
  const before = specs(url, 'before');
  if (!(await runs('migrate-templates.ts', { databaseUrl: url }))) return false;
  const { lines, isSame } = compareSpecs(before, specs(url, 'after'), build);
  console.log(lines.join('\n'));
  return rolled && isSame;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  for (const postgres of servers) await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
}
