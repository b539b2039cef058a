// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** @typedef {{ pid: number, port: number }} ServerProcess */

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

const pidFileOf = (/** @type {string} */ data) => join(data, 'postmaster.pid');

/**
 * What the server itself says about the cluster. It writes the file in steps: `ready` once it takes connections.
 * @param {string} data @returns {(ServerProcess & { ready: boolean }) | undefined}
 */
export function readPidFile(data) {
  if (!existsSync(pidFileOf(data))) return undefined;
  try {
    const lines = readFileSync(pidFileOf(data), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/**
 * The live server of this cluster. A process that merely inherited the number of a dead server is none, nor is a dead
 * one that nobody has collected (containers without an init).
 * @param {string} data
 */
export function liveServer(data) {
  const server = readPidFile(data);
  return server && server.pid > 0 && isAlive(server.pid) && worksOn(server.pid, data) ? server : undefined;
}

/** @param {number} pid @param {string} data */
function worksOn(pid, data) {
  if (process.platform === 'linux') return folderOf(pid) === realpathSync(data);
  if (process.platform === 'win32') return true;
  return /postgres/.test(spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout);
}

/** PostgreSQL and its children work in their data folder. @param {number | string} pid */
function folderOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/**
 * After kill -9, PostgreSQL recovers by itself when the old number is free. When another process has taken it,
 * the file has to go, but never while children of the old server still write to the data.
 * @param {string} data
 */
export async function clearStalePidFile(data) {
  const stale = readPidFile(data);
  if (!stale || !isAlive(stale.pid) || liveServer(data)) return;
  for (let waited = 0; waited < 5_000 && someoneWorksOn(data); waited += 50) await sleep(50);
  if (!someoneWorksOn(data)) rmSync(pidFileOf(data), { force: true });
}

/** @param {string} data */
function someoneWorksOn(data) {
  if (process.platform !== 'linux') return false;
  const folder = realpathSync(data);
  return readdirSync('/proc').some((entry) => /^\d+$/.test(entry) && folderOf(entry) === folder);
}

/**
 * @param {string} data @param {NodeJS.Signals} signal SIGINT: finish writing, then stop; SIGQUIT: stop at once
 */
export async function stopServer(data, signal) {
  const server = liveServer(data);
  if (!server) return;
  process.kill(server.pid, signal);
  const patience = Date.now() + 60_000;
  while (liveServer(data)?.pid === server.pid) {
    if (Date.now() > patience) throw new Error(`PostgreSQL (process ${server.pid}) does not stop.`);
    await sleep(10);
  }
}
