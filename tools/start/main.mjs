// @ts-check
/**
 * `npm start`: from a fresh clone to a running installation. This part runs before anything is installed or
 * compiled; the installation itself is in `run.ts`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { forkSource, ROOT } from '../programs/from-source.mjs';
import { isInstalled } from '../test/installed.mjs';
import { readOptions, USAGE } from './options.mjs';
import { createSteps } from './steps.mjs';

const NODE_FLOOR = [20, 19];

/** One clear sentence, and the end. @param {string} sentence @returns {never} */
function stopWith(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [floorMajor = 0, floorMinor = 0] = NODE_FLOOR;
  if (major < floorMajor || (major === floorMajor && minor < floorMinor)) {
    stopWith(`Regulars needs Node ${NODE_FLOOR.join('.')} or newer; this is ${process.versions.node}.`);
  }
}

/** @param {ReturnType<typeof createSteps>} steps */
function install(steps) {
  if (isInstalled(ROOT)) return;
  const done = steps.begin('Install what is missing (the first time takes a minute or two)');
  const npm = (/** @type {string} */ command) => spawnSync('npm', [command, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
  if (!npm('ci') && !npm('install')) stopWith('npm could not install what package-lock.json asks for; its message stands above.');
  done();
}

/** The database the run needs: the one DATABASE_URL names, or our own under the data folder. */
async function openDatabase(/** @type {import('./options.mjs').Options} */ options, /** @type {ReturnType<typeof createSteps>} */ steps) {
  const url = process.env.DATABASE_URL;
  if (url) return { url, reused: true, stop: async () => {}, destroy: async () => {}, given: true };
  const done = steps.begin('PostgreSQL');
  const { startPostgres } = await import('../../libs/testing/postgres/index.mjs');
  const dir = join(options.data, 'postgres');
  let postgres = await startPostgres({ dir });
  if (options.reset) {
    await postgres.destroy();
    postgres = await startPostgres({ dir });
  }
  done(postgres.reused ? 'was already running' : '');
  return { ...postgres, given: false };
}

/** Another start on the same data folder goes on with the same server. @param {string} url */
async function isInUse(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query("SELECT 1 FROM pg_stat_activity WHERE usename IN ('regulars_app', 'regulars_relay') LIMIT 1");
    return rows.length > 0;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @param {import('./options.mjs').Options} options */
function forkRun(options) {
  const environment = { NODE_ENV: process.env.NODE_ENV ?? 'production', REGULARS_SETUP: JSON.stringify(options) };
  // A Ctrl-C reaches the whole process group; the order of stopping is ours.
  return forkSource('tools/start/run.ts', environment, { detached: true });
}

async function main() {
  checkNode();
  const options = readOptions(process.argv.slice(2), ROOT);
  if ('problem' in options) stopWith(`${options.problem}\n${USAGE}`);
  const steps = createSteps();
  mkdirSync(options.data, { recursive: true });
  install(steps);
  const run = forkRun(options);
  const database = await openDatabase(options, steps).catch((error) => {
    run.kill('SIGKILL');
    return stopWith(error.message);
  });
  run.send({ databaseUrl: database.url, startedAt: steps.startedAt, resetDatabase: options.reset && database.given });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    run.kill('SIGTERM');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  run.on('exit', async (code) => {
    if (!database.given && !(await isInUse(database.url))) await database.stop().catch((error) => console.error(error.message));
    if (stopping) console.log('Stopped.');
    process.exit(code ?? 1);
  });
}

main().catch((error) => stopWith(error instanceof Error ? error.message : String(error)));
