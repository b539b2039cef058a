import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from './fixtures/member';
import { noteModule } from './fixtures/note';

const memo = noteModule('memo');
const JOIN = `mutation ($name: String!) { memberJoin(name: $name) { member { id name } userErrors { code path message } } }`;
const WRITE = `mutation ($input: MemoWriteInput!, $key: String!) { memoWrite(input: $input, idempotencyKey: $key) { note { id text member { name } } userErrors { code path } } }`;

let platform: TestPlatform;
let shop: TestShop;
beforeAll(async () => {
  platform = await createTestPlatform([member, memo.plugin]);
  shop = await platform.brand({ plugins: ['memo'] });
});
afterAll(() => platform.stop());

it('answers as a client reads it', async () => {
  const staff = shop.as({ permissions: ['member:join', 'member:read'] });
  const joined = await staff.run(JOIN, { name: 'Ada' });
  expect(joined).toEqual({ data: { memberJoin: { member: { id: expect.stringMatching(/^mbr_[0-9a-z]{26}$/), name: 'Ada' }, userErrors: [] } } });
  expect(await staff.run(`{ memos { nodes { id } } }`)).toEqual({
    data: null,
    errors: [{ message: 'Not allowed', path: ['memos'], extensions: { code: 'FORBIDDEN', requiredScopes: ['memo:read'] } }],
  });
});

it('throws what went wrong when all was to be well', async () => {
  await expect(shop.everything().ok(JOIN, { name: ' ' })).rejects.toThrow('memberJoin.userErrors: {"code":"INVALID_INPUT","path":["name"],"message":"Give a name."}');
  await expect(shop.as().one('{ members { nodes { id } } }')).rejects.toThrow('members, Not allowed');
});

it('counts what a document costs', async () => {
  const staff = shop.everything();
  const { member: ada } = await staff.one(JOIN, { name: 'Ada' });
  const cost = await staff.traffic(WRITE, { input: { memberId: ada.id, text: 'Likes tea' }, key: 'k1' });
  expect(cost.data.memoWrite.note).toEqual({ id: expect.any(String), text: 'Likes tea', member: { name: 'Ada' } });
  expect(cost.names).toEqual([
    'BEGIN READ WRITE', 'platform.enter', 'platform.claim-key', 'member.by-ids', 'memo.insert', 'platform.insert-events', 'platform.insert-audit', 'platform.settle-key', 'COMMIT',
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', 'platform.enter', 'memo.by-ids', 'member.by-ids',
  ]);
  expect(cost.flushes).toBe(4);
});

it('keeps brands, plans, clocks and zones apart', async () => {
  const tokyo = await platform.brand({
    name: 'Tokyo', code: 'tokyo', timeZone: 'Asia/Tokyo', currency: 'JPY', region: 'JP', dayStartsAt: 300, locales: ['en', 'zh-TW'],
    clockStartsAt: new Date('2027-03-01T00:00:00Z'), plan: { plugins: [], limits: { memo: { notes: 3 } } },
  });
  expect(await tokyo.read(async (ctx) => ctx.brand)).toEqual({
    id: tokyo.id, code: 'tokyo', name: 'Tokyo', timeZone: 'Asia/Tokyo', currency: 'JPY', region: 'JP', dayStartsAt: 300, locales: ['en', 'zh-TW'], sandbox: true,
    planCode: 'plan-of-tokyo', revision: expect.any(BigInt), version: 2, modules: new Set(['member']), suspended: new Set(),
  });
  const { now } = await tokyo.read(async (ctx) => ctx);
  expect(Math.abs(now.getTime() - Date.parse('2027-03-01T00:00:00Z'))).toBeLessThan(60_000);
  await expect(tokyo.enable('memo')).rejects.toThrow('The plan does not grant memo.');
  await expect(tokyo.enable('coupon')).rejects.toThrow('The test platform was made without coupon');
});

it('shows a real brand the present', async () => {
  const real = await platform.brand({ sandbox: false });
  expect(Math.abs((await real.now()).getTime() - Date.now())).toBeLessThan(60_000);
});

it('sums up every row, of all brands or of one', async () => {
  const other = await platform.brand();
  const [before, otherBefore] = [await platform.digest(), await other.digest()];
  expect(await platform.digest()).toEqual(before);
  await shop.everything().ok(JOIN, { name: 'Bob' });
  const after = await platform.digest();
  expect(Object.keys(after).filter((table) => after[table] !== before[table])).toEqual(['member.member', 'platform.audit_entry', 'platform.event']);
  expect(await other.digest()).toEqual(otherBefore);
});

it('sums up what a transaction wrote before, and committed after it was last summed up', async () => {
  const client = await platform.owner.connect();
  try {
    await client.query('BEGIN');
    await client.query(`UPDATE platform.brand SET name = name || '!' WHERE id = $1`, [shop.id]);
    const before = await platform.digest();
    await client.query('COMMIT');
    const after = await platform.digest();
    expect(Object.keys(after).filter((table) => after[table] !== before[table])).toEqual(['platform.brand']);
  } finally {
    client.release();
  }
});

it('serves the same caller from another process', async () => {
  const node = platform.node();
  const staff = shop.everything();
  const { member: eve } = await staff.via(node).one(JOIN, { name: 'Eve' });
  expect(await staff.one('query ($id: ID!) { member(id: $id) { name } }', { id: eve.id })).toEqual({ name: 'Eve' });
});

it('hands out tokens that a gateway accepts', async () => {
  const token = await shop.token({ permissions: ['member:read'], name: 'console' });
  const scope = await platform.runtime.authenticate(token, 'staff');
  expect(scope).toMatchObject({ brandId: shop.id, audience: 'staff', actor: { kind: 'staff', name: 'console', permissions: new Set(['member:read']) } });
});

it('gives every spec file a database of its own', async () => {
  const second = await createTestPlatform([member, memo.plugin]);
  try {
    expect(second.database.name).not.toBe(platform.database.name);
    expect(await second.rows('SELECT id FROM platform.brand')).toEqual([]);
  } finally {
    await second.stop();
  }
  expect(await platform.rows('SELECT 1 AS found FROM pg_database WHERE datname = $1', [second.database.name])).toEqual([]);
});
