import { createHash } from 'node:crypto';
import { newUuid, publicId, readId, statement } from '@regulars/plugin-sdk';
import { type Answer, createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { brand } from '../src';
import { during, things } from './things-module';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand, things]);
});
beforeEach(async () => {
  shop = await platform.brand({ plugins: ['things'] });
  staff = shop.everything();
});
afterEach(() => {
  during.batch = () => Promise.resolve();
});
afterAll(() => platform.stop());

const insertFile = statement<never, [string, number, Buffer]>('spec.file', `INSERT INTO platform.file (id, name, content_type, size, sha256) VALUES ($1, 'x.csv', 'text/csv', $2, $3)`);
const insertChunk = statement<never, [string, number, Buffer]>('spec.chunk', 'INSERT INTO platform.file_chunk (file_id, number, bytes) VALUES ($1, $2, $3)');

/** What POST /files does. */
async function upload(content: string | Buffer, chunk = 50, to = shop): Promise<string> {
  const bytes = Buffer.from(content as string);
  const id = newUuid();
  await to.context(async (ctx) => {
    await ctx.sql(insertFile(id, bytes.length, createHash('sha256').update(bytes).digest()));
    for (let number = 0; number * chunk < bytes.length; number++) await ctx.sql(insertChunk(id, number, bytes.subarray(number * chunk, (number + 1) * chunk)));
  });
  return publicId('fil', id);
}

const CREATE = 'mutation ($input: ImportCreateInput!, $key: String!) { importCreate(input: $input, idempotencyKey: $key) { job { id status kind } userErrors { code message path } } }';
const JOB = `query ($id: ID!) { job(id: $id) { kind status dryRun done total created updated skipped failed startedAt finishedAt resultUrl errorsUrl errors { row column code message } } }`;

let keys = 0;
const create = (input: object): Promise<Answer> => staff.run(CREATE, { input: { kind: 'THINGS', ...input }, key: `k${++keys}` });

async function start(content: string | Buffer, options: object = {}, chunk?: number): Promise<string> {
  const { data } = await create({ file: await upload(content, chunk), ...options });
  expect(data.importCreate.userErrors).toEqual([]);
  return data.importCreate.job.id;
}

const jobOf = (id: string): Promise<Data> => staff.one(JOB, { id });

async function run(content: string | Buffer, options: object = {}, chunk?: number): Promise<Data> {
  const id = await start(content, options, chunk);
  await platform.drain();
  return jobOf(id);
}

const stored = (): Promise<object[]> => platform.rows('SELECT code, parts, weight, source, applied FROM things.thing WHERE brand_id = $1 ORDER BY code', [shop.id]);
const leftOver = async (): Promise<number[]> =>
  Promise.all(['import_piece', 'import_failure'].map(async (table) => (await platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM brand.${table} WHERE brand_id = $1`, [shop.id]))[0]!.n));

async function fileAt(url: string): Promise<string> {
  const chunks = await platform.rows<{ bytes: Buffer }>('SELECT bytes FROM platform.file_chunk WHERE brand_id = $1 AND file_id = $2 ORDER BY number', [shop.id, readId('fil', url.replace('/files/', ''))]);
  const bytes = Buffer.concat(chunks.map((chunk) => chunk.bytes));
  const [file] = await platform.rows<{ size: bigint; sha256: Buffer }>('SELECT size, sha256 FROM platform.file WHERE id = $1', [readId('fil', url.replace('/files/', ''))]);
  expect(file).toEqual({ size: BigInt(bytes.length), sha256: createHash('sha256').update(bytes).digest() });
  return bytes.toString();
}

/** `count` things of one part each. */
const many = (count: number): string => `code,part\n${Array.from({ length: count }, (_, index) => `T${String(index).padStart(5, '0')},p\n`).join('')}`;

/** Fails the nth batch from now, as a lost server would. */
function crashInBatch(nth: number): void {
  let batches = 0;
  during.batch = () => (++batches === nth ? Promise.reject(Object.assign(new Error('gone'), { code: '57P01' })) : Promise.resolve());
}

const tryAgain = (): Promise<object[]> => platform.rows('UPDATE graphile_worker._private_jobs SET run_at = now()');

describe('an import', () => {
  it('applies groups of rows and counts them', async () => {
    const id = await start('code,part,weight\r\nA,seat,5\r\nA,"leg, long",5\r\nB,top,\r\n', { source: 'shop' });
    expect(await jobOf(id)).toMatchObject({ status: 'QUEUED', done: 0, total: null, startedAt: null });
    await platform.drain();
    expect(await jobOf(id)).toEqual({
      kind: 'THINGS', status: 'SUCCEEDED', dryRun: false, done: 2, total: 2, created: 2, updated: 0, skipped: 0, failed: 0,
      startedAt: expect.any(String), finishedAt: expect.any(String), resultUrl: null, errorsUrl: null, errors: [],
    });
    expect(await stored()).toEqual([
      { code: 'A', parts: 'seat+leg, long', weight: 5, source: 'shop', applied: 1 },
      { code: 'B', parts: 'top', weight: null, source: 'shop', applied: 1 },
    ]);
    expect(await leftOver()).toEqual([0, 0]);
  });

  it('tells of each step', async () => {
    const id = await start(many(1_500), {}, 4_000);
    await platform.drain();
    const events = await platform.rows<{ payload: object; member_id: null }>(`SELECT payload, member_id FROM platform.event WHERE brand_id = $1 AND name = 'job.updated'`, [shop.id]);
    // Begun, staged, two batches, ended.
    expect(events).toEqual(Array(5).fill({ payload: { jobId: id }, member_id: null }));
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffcode,part\n王,桌\n'), 'AUTO'],
    ['Big5, found out', Buffer.concat([Buffer.from('code,part\n'), Buffer.from([0xa4, 0xfd]), Buffer.from(','), Buffer.from([0xae, 0xe0]), Buffer.from('\n')]), 'AUTO'],
    ['Big5, said so', Buffer.concat([Buffer.from('code,part\n'), Buffer.from([0xa4, 0xfd]), Buffer.from(','), Buffer.from([0xae, 0xe0]), Buffer.from('\n')]), 'BIG5'],
  ])('reads %s', async (_, bytes, encoding) => {
    expect(await run(bytes, { encoding }, 3)).toMatchObject({ status: 'SUCCEEDED', created: 1 });
    expect(await stored()).toEqual([{ code: '王', parts: '桌', weight: null, source: 'import', applied: 1 }]);
  });

  it('takes columns as they are mapped', async () => {
    expect(await run('Art.-Nr.;x,Teil\n1,a\n', { mapping: [{ column: 'Art.-Nr.;x', field: 'code' }, { column: 'teil', field: 'PART' }] })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await stored()).toEqual([expect.objectContaining({ code: '1', parts: 'a' })]);
  });

  it('updates or skips what is there', async () => {
    await run('code,part\nA,1\n');
    expect(await run('code,part\nA,2\nB,2\n', { onExisting: 'SKIP' })).toMatchObject({ done: 2, created: 1, skipped: 1, updated: 0 });
    expect(await run('code,part\nB,3\n')).toMatchObject({ done: 1, updated: 1 });
    expect((await stored()).map((thing) => (thing as { parts: string }).parts)).toEqual(['1', '3']);
  });

  it('of nothing but a header is done at once', async () => {
    expect(await run('code,part\n,\n\n')).toMatchObject({ status: 'SUCCEEDED', done: 0, total: 0 });
  });
});

describe('rows that fail', () => {
  const file = 'Code,part,weight,note\nA,seat,1,=1\nB,"top, big",1,x\nB,broken,1,+2\nC,leg,1,\n';

  it('take their group with them, and nothing else', async () => {
    const job = await run(file);
    expect(job).toMatchObject({ status: 'SUCCEEDED', done: 3, total: 3, created: 2, failed: 1, errors: [{ row: 4, column: 'part', code: 'BROKEN', message: 'It is broken.' }] });
    expect((await stored()).map((thing) => (thing as { code: string }).code)).toEqual(['A', 'C']);
    expect(await fileAt(job.errorsUrl)).toBe('\ufeffCode,part,weight,note,error\r\nB,"top, big",1,x,\r\nB,broken,1,\'+2,part: It is broken.\r\n');
    const { node } = await staff.ok('query ($id: ID!) { node(id: $id) { id ... on ImportFile { name size url } } }', { id: job.errorsUrl.replace('/files/', '') });
    expect(node).toMatchObject({ name: 'things-errors.csv', url: job.errorsUrl });
    expect(await leftOver()).toEqual([0, 0]);
  });

  it('come as a file that can be imported once it is corrected', async () => {
    const { errorsUrl } = await run(file);
    const corrected = (await fileAt(errorsUrl)).replace('broken', 'mended');
    expect(await run(corrected)).toMatchObject({ status: 'SUCCEEDED', done: 1, created: 1, failed: 0, errorsUrl: null });
    expect((await stored())[1]).toMatchObject({ code: 'B', parts: 'top, big+mended', weight: 1 });
  });

  it('are found by halving, when all that is known is that a batch failed', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => `T${index},p,${index === 17 ? 100 : 1}`);
    const sizes: number[] = [];
    during.batch = (_, groups) => {
      sizes.push(groups.length);
      return Promise.resolve();
    };
    const job = await run(`code,part,weight\n${rows.join('\n')}\nX,refused,1\n`);
    expect(job).toMatchObject({
      status: 'SUCCEEDED', done: 51, created: 49, failed: 2,
      errors: [{ row: 19, column: null, code: 'CONSTRAINT', message: 'It breaks the rule thing_weight_check.' }, { row: 52, column: 'part', code: 'INVALID_INPUT', message: 'No such part.' }],
    });
    expect((await stored()).length).toBe(49);
    expect((await stored()).every((thing) => (thing as { applied: number }).applied === 1)).toBe(true);
    expect(await fileAt(job.errorsUrl)).toBe('\ufeffcode,part,weight,error\r\nT17,p,100,It breaks the rule thing_weight_check.\r\nX,refused,1,part: No such part.\r\n');
    expect(Math.max(...sizes)).toBe(25);
  });

  it('show the first 20 on the job, all in the file', async () => {
    const rows = Array.from({ length: 1_030 }, (_, index) => `T${index},${index % 50 === 0 ? 'broken' : 'p'}`);
    const job = await run(`code,part\n${rows.join('\n')}\n`);
    expect(job).toMatchObject({ done: 1_030, created: 1_009, failed: 21 });
    expect(job.errors.map(({ row }: { row: number }) => row)).toEqual(Array.from({ length: 20 }, (_, index) => index * 50 + 2));
    expect((await fileAt(job.errorsUrl)).split('\r\n')).toHaveLength(23);
  });
});

describe('a dry run', () => {
  it('counts and checks, and leaves nothing', async () => {
    await run('code,part\nA,1\n');
    const before = await stored();
    const job = await run('code,part,weight\nA,2,1\nB,1,1\nC,broken,1\nD,1,100\n', { dryRun: true });
    expect(job).toMatchObject({ status: 'SUCCEEDED', dryRun: true, done: 4, created: 1, updated: 1, failed: 2 });
    expect(job.errors.map(({ row, code }: { row: number; code: string }) => [row, code])).toEqual([[4, 'BROKEN'], [5, 'CONSTRAINT']]);
    expect(await stored()).toEqual(before);
  });
});

describe('a run that breaks off', () => {
  it.each([1, 2, 3])('in batch %d goes on where it had come to', async (nth) => {
    const id = await start(many(2_500), {}, 4_000);
    crashInBatch(nth);
    expect((await platform.tryDrain()).failures).toHaveLength(1);
    expect(await jobOf(id)).toMatchObject({ status: 'RUNNING', done: (nth - 1) * 1_000, total: 2_500 });
    await tryAgain();
    await platform.drain();
    expect(await jobOf(id)).toMatchObject({ status: 'SUCCEEDED', done: 2_500, created: 2_500, updated: 0 });
    const rows = await stored();
    expect(rows).toHaveLength(2_500);
    expect(rows.filter((thing) => (thing as { applied: number }).applied !== 1)).toEqual([]);
  });

  it('goes on within a batch that was halved', async () => {
    const id = await start(many(8).replace('T00002,p', 'T00002,refused'));
    crashInBatch(2); // halves: 0-7 refused, 0-3 refused, 0-1 applied, 2 refused, 3 crashes
    expect((await platform.tryDrain()).failures).toHaveLength(1);
    expect(await jobOf(id)).toMatchObject({ status: 'RUNNING', done: 3, created: 2, failed: 1 });
    await tryAgain();
    await platform.drain();
    expect(await jobOf(id)).toMatchObject({ status: 'SUCCEEDED', done: 8, created: 7, failed: 1, errors: [{ row: 4 }] });
    expect((await stored()).map((thing) => (thing as { applied: number }).applied)).toEqual(Array(7).fill(1));
  });

  it('stages the file again when the database lost the stage', async () => {
    const id = await start(many(2_500), {}, 4_000);
    crashInBatch(2);
    await platform.tryDrain();
    await platform.rows('TRUNCATE brand.import_piece');
    await tryAgain();
    await platform.drain();
    expect(await jobOf(id)).toMatchObject({ status: 'SUCCEEDED', done: 2_500, created: 2_500 });
    expect(await leftOver()).toEqual([0, 0]);
  });

  it('is given up after the last try, keeping what was done', async () => {
    const id = await start(many(1_500).replace('T00003,p', 'T00003,broken'), {}, 4_000);
    during.batch = (_, groups) => (groups[0]!.firstRow === 2 ? Promise.resolve() : Promise.reject(Object.assign(new Error('gone'), { code: '57P01' })));
    for (let tries = 1; tries < 8; tries++) {
      expect((await platform.tryDrain()).failures).toHaveLength(1);
      await tryAgain();
    }
    await platform.drain();
    expect(await jobOf(id)).toMatchObject({ status: 'FAILED', done: 1_000, created: 999, failed: 1, errors: [{ row: 1, column: null, code: 'INTERNAL' }], errorsUrl: expect.any(String) });
    expect(await stored()).toHaveLength(999);
  });

  it('ends when another run has been faster', async () => {
    const id = await start(many(1_500), {}, 4_000);
    during.batch = async () => {
      await platform.rows('UPDATE brand.job SET next_row = 1003, done = 1001, created = 1001 WHERE brand_id = $1', [shop.id]);
    };
    await platform.drain();
    expect(await jobOf(id)).toMatchObject({ status: 'RUNNING', done: 1_001 });
    expect(await stored()).toEqual([]);
  });
});

describe('jobCancel', () => {
  const CANCEL = 'mutation ($id: ID!) { jobCancel(id: $id) { job { status done } userErrors { code path ... on InvalidTransitionError { from to } } } }';

  it('ends a running import; what was done stays, the batch underway does not', async () => {
    const id = await start(many(2_500).replace('T00001,p', 'T00001,broken'), {}, 4_000);
    let batches = 0;
    during.batch = async () => {
      if (++batches === 2) expect((await staff.one(CANCEL, { id })).job).toEqual({ status: 'CANCELLED', done: 1_000 });
    };
    await platform.drain();
    const job = await jobOf(id);
    expect(job).toMatchObject({ status: 'CANCELLED', done: 1_000, created: 999, failed: 1, total: 2_500, finishedAt: expect.any(String) });
    expect(await fileAt(job.errorsUrl)).toBe('\ufeffcode,part,error\r\nT00001,broken,part: It is broken.\r\n');
    expect(await stored()).toHaveLength(999);
    expect(batches).toBe(2);
    expect(await leftOver()).toEqual([0, 0]);
    expect((await staff.one(CANCEL, { id })).job).toMatchObject({ status: 'CANCELLED' });
  });

  it('keeps a queued import from beginning', async () => {
    const id = await start(many(3));
    await staff.one(CANCEL, { id });
    await platform.drain();
    expect(await jobOf(id)).toMatchObject({ status: 'CANCELLED', done: 0, startedAt: null });
    expect(await stored()).toEqual([]);
  });

  it('refuses what is over or not there', async () => {
    const id = await start('code\nA\n');
    await platform.drain();
    const before = await shop.digest();
    expect((await staff.run(CANCEL, { id })).data.jobCancel).toEqual({ job: null, userErrors: [{ code: 'INVALID_TRANSITION', path: ['id'], from: 'SUCCEEDED', to: 'CANCELLED' }] });
    for (const other of [publicId('job', newUuid()), publicId('str', newUuid()), 'x']) {
      expect((await staff.run(CANCEL, { id: other })).data.jobCancel.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
    }
    expect((await (await platform.brand()).everything().run(CANCEL, { id })).data.jobCancel.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
    expect(await shop.digest()).toEqual(before);
  });
});

describe('a file that is no import', () => {
  it.each([
    ['a row with too many cells', 'code,part\nA,1\nB,1,2\n', { row: 3, column: null, code: 'MALFORMED_CSV', message: 'Row 3 has 3 cells, the header has 2.' }],
    ['a stray quote', 'code,part\nA,5" pipe\nB,"\n', { row: 2, column: null, code: 'MALFORMED_CSV' }],
    ['a quote that is not closed', 'code,part\nA,1\n"B,1\n', { row: 3, column: null, code: 'MALFORMED_CSV' }],
    ['no column that must be there', 'part\nA\n', { row: 1, column: 'code', code: 'MISSING_COLUMN' }],
    ['neither UTF-8 nor Big5', Buffer.from('\ufeffcode\nA\n', 'utf16le'), { row: 1, column: null, code: 'ENCODING' }],
    ['nothing in it', '', { row: 1, column: null, code: 'EMPTY_FILE' }],
  ])('fails its job: %s', async (_, content, error) => {
    expect(await run(content)).toMatchObject({ status: 'FAILED', done: 0, total: null, failed: 0, errors: [error], errorsUrl: null, finishedAt: expect.any(String) });
    expect(await stored()).toEqual([]);
    expect(await leftOver()).toEqual([0, 0]);
  });

  it('fails when a mapped column is not there', async () => {
    expect(await run('code\nA\n', { mapping: [{ column: 'Teil', field: 'part' }] })).toMatchObject({ status: 'FAILED', errors: [{ row: 1, column: 'Teil', code: 'UNKNOWN_COLUMN' }] });
  });

  it('fails when the file is gone by then, or the plugin off', async () => {
    const gone = await start('code\nA\n');
    await platform.rows(`UPDATE platform.file SET expires_at = clock_timestamp() - interval '1 second' WHERE brand_id = $1`, [shop.id]);
    await platform.drain();
    expect(await jobOf(gone)).toMatchObject({ status: 'FAILED', errors: [{ code: 'FILE_GONE' }] });
    const off = await start('code\nA\n');
    await shop.disable('things');
    await platform.drain();
    expect(await jobOf(off)).toMatchObject({ status: 'FAILED', errors: [{ code: 'UNKNOWN_KIND' }] });
  });
});

describe('importCreate', () => {
  const refused = (...errors: [string, string][]): object => errors.map(([path, code]) => expect.objectContaining({ path: path.split('.'), code }));

  it('says at once what it can, and queues nothing', async () => {
    const foreign = await upload('code\n', 50, await platform.brand());
    const own = await upload('code\n');
    const unfinished = await upload('code\n');
    await platform.rows(`UPDATE platform.file SET sha256 = '' WHERE id = $1`, [readId('fil', unfinished)]);
    const before = await shop.digest();
    const mapping = [{ column: 'a', field: 'code' }, { column: 'b', field: 'Code' }, { column: ' ', field: 'colour' }];
    const errorsOf = async (input: object): Promise<unknown> => (await create(input)).data.importCreate.userErrors;
    expect(await errorsOf({ file: own, kind: 'MEMBERS' })).toEqual(refused(['input.kind', 'INVALID_INPUT']));
    for (const file of [foreign, unfinished, publicId('fil', newUuid()), publicId('str', newUuid()), 'x']) expect(await errorsOf({ file })).toEqual(refused(['input.file', 'NOT_FOUND']));
    expect(await errorsOf({ file: own, mapping, dateFormat: 'MM/DD/YY', source: ' ' })).toEqual(
      refused(['input.mapping.1.field', 'INVALID_INPUT'], ['input.mapping.2.column', 'INVALID_INPUT'], ['input.mapping.2.field', 'INVALID_INPUT'], ['input.dateFormat', 'INVALID_INPUT'], ['input.source', 'INVALID_INPUT']),
    );
    const caller = shop.as({ permissions: ['brand:import'] });
    expect((await caller.run(CREATE, { input: { kind: 'THINGS', file: own }, key: 'k' })).data.importCreate.userErrors).toEqual(refused(['input.kind', 'INVALID_INPUT']));
    expect(await shop.digest()).toEqual(before);
  });

  it('starts one import for a key', async () => {
    const input = { kind: 'THINGS', file: await upload('code\nA\n') };
    const first = await staff.one(CREATE, { input, key: 'same' });
    expect(await staff.one(CREATE, { input, key: 'same' })).toEqual(first);
    expect((await staff.run(CREATE, { input: { ...input, dryRun: true }, key: 'same' })).data.importCreate.userErrors).toEqual(refused(['idempotencyKey', 'IDEMPOTENCY_CONFLICT']));
    expect((await staff.one('{ jobs { nodes { id } } }')).nodes).toEqual([{ id: first.job.id }]);
  });
});

describe('jobs', () => {
  it('are listed newest first, by kind, each brand its own', async () => {
    const ids = [await start('code\nA\n'), await start('code\nB\n')];
    const LIST = 'query ($kind: String, $after: String) { jobs(first: 1, kind: $kind, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } totalCount { value } } }';
    const first = await staff.one(LIST, { kind: 'THINGS' });
    expect(first).toMatchObject({ nodes: [{ id: ids[1] }], pageInfo: { hasNextPage: true }, totalCount: { value: 2 } });
    expect(await staff.one(LIST, { kind: 'THINGS', after: first.pageInfo.endCursor })).toMatchObject({ nodes: [{ id: ids[0] }], pageInfo: { hasNextPage: false } });
    expect(await staff.one(LIST, { kind: 'ORDERS' })).toMatchObject({ nodes: [], totalCount: { value: 0 } });
    const other = (await platform.brand({ plugins: ['things'] })).everything();
    expect(await other.ok('query ($id: ID!) { jobs { nodes { id } } job(id: $id) { id } node(id: $id) { id } }', { id: ids[0] })).toEqual({ jobs: { nodes: [] }, job: null, node: null });
    await platform.drain();
  });
});

describe('jobUpdated', () => {
  it('is served from the log, and shows the job as it is', async () => {
    const id = await start('code\nA\n');
    const { schema } = platform.runtime.schemaFor('staff', new Set(['things']));
    const field = schema.getSubscriptionType()!.getFields().jobUpdated!;
    expect(field.extensions).toMatchObject({ liveEvent: 'job.updated', liveArgument: 'id', livePayload: 'jobId' });
    const told = (jobId: string, to = shop): Promise<unknown> => to.read((ctx) => field.resolve!({ payload: { jobId } }, { id: jobId }, ctx, {} as never) as Promise<unknown>);
    expect(await told(id.toUpperCase())).toMatchObject({ id, status: 'QUEUED' });
    await platform.drain();
    expect(await told(id)).toMatchObject({ id, status: 'SUCCEEDED', done: 1 });
    for (const [other, to] of [[publicId('job', newUuid()), shop], ['x', shop], [id, await platform.brand()]] as const) await expect(told(other, to)).rejects.toThrow('There is no such job.');
  });
});
