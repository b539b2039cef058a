// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { binary } from './binaries.mjs';
import { portIsTaken, predecessorIsLeaving, problem } from './problems.mjs';
import { clearStalePidFile, readPidFile } from './processes.mjs';

/** @typedef {import('./home.mjs').Home} Home */
/** @typedef {Record<string, string | number>} Settings */

/** Settings of the caller's shell (PGDATA, PGPORT, a locale that is not installed) must not reach the server. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))),
  LC_ALL: 'C',
  TZ: 'UTC',
};

/**
 * Creates the files beside their final place and renames them, so that a half-made cluster is never taken for one.
 * @param {string} binaries @param {Home} home @param {boolean} durable
 */
export function createCluster(binaries, home, durable) {
  const draft = join(home.dir, 'data.new');
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(home.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (home.account) chownSync(home.passwordFile, home.account.uid, home.account.gid);
  // Sorting by code point, from PostgreSQL's own tables: the same on every system.
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  locale.push(process.platform === 'linux' ? '--locale=C.UTF-8' : '--locale=C');
  const login = ['--username=postgres', `--pwfile=${home.passwordFile}`, '--auth=scram-sha-256'];
  const files = ['--encoding=UTF8', '--data-checksums', '--no-instructions', '--no-sync'];
  initdb(binaries, home, [`--pgdata=${draft}`, ...login, ...locale, ...files]);
  if (durable) initdb(binaries, home, [`--pgdata=${draft}`, '--sync-only']);
  renameSync(draft, home.data);
}

/** @param {string} binaries @param {Home} home @param {string[]} options */
function initdb(binaries, home, options) {
  const run = spawnSync(binary(binaries, 'initdb'), options, {
    cwd: home.account ? '/' : home.dir,
    env: environment,
    encoding: 'utf8',
    ...home.account,
  });
  if (run.status !== 0) throw problem('create its files', home.dir, run.error?.message ?? run.stderr);
}

/**
 * @param {boolean} durable @returns {Settings}
 */
export function defaultSettings(durable) {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: totalmem() > 4e9 ? '256MB' : '128MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Refused statements are answered to whoever sent them; the log would only collect members' data.
    log_min_messages: 'log',
    ...(durable ? {} : disposable),
  };
}

/** For data nobody will miss: no waiting for the disk. @type {Settings} */
const disposable = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  checkpoint_timeout: '30min',
  max_wal_size: '4GB',
};

/**
 * Starts the server and returns its port once it takes connections.
 * @param {string} binaries @param {Home} home @param {Settings} settings @param {number | undefined} wantedPort
 */
export async function launch(binaries, home, settings, wantedPort) {
  await clearStalePidFile(home.data);
  const patience = Date.now() + 15_000;
  for (;;) {
    const port = wantedPort ?? (await freePort());
    const failure = await tryLaunch(binaries, home, { ...settings, port });
    if (failure === undefined) return port;
    if (wantedPort && portIsTaken(failure)) throw new Error(`Port ${port} is taken by another program.`);
    const passes = portIsTaken(failure) || predecessorIsLeaving(failure);
    if (!passes || Date.now() > patience) throw problem('start', home.dir, failure);
    await sleep(100);
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/**
 * @param {string} binaries @param {Home} home @param {Settings} settings
 * @returns {Promise<string | undefined>} what the server wrote before it gave up; undefined when it is up
 */
async function tryLaunch(binaries, home, settings) {
  const log = openSync(home.log, 'a', 0o600);
  const logStart = statSync(home.log).size;
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(binary(binaries, 'postgres'), ['-D', home.data, ...options], {
    cwd: home.account ? '/' : home.dir,
    env: environment,
    stdio: ['ignore', log, log],
    // Its own group: Ctrl-C in the terminal reaches whoever started it, who then stops it in order.
    detached: true,
    ...home.account,
  });
  closeSync(log);
  /** @type {string | undefined} */
  let ended;
  server.once('error', (error) => (ended = error.message));
  server.once('exit', () => (ended ??= readFileSync(home.log, 'utf8').slice(logStart)));
  for (const patience = Date.now() + 120_000; ended === undefined; await sleep(10)) {
    const seen = readPidFile(home.data);
    if (seen?.ready && seen.pid === server.pid) break;
    if (Date.now() > patience) {
      server.kill('SIGQUIT');
      return 'FATAL: it did not take connections within two minutes';
    }
  }
  server.removeAllListeners();
  server.unref();
  return ended;
}
