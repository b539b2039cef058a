import { brand } from '@regulars/brand';
import type { Cells, ImportOptions, ImportOutcome } from '@regulars/brand/contract';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from '../src';
import { memberImport } from '../src/domain/import-members';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member]);
});
afterAll(() => platform?.stop());
beforeEach(async () => {
  shop = await platform.brand();
  staff = shop.everything();
});

const OPTIONS: ImportOptions = { onExisting: 'UPDATE', source: 'crm', dateFormat: null, dryRun: false };

/** A batch of rows: for each CREATED, UPDATED, SKIPPED, or the columns it fails for with their codes. */
async function load(rows: readonly Cells[], options: Partial<ImportOptions> = {}): Promise<(string | string[])[]> {
  const groups = rows.map((cells, index) => ({ rows: [cells], firstRow: index + 2 }));
  const outcomes = await shop.context((ctx) => memberImport.apply(ctx, groups, { ...OPTIONS, ...options }));
  return outcomes.map((outcome: ImportOutcome) => (outcome.result === 'FAILED' ? outcome.errors.map(({ column, code }) => `${column ?? 'row'}: ${code}`) : outcome.result));
}
const read = (by: object) => staff.one(
  `query ($by: MemberIdentifierInput!) { member(by: $by) {
    name number gender birthDate language phone email joinedAt tags joinStore { code } identities { kind value } consents { purpose channel granted source } recruitment { channel }
  } }`, { by },
);
const count = async () => (await staff.ok('{ members { totalCount { value } } }')).members.totalCount.value;
const events = async () => (await platform.rows<{ name: string; payload: { changed?: string[] } }>(
  'SELECT name, payload FROM platform.event WHERE brand_id = $1 ORDER BY xid, id', [shop.id],
)).map(({ name, payload }) => (payload.changed ? `${name} ${payload.changed.join()}` : name));

describe('import of members', () => {
  it('makes members of everything a row says', async () => {
    await staff.ok('mutation { storeCreate(input: { code: "S1", name: "One" }) { userErrors { code } } }');
    expect(await load([{
      externalId: 'C1', number: 'a-100', phone: '0912 345 678', email: 'Ann@example.com', name: '王小明', gender: '女', birthDate: '1990-05-01', language: 'zh-tw',
      joinedAt: '2025-03-01 09:30', storeCode: 'S1', tags: 'vip; north ;vip', consents: 'MARKETING:LINE:yes;profiling:email:no',
    }])).toEqual(['CREATED']);
    expect(await read({ externalId: { source: 'crm', id: 'C1' } })).toEqual({
      name: '王小明', number: 'A-100', gender: 'FEMALE', birthDate: '1990-05-01', language: 'zh-TW', phone: '+886912345678', email: 'Ann@example.com',
      joinedAt: '2025-03-01T01:30:00.000Z', tags: ['vip', 'north'], joinStore: { code: 'S1' }, recruitment: { channel: 'IMPORT' },
      identities: [{ kind: 'EXTERNAL', value: 'crm:C1' }, { kind: 'PHONE', value: '+886912345678' }, { kind: 'EMAIL', value: 'Ann@example.com' }],
      consents: [{ purpose: 'MARKETING', channel: 'LINE', granted: true, source: 'IMPORT' }, { purpose: 'PROFILING', channel: 'EMAIL', granted: false, source: 'IMPORT' }],
    });
    expect(await events()).toEqual(['member.joined']);
  });

  it('finds members by external id, phone or number, and leaves what is empty', async () => {
    await load([{ externalId: 'C1', number: '100', phone: '0912345678', name: 'Ann', tags: 'a' }]);
    expect(await load([{ externalId: 'C1', name: 'Anna', email: '' }, { phone: '0912345678', tags: 'b' }, { number: '100', gender: 'F' }])).toEqual(['UPDATED', 'UPDATED', 'UPDATED']);
    expect(await read({ number: '100' })).toMatchObject({ name: 'Anna', gender: 'FEMALE', phone: '+886912345678', tags: ['a', 'b'] });
    expect(await count()).toBe(1);
    expect(await events()).toEqual(['member.joined', 'member.updated name,gender,tags']);
  });

  it('is the same when it comes twice', async () => {
    const rows: Cells[] = [{ externalId: 'C1', phone: '0912345678', name: 'Ann', consents: 'MARKETING:LINE:yes' }, { externalId: 'C2', email: 'bob@example.com', joinedAt: '2020-01-01' }];
    expect(await load(rows)).toEqual(['CREATED', 'CREATED']);
    const before = await shop.digest();
    expect(await load(rows)).toEqual(['UPDATED', 'UPDATED']);
    expect(await load(rows, { onExisting: 'SKIP' })).toEqual(['SKIPPED', 'SKIPPED']);
    expect(await shop.digest()).toEqual(before);
  });

  it('lets a row see the rows before it', async () => {
    expect(await load([
      { externalId: 'C1', phone: '0912345678', name: 'Ann' },
      { externalId: 'C1', email: 'ann@example.com' },
      { phone: '0912345678', externalId: 'C9', tags: 'x' },
      { externalId: 'C1', phone: '0922222222' },
      { phone: '0912345678', name: 'New owner of the number' },
    ])).toEqual(['CREATED', 'UPDATED', 'UPDATED', 'UPDATED', 'CREATED']);
    expect(await read({ externalId: { source: 'crm', id: 'C9' } })).toMatchObject({ name: 'Ann', email: 'ann@example.com', phone: '+886922222222', tags: ['x'] });
    expect(await read({ phone: '0912345678' })).toMatchObject({ name: 'New owner of the number' });
    expect(await count()).toBe(2);
  });

  it('hands a phone on from a known member to a new one in one batch', async () => {
    await load([{ externalId: 'C1', phone: '0912345678', name: 'Ann' }]);
    expect(await load([{ externalId: 'C1', phone: '0922222222' }, { phone: '0912345678', name: 'Bob' }])).toEqual(['UPDATED', 'CREATED']);
    expect(await read({ phone: '0912345678' })).toMatchObject({ name: 'Bob' });
    expect(await read({ phone: '0922222222' })).toMatchObject({ name: 'Ann' });
  });

  it('refuses rows that mean two members, and goes on', async () => {
    await load([{ externalId: 'C1', phone: '0912345678' }, { externalId: 'C2', number: '200' }]);
    expect(await load([
      { externalId: 'C2', phone: '0912345678', name: 'Both' },
      { externalId: 'C3', number: '200', phone: '0912345678' },
      { externalId: 'C4', name: 'Fine' },
    ])).toEqual([['row: AMBIGUOUS_MEMBER'], ['row: AMBIGUOUS_MEMBER'], 'CREATED']);
    expect(await read({ externalId: { source: 'crm', id: 'C3' } })).toBeNull();
    expect(await count()).toBe(3);
  });

  it.each<[Cells, string[]]>([
    [{}, ['row: INVALID_INPUT']],
    [{ name: 'Nobody' }, ['row: INVALID_INPUT']],
    [{ externalId: 'C1', phone: '12' }, ['phone: INVALID_INPUT']],
    [{ phone: '12' }, ['phone: INVALID_INPUT']],
    [{ externalId: 'C1', email: 'x', gender: 'X', birthDate: '1990-02-30', language: '-', joinedAt: 'soon', storeCode: 'S9', tags: 'x'.repeat(65), consents: 'MARKETING' },
      ['email: INVALID_INPUT', 'gender: INVALID_INPUT', 'birthDate: INVALID_INPUT', 'language: INVALID_INPUT', 'joinedAt: INVALID_INPUT', 'storeCode: NOT_FOUND', 'tags: INVALID_INPUT', 'consents: INVALID_INPUT']],
    [{ externalId: 'C1', birthDate: '2030-01-01' }, ['birthDate: INVALID_INPUT']],
    [{ externalId: 'C1', joinedAt: '2026-01-06' }, ['joinedAt: INVALID_INPUT']],
    [{ externalId: 'C1', joinedAt: '1969-12-31' }, ['joinedAt: INVALID_INPUT']],
    [{ externalId: 'C1', number: 'a_b' }, ['number: INVALID_INPUT']],
    [{ externalId: 'C1', name: 'x'.repeat(201) }, ['name: INVALID_INPUT']],
  ])('refuses %j', async (cells, faults) => {
    const before = await shop.digest();
    expect(await load([cells])).toEqual([faults]);
    expect(await shop.digest()).toEqual(before);
  });

  it('changes a known birth date once', async () => {
    await load([{ externalId: 'C1', birthDate: '1990-01-01' }]);
    expect(await load([{ externalId: 'C1', birthDate: '1991-01-01' }, { externalId: 'C1', birthDate: '1992-01-01', name: 'X' }])).toEqual(['UPDATED', ['birthDate: INVALID_INPUT']]);
    expect(await read({ externalId: { source: 'crm', id: 'C1' } })).toMatchObject({ birthDate: '1991-01-01', name: null });
  });

  it('reads dates as the file writes them', async () => {
    expect(await load([{ externalId: 'C1', birthDate: '1/5/1990', joinedAt: '31/12/2024 23:30' }, { externalId: 'C2', joinedAt: '31/12/2024T23:30:00+00:00' }, { externalId: 'C3', birthDate: '1990-05-01' }], { dateFormat: 'DD/MM/YYYY' }))
      .toEqual(['CREATED', 'CREATED', ['birthDate: INVALID_INPUT']]);
    expect(await read({ externalId: { source: 'crm', id: 'C1' } })).toMatchObject({ birthDate: '1990-05-01', joinedAt: '2024-12-31T15:30:00.000Z' });
    expect(await read({ externalId: { source: 'crm', id: 'C2' } })).toMatchObject({ joinedAt: '2024-12-31T23:30:00.000Z' });
  });

  it('meets joins at the till without making anybody twice', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({ externalId: `C${i}`, phone: `09123456${String(i).padStart(2, '0')}` }));
    const joins = rows.map(({ phone }) => staff.one('mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { userErrors { code } } }', { input: { phone }, key: phone }));
    await Promise.all([load(rows), load([...rows].reverse()), ...joins]);
    expect(await count()).toBe(60);
    const [{ n } = { n: 0 }] = await platform.rows<{ n: number }>("SELECT count(*)::int AS n FROM platform.event WHERE brand_id = $1 AND name = 'member.joined'", [shop.id]);
    expect(n).toBe(60);
  });

  it('takes a constant number of statements for a batch', async () => {
    const batch = (from: number, n: number) => Array.from({ length: n }, (_, i) => ({ externalId: `B${from + i}`, phone: `+4477009${String(from + i).padStart(5, '0')}`, name: 'N', tags: 'a' }));
    expect(new Set(await load(batch(0, 1000)))).toEqual(new Set(['CREATED']));
    expect(new Set(await load(batch(0, 1000)))).toEqual(new Set(['UPDATED']));
    expect(await count()).toBe(1000);
  });
});
