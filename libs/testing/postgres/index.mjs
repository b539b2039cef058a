// @ts-check
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findBinaries } from './binaries.mjs';
import { createCluster, defaultSettings, launch } from './cluster.mjs';
import { oneAtATime, openHome, removeHome } from './home.mjs';
import { problem } from './problems.mjs';
import { liveServer, stopServer } from './processes.mjs';

/** @typedef {import('./home.mjs').Home} Home */
/**
 * @typedef {object} Options
 * @property {string} dir the cluster's folder: made when it is not there, used again when it is
 * @property {boolean} [fsync] false only for data nobody will miss
 * @property {number} [port] a free one unless told; a cluster that already runs keeps its own
 * @property {import('./cluster.mjs').Settings} [settings] postgresql.conf settings over the defaults; not applied to a cluster that already runs
 */
/**
 * @typedef {object} Postgres
 * @property {string} url of the superuser "postgres", password included
 * @property {number} port
 * @property {string} dir where the cluster really is: another place than asked for when root cannot lend that one
 * @property {boolean} reused true when it was already running
 * @property {() => Promise<void>} stop finishes writing and stops the server, whoever started it
 * @property {() => Promise<void>} destroy stops at once and removes the cluster
 */

/**
 * Starts the PostgreSQL that npm installed, listening on this machine only, or finds it running.
 * @param {Options} options @returns {Promise<Postgres>}
 */
export async function startPostgres(options) {
  try {
    return await startOrFind(options);
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    throw code ? problem('start', options.dir, `${code} ${message}`) : error;
  }
}

/** @param {Options} options @returns {Promise<Postgres>} */
async function startOrFind({ dir, fsync = true, port, settings = {} }) {
  const home = openHome(dir);
  return oneAtATime(home, async () => {
    const running = await findRunning(home);
    if (running) return handle(dir, home, running.port, true);
    const binaries = findBinaries(home.account);
    if (!existsSync(home.data)) createCluster(binaries, home, fsync);
    const started = await launch(binaries, home, { ...defaultSettings(fsync), ...settings }, port);
    return handle(dir, home, started, false);
  });
}

/** @param {string} asked @param {Home} home @param {number} port @param {boolean} reused @returns {Postgres} */
function handle(asked, home, port, reused) {
  return {
    url: urlOf(home, port),
    port,
    dir: home.dir,
    reused,
    stop: () => stopServer(home.data, 'SIGINT'),
    destroy: () => destroyPostgres(asked),
  };
}

/** Stops the cluster at once, if it runs, and removes it. @param {string} dir */
export async function destroyPostgres(dir) {
  const home = openHome(dir);
  await stopServer(home.data, 'SIGQUIT');
  removeHome(dir, home);
}

/** @param {Home} home @param {number} port */
const urlOf = (home, port) =>
  `postgres://postgres:${readFileSync(home.passwordFile, 'utf8').trim()}@127.0.0.1:${port}/postgres`;

/**
 * A live process that answers for this very folder; one that is still recovering or stopping is waited for.
 * @param {Home} home
 */
async function findRunning(home) {
  if (!existsSync(home.data)) return undefined;
  for (const patience = Date.now() + 60_000; Date.now() < patience; await sleep(50)) {
    const server = liveServer(home.data);
    if (!server) return undefined;
    if (server.ready && (await answers(home, server.port))) return server;
  }
  const pid = liveServer(home.data)?.pid;
  throw new Error(`PostgreSQL (process ${pid}) holds ${home.dir} but does not answer: stop it and start again.`);
}

/** @param {Home} home @param {number} port */
async function answers(home, port) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: urlOf(home, port), connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query('SHOW data_directory');
    return realpathSync(rows[0].data_directory) === realpathSync(home.data);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
