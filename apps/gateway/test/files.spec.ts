import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { brand } from '@regulars/brand';
import { readId } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import type { Gateway } from '../src/gateway';
import { eventually } from './eventually';
import { bearer, call, createStage, type Stage } from './stage';

let stage: Stage;
let gateway: Gateway;
let shop: TestShop;
let token: string;

beforeAll(async () => {
  stage = await createStage([brand]);
  gateway = await stage.gateway();
  shop = await stage.platform.brand();
  token = await shop.token({ permissions: ['brand:import'] });
});
afterAll(() => stage.stop());

const CSV = { 'content-type': 'text/csv' };
const MIB = 1024 * 1024;

const upload = (body: Buffer | string | ReadableStream, headers: Readonly<Record<string, string>> = {}, name = 'members.csv', by = token) =>
  call(`${gateway.url}/files?name=${encodeURIComponent(name)}`, { method: 'POST', body, duplex: 'half', headers: { ...CSV, ...bearer(by), ...headers } } as RequestInit);

const storedFiles = () => stage.platform.rows<{ files: number; chunks: number }>('SELECT (SELECT count(*)::int FROM platform.file) AS files, (SELECT count(*)::int FROM platform.file_chunk) AS chunks');

describe('a file', () => {
  it('is kept byte for byte, in chunks of 1 MiB', async () => {
    const content = Buffer.alloc(2.5 * MIB, 'phone,name\r\n+886912345678,小明\r\n');
    const sha256 = createHash('sha256').update(content).digest('hex');
    const { status, body } = await upload(content);
    expect([status, body]).toEqual([201, { id: expect.stringMatching(/^fil_[0-9a-hjkmnp-tv-z]{26}$/), size: content.length, sha256 }]);
    const chunks = await stage.platform.rows('SELECT length(bytes) AS size FROM platform.file_chunk WHERE file_id = $1 ORDER BY number', [readId('fil', body.id)]);
    expect(chunks).toEqual([{ size: MIB }, { size: MIB }, { size: MIB / 2 }]);
    const back = await fetch(`${gateway.url}/files/${body.id}`, { headers: bearer(token) });
    expect(createHash('sha256').update(Buffer.from(await back.arrayBuffer())).digest('hex')).toBe(sha256);
    expect([back.headers.get('content-length'), back.headers.get('content-type')]).toEqual([String(content.length), 'text/csv; charset=utf-8']);
    expect(back.headers.get('content-disposition')).toBe(`attachment; filename="members.csv"; filename*=UTF-8''members.csv`);
  });

  it.each([
    ['of some stores', `store_ids = ARRAY[]::uuid[]`],
    ['who are shown phones in part', `masks = '{"Member.phone": "PARTIAL"}'`],
  ])('of others is nothing to callers %s, who fetch what they brought themselves', async (who, limit) => {
    const narrow = await shop.token({ permissions: ['brand:import'], name: who });
    await stage.platform.owner.query(`UPDATE platform.credential SET ${limit} WHERE name = $1`, [who]);
    const theirs = (await upload('phone\n+886912345678\n')).body.id as string;
    const own = (await upload('a\n1\n', {}, 'own.csv', narrow)).body.id as string;
    const statuses = [];
    for (const id of [theirs, own]) statuses.push((await call(`${gateway.url}/files/${id}`, { headers: bearer(narrow) })).status);
    expect(statuses).toEqual([404, 200]);
    expect(await stage.platform.rows(`SELECT operation, targets FROM platform.audit_entry WHERE actor_name = $1`, [who])).toEqual([{ operation: 'fileDownload', targets: [own] }]);
  });

  it('is gone after 7 days', async () => {
    const { body } = await upload('a,b\n1,2\n');
    const [row] = await stage.platform.rows<{ days: number }>(`SELECT round(extract(epoch FROM expires_at - created_at) / 86400, 6)::float8 AS days FROM platform.file WHERE id = $1`, [readId('fil', body.id)]);
    expect(row).toEqual({ days: 7 });
    await stage.platform.owner.query(`UPDATE platform.file SET expires_at = now() WHERE id = $1`, [readId('fil', body.id)]);
    expect((await call(`${gateway.url}/files/${body.id}`, { headers: bearer(token) })).status).toBe(404);
  });

  it('may be empty, and may have a name in any script', async () => {
    const { status, body } = await upload('', {}, '會員 "2026".csv');
    expect([status, body.size]).toEqual([201, 0]);
    const back = await fetch(`${gateway.url}/files/${body.id}`, { headers: bearer(token) });
    expect([await back.text(), back.headers.get('content-disposition')]).toEqual(['', `attachment; filename="__ _2026_.csv"; filename*=UTF-8''${encodeURIComponent('會員 "2026".csv')}`]);
  });

  it('comes from a stream of unknown length too', async () => {
    const { status, body } = await upload(Readable.toWeb(Readable.from([Buffer.from('a,b\n'), Buffer.from('1,2\n')])) as ReadableStream);
    expect([status, body.size]).toEqual([201, 8]);
  });

  it('is found by its own brand only, with the right to import, by its id only', async () => {
    const { body } = await upload('a\n1\n');
    const other = await (await stage.platform.brand()).token({ permissions: ['brand:import'] });
    const weak = await shop.token({ name: 'weak' });
    const statusOf = async (id: string, by: string | null) => (await call(`${gateway.url}/files/${id}`, { headers: bearer(by) })).status;
    expect(await statusOf(body.id.toUpperCase(), token)).toBe(200);
    expect([await statusOf(body.id, other), await statusOf(body.id, weak), await statusOf(body.id, null)]).toEqual([404, 403, 401]);
    expect([await statusOf('fil_00000000000000000000000000', token), await statusOf('nonsense', token), await statusOf('', token)]).toEqual([404, 404, 404]);
  });
});

describe('what is refused', () => {
  it.each([
    ['another type', 415, { 'content-type': 'application/json' }, 'x.csv'],
    ['no name', 400, {}, ''],
    ['a path for a name', 400, {}, '../x.csv'],
    ['a name with a line break', 400, {}, 'x\r\ny.csv'],
    ['a name that is too long', 400, {}, `${'x'.repeat(260)}.csv`],
  ])('%s', async (_, status, headers, name) => {
    const before = await storedFiles();
    expect((await upload('a,b\n', headers, name)).status).toBe(status);
    expect(await storedFiles()).toEqual(before);
  });

  it('a caller without the right, or without a credential', async () => {
    const weak = await shop.token({ name: 'weak' });
    const answers = [await upload('a\n', {}, 'x.csv', weak), await upload('a\n', {}, 'x.csv', 'nobody')];
    expect(answers.map(({ status, body }) => [status, body.errors[0].extensions.code])).toEqual([[403, 'FORBIDDEN'], [401, 'UNAUTHENTICATED']]);
  });

  it('a length over 256 MiB, at once', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${gateway.url}/files?name=x.csv`, { method: 'POST', headers: { ...CSV, ...bearer(token), 'content-length': 256 * MIB + 1 } });
      request.once('response', (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.once('error', reject);
      request.write('a,b\n');
    });
    expect(status).toBe(413);
  });

  it('more than 256 MiB of unsaid length, and keeps none of it', async () => {
    const before = await storedFiles();
    const chunk = Buffer.alloc(MIB, 'x');
    let left = 258;
    const endless = new Readable({ read() { this.push(left-- > 0 ? chunk : null); } });
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${gateway.url}/files?name=x.csv`, { method: 'POST', headers: { ...CSV, ...bearer(token) } });
      request.once('response', (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.once('error', reject);
      endless.pipe(request);
    });
    expect(status).toBe(413);
    await eventually(async () => expect(await storedFiles()).toEqual(before));
  }, 60_000);

  it('a body that ends early, and keeps none of it', async () => {
    const before = await storedFiles();
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${gateway.url}/files?name=x.csv`, { method: 'POST', headers: { ...CSV, ...bearer(token), 'content-length': 5 * MIB } });
      request.once('error', () => resolve());
      request.write(Buffer.alloc(2 * MIB, 'x'), () => request.destroy(new Error('cut')));
    });
    await eventually(async () => expect(await storedFiles()).toEqual(before));
  });
});
