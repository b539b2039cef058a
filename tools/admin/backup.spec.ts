import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { brand } from '@regulars/brand';
import { afterRestore } from './after-restore';
import { backUp, checkBackup } from './backup';
import { copyCluster } from './backup-files';
import { Refused } from './refused';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'regulars-backup-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text = path): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

let platform: TestPlatform;
beforeAll(async () => void (platform = await createTestPlatform([brand])));
afterAll(() => platform.stop());

describe('a backup', () => {
  it('is refused by a server that archives nothing, and into a folder that is there', async () => {
    await expect(backUp(platform.ownerUrl, join(folder, 'new'))).rejects.toThrow('The server archives nothing: set archive_mode and archive_library first, see docs/backups.md.');
    expect(existsSync(join(folder, 'new'))).toBe(false);
    await expect(backUp(platform.ownerUrl, folder)).rejects.toThrow(`${folder} is there already: name a new folder for each backup.`);
  });
});

describe('after a restore', () => {
  it('ends every session, and sets aside the anchors of later, once', async () => {
    const shop = await platform.brand({ code: 'kiosk' });
    await platform.rows(`INSERT INTO platform.session (id, kind, brand_id, subject_id, expires_at) VALUES (gen_random_uuid(), 'staff', $1, gen_random_uuid(), now() + interval '1 day')`, [shop.id]);
    await shop.token({ name: 'till' });
    const anchors = ['2026-01-31T09:29:59.999Z', '2026-01-31T09:30:00.001Z'].map((at, number) => `${JSON.stringify({ brandId: shop.id, chain: 'audit', number: String(number), hash: 'aa', at })}\n`);
    write('anchors.jsonl', anchors.join(''));
    const file = join(folder, 'anchors.jsonl');
    const done = await afterRestore(platform.ownerUrl, '2026-01-31T09:30:00+00:00', file);
    expect([done.sessionsEnded, done.anchorsSetAside, done.keys.filter((line) => line.includes('  kiosk  staff  till  made ')).length]).toEqual([1, 1, 1]);
    expect([readFileSync(file, 'utf8'), readFileSync(`${file}.given-up`, 'utf8')]).toEqual(anchors);
    expect(await platform.rows('SELECT ended_by FROM platform.session')).toEqual([{ ended_by: 'SIGN_OUT' }]);
    expect(await afterRestore(platform.ownerUrl, '2026-01-31T09:30:00+00:00', file)).toMatchObject({ sessionsEnded: 0, anchorsSetAside: 0 });
    await expect(afterRestore(platform.ownerUrl, 'yesterday', file)).rejects.toThrow(Refused);
  });
});

it('copies files but for what only a running server means', async () => {
  const kept = ['PG_VERSION', 'base/1/1259', 'pg_xact/0000', 'global/1262'];
  const empty = ['pg_wal', 'pg_replslot', 'pg_stat_tmp', 'pg_subtrans'];
  for (const path of [...kept, 'global/pg_control', 'postmaster.pid', 'backup_label.old', 'base/1/pg_internal.init', 'base/pgsql_tmp/pgsql_tmp1.0', ...empty.map((name) => `${name}/0001`)]) write(`from/${path}`);
  const copied = await copyCluster(join(folder, 'from'), join(folder, 'to'));
  expect(copied.map(({ path }) => path).sort()).toEqual([...kept].sort());
  expect(empty.map((name) => [existsSync(join(folder, 'to', name)), existsSync(join(folder, 'to', name, '0001'))])).toEqual(empty.map(() => [true, false]));
  expect(copied.find(({ path }) => path === 'PG_VERSION')).toEqual({ path: 'PG_VERSION', size: 15, sha256: createHash('sha256').update('from/PG_VERSION').digest('hex') });
});

it('tells what is missing, changed or strange in a backup', async () => {
  await expect(checkBackup(folder)).rejects.toThrow(`${folder} holds no finished backup.`);
  for (const path of ['a', 'b', 'c/d']) write(`data/${path}`);
  const files = ['a', 'b', 'c/d'].map((path) => ({ path, size: path.length + 5, sha256: createHash('sha256').update(`data/${path}`).digest('hex') }));
  write('backup.json', JSON.stringify({ files }));
  expect(await checkBackup(folder)).toEqual([]);
  write('data/a', 'data/A');
  rmSync(join(folder, 'data/b'));
  write('data/c/e');
  expect(await checkBackup(folder)).toEqual(['a is not what was written', 'b is missing', 'c/e was not part of it']);
});
