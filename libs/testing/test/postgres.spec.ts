import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { type Postgres, startPostgres } from '../postgres/index.mjs';
import { problem } from '../postgres/problems.mjs';

let folder: string;
beforeAll(() => {
  // Named and marked as hold.mjs does it, so that the next run removes what a killed one left.
  folder = mkdtempSync(join(tmpdir(), 'regulars-throwaway-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'holder'), String(process.pid));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const serverPid = ({ dir }: { dir: string }) => Number(readFileSync(join(dir, 'data/postmaster.pid'), 'utf8').split('\n')[0]);

describe('startPostgres', () => {
  let postgres: Postgres;
  const start = () => startPostgres({ dir: join(folder, 'pg') });
  beforeAll(async () => void (postgres = await start()));
  afterAll(() => postgres.destroy());

  it('serves a durable UTF-8 cluster to this machine only', async () => {
    expect(postgres.reused).toBe(false);
    const [row] = await query(
      postgres.url,
      `SELECT current_user::text AS "user", current_setting('fsync') AS fsync, current_setting('jit') AS jit,
              current_setting('listen_addresses') AS listens, current_setting('data_checksums') AS checksums,
              current_setting('server_encoding') AS encoding, current_setting('max_connections') AS connections`,
    );
    expect(row).toEqual({
      user: 'postgres',
      fsync: 'on',
      jit: 'off',
      listens: '127.0.0.1',
      checksums: 'on',
      encoding: 'UTF8',
      connections: '200',
    });
  });

  it('lets nobody in without the password, which only the owner of the data can read', async () => {
    await expect(query(postgres.url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(postgres.dir, 'password')).mode & 0o777).toBe(0o600);
  });

  it('finds a running cluster again instead of starting another', async () => {
    const again = await start();
    expect(again).toMatchObject({ reused: true, port: postgres.port, url: postgres.url });
  });

  it('recovers what was committed after kill -9', async () => {
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(serverPid(postgres), 'SIGKILL');
    postgres = await start();
    expect(postgres.reused).toBe(false);
    expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('starts although the number of the dead server now belongs to another process', async () => {
    const pidFile = join(postgres.dir, 'data/postmaster.pid');
    const left = readFileSync(pidFile, 'utf8').replace(/^\d+/, String(process.pid));
    await postgres.stop();
    writeFileSync(pidFile, left);
    postgres = await start();
    expect(postgres.reused).toBe(false);
    expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('says that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await postgres.stop();
    await expect(startPostgres({ dir: join(folder, 'pg'), port })).rejects.toThrow(`Port ${port} is taken`);
    other.close();
    postgres = await start();
  });
});

it('keeps the cluster elsewhere where it runs under an account that cannot reach the folder, and finds it there again', async () => {
  // Only root has it run under another one.
  const isRoot = process.getuid?.() === 0;
  const dir = join(folder, 'private', 'pg');
  mkdirSync(join(folder, 'private'), { mode: 0o700 });
  const postgres = await startPostgres({ dir, fsync: false });
  try {
    expect([postgres.dir === dir, existsSync(join(dir, 'moved-to'))]).toEqual([!isRoot, isRoot]);
    if (isRoot) expect(readFileSync(join(dir, 'moved-to'), 'utf8')).toBe(`${postgres.dir}\n`);
    expect(await startPostgres({ dir, fsync: false })).toMatchObject({ reused: true, dir: postgres.dir });
  } finally {
    await postgres.destroy();
  }
  expect({ there: existsSync(dir), elsewhere: existsSync(postgres.dir) }).toEqual({ there: false, elsewhere: false });
});

describe('hold.mjs', () => {
  async function hold(): Promise<{ holder: ChildProcess; url: string; dir: string }> {
    const holder = spawn(process.execPath, [join(__dirname, '../postgres/hold.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: holder.stdout }), 'line')) as [string];
    return { holder, ...(JSON.parse(line) as { url: string; dir: string }) };
  }

  it('stops the server and removes its files when the caller is gone', async () => {
    const { holder, url, dir } = await hold();
    expect(await query(url, `SELECT current_setting('fsync') AS fsync`)).toEqual([{ fsync: 'off' }]);
    holder.stdin?.end();
    expect(await once(holder, 'exit')).toEqual([0, null]);
    expect(existsSync(dir)).toBe(false);
    await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('removes what a killed holder left behind', async () => {
    const killed = await hold();
    killed.holder.kill('SIGKILL');
    await once(killed.holder, 'exit');
    expect(existsSync(killed.dir)).toBe(true);
    const next = await hold();
    next.holder.stdin?.end();
    await once(next.holder, 'exit');
    expect(existsSync(killed.dir)).toBe(false);
  });
});

it.each([
  ['could not write file: No space left on device', 'The disk that holds /d is full: free some space and start again.'],
  ['ENOSPC: no space left on device, write', 'The disk that holds /d is full: free some space and start again.'],
  ['initdb: error: could not access "/d": Permission denied', 'PostgreSQL may not use /d: it belongs to another user, or was created by one.'],
  ['FATAL:  database files are incompatible with server', '/d was written by another version of PostgreSQL: move it away, or start that version.'],
  ['LOG: x\nFATAL:  out of luck', 'PostgreSQL could not start in /d: FATAL:  out of luck'],
])('says what to do about %j', (output, sentence) => {
  expect(problem('start', '/d', output).message).toBe(sentence);
});
