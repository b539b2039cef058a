// @ts-check
/**
 * Holds a PostgreSQL for the program that started this one: prints one line of JSON ({ url, port, dir }) and stops the
 * server when that program closes our input or dies, however it dies.
 *
 *   node libs/testing/postgres/hold.mjs                    a throw-away cluster, removed at the end
 *   node libs/testing/postgres/hold.mjs --dir .data/pg     a lasting one
 */
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { destroyPostgres, startPostgres } from './index.mjs';
import { isAlive } from './processes.mjs';

const prefix = 'regulars-throwaway-';

/** Clusters whose holder was killed before it could remove them. */
async function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    try {
      if (isAlive(Number(readFileSync(join(folder, 'holder'), 'utf8')))) continue;
      await destroyPostgres(join(folder, 'pg'));
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's, or being made this very moment: theirs to remove.
    }
  }
}

function throwAwayFolder() {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o755); // root's server runs under another account; the cluster inside is private
  writeFileSync(join(folder, 'holder'), String(process.pid));
  return folder;
}

async function main() {
  const { dir } = parseArgs({ options: { dir: { type: 'string' } } }).values;
  const folder = dir === undefined ? throwAwayFolder() : undefined;
  const postgres = await startPostgres({ dir: dir ?? join(String(folder), 'pg'), fsync: folder === undefined });
  process.stdout.on('error', () => {}); // a caller that died has closed its end, and leaves below
  process.stdout.write(`${JSON.stringify({ url: postgres.url, port: postgres.port, dir: postgres.dir })}\n`);
  await callerLeaves();
  if (folder === undefined) return postgres.reused ? undefined : postgres.stop();
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
  await removeLeftovers();
}

function callerLeaves() {
  return new Promise((resolve) => {
    process.stdin.resume().once('end', resolve).once('error', resolve);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, resolve);
  });
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  },
);
