import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { modules } from '@regulars/gateway/installation';
import { addKey, createPlatform, keyFromFile, type PlatformRuntime, rotateKeys } from '@regulars/kernel';
import { newUuid, PersonalData, statement } from '@regulars/plugin-sdk';
import type { TestCaller, TestPlatform } from '@regulars/testing';
import { pino } from 'pino';
import { createWholePlatform, join, openShop, type WholeShop } from './support/shop';

const ROWS = Number(process.env.ROTATE_ROWS ?? 2_000);
const OF_MEMBER = 3;

let platform: TestPlatform;
let whole: WholeShop;
let folder: string;
let keyFile: string;
let served: PlatformRuntime;
let memberId: string;
beforeAll(async () => {
  folder = await mkdtemp(path(tmpdir(), 'keys-'));
  keyFile = path(folder, 'key');
  await writeFile(keyFile, `${Buffer.alloc(32, 7).toString('base64')}\n`); // what the specs' own processes have
  platform = await createWholePlatform();
  whole = await openShop(platform);
  served = createPlatform({ modules, appUrl: platform.database.appUrl, relayUrl: platform.database.relayUrl, masterKey: keyFromFile(keyFile), logger: pino({ level: 'silent' }) });
  memberId = await join(whole.staff, 'first');
});
afterAll(async () => {
  await served.stop();
  await platform.stop();
  await rm(folder, { recursive: true });
});

const insert = statement<never, [string, string]>('spec.identities', `
  INSERT INTO member.identity (id, member_id, kind, value_index, value_sealed, is_primary)
  SELECT r.id, (SELECT id FROM member.member LIMIT 1), 'DEVICE', decode(r.index, 'hex'), decode(r.sealed, 'hex'), false FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, index text, sealed text) WHERE $2 <> ''`);

/** Devices of the one member, sealed under the first key, as before members had keys of their own. */
async function plant(count: number): Promise<void> {
  await whole.shop.context(async (ctx) => {
    const codec = ctx.use(PersonalData);
    const rows = Array.from({ length: count }, () => {
      const id = newUuid();
      return { id, index: codec.blindIndex('DEVICE', id).toString('hex'), sealed: codec.seal(`device ${id}`, { table: 'member.identity', column: 'value_sealed', row: id }).toString('hex') };
    });
    await ctx.sql(insert(JSON.stringify(rows), 'x'));
  });
}

const formats = (): Promise<{ format: number; n: number }[]> =>
  platform.rows('SELECT get_byte(value_sealed, 0) AS format, count(*)::int AS n FROM member.identity WHERE brand_id = $1 GROUP BY 1 ORDER BY 1', [whole.shop.id]);

it(`seals ${ROWS} values anew while they are read and written, and nobody notices`, async () => {
  await plant(ROWS);
  const values = async (): Promise<string> => {
    const { identities } = await whole.staff.via(served).one('query ($id: ID!) { member(by: { id: $id }) { identities { kind value } } }', { id: memberId });
    return JSON.stringify(identities);
  };
  const before = await values();
  addKey(keyFile);
  let rotating = true;
  let reads = 0;
  const reader = (async () => {
    while (rotating) {
      expect(await values()).toBe(before);
      reads++;
    }
  })();
  const rotated = await rotateKeys(platform.ownerUrl, keyFromFile(keyFile), modules);
  rotating = false;
  await reader;
  expect(reads).toBeGreaterThan(0);
  // The devices, and the key of the member, under which the external id is sealed from the start.
  expect(rotated).toBe(ROWS + 1);
  expect(await formats()).toEqual([{ format: OF_MEMBER, n: ROWS + 1 }]);
  expect(await values()).toBe(before);
  expect(await rotateKeys(platform.ownerUrl, keyFromFile(keyFile), modules)).toBe(0);
}, 120_000);

async function holdAt(till: TestCaller): Promise<string> {
  const { quote } = await till.one('{ tillQuote(input: { basket: { lines: [{ number: 1, sku: "A", quantity: 1, unitPrice: "5" }] } }) { quote { id } userErrors { message } } }');
  const { hold } = await till.one('mutation ($id: ID!) { tillHold(input: { quoteId: $id, orderRef: "T" }, idempotencyKey: "hold") { hold { id } userErrors { message } } }', { id: quote.id });
  return hold.id as string;
}

it('finds members as before: what they are found by stays under the first key', async () => {
  const find = '{ member(by: { externalId: { source: "pos", id: "first" } }) { id } }';
  expect((await whole.staff.via(served).one(find)).id).toBe(memberId);
});

it('keeps reading what a process sealed that had not seen the new key', async () => {
  await plant(1);
  expect(await formats()).toEqual([{ format: 1, n: 1 }, { format: OF_MEMBER, n: ROWS + 1 }]);
  expect((await whole.staff.via(served).one('query ($id: ID!) { member(by: { id: $id }) { identities { value } } }', { id: memberId })).identities).toHaveLength(ROWS + 2);
  expect(await rotateKeys(platform.ownerUrl, keyFromFile(keyFile), modules)).toBe(1);
});

it('wraps keys anew when there is a newer one, and leaves what is sealed under them', async () => {
  const sealed = () => platform.rows('SELECT id, value_sealed FROM member.identity ORDER BY id');
  const [values, keys] = [await sealed(), await platform.rows('SELECT * FROM platform.member_key')];
  const till = whole.staff.via(served);
  const holdId = await holdAt(till);
  addKey(keyFile);
  // The member's key, and what a till keeps of codes: the schema's name is a word of SQL.
  expect(await rotateKeys(platform.ownerUrl, keyFromFile(keyFile), modules)).toBe(2);
  await till.ok('mutation ($id: ID!) { tillRelease(holdId: $id, idempotencyKey: "release") { userErrors { code message } } }', { id: holdId });
  expect(await sealed()).toEqual(values);
  expect(await platform.rows('SELECT * FROM platform.member_key')).not.toEqual(keys);
  expect((await whole.staff.via(served).one('query ($id: ID!) { member(by: { id: $id }) { identities { value } } }', { id: memberId })).identities).toHaveLength(ROWS + 2);
});

it('names the trouble when a key is gone, and refuses another first one', async () => {
  const [row] = await platform.rows<{ member_id: string; wrapped: Buffer }>('SELECT member_id, wrapped FROM platform.member_key');
  expect(() => platform.runtime.codecOf(whole.shop.id).unwrap(row!.member_id, row!.wrapped)).toThrow('sealed under a key that is not in the key file');
  const text = await readFile(keyFile, 'utf8');
  expect(text.trim().split('\n')).toHaveLength(3);
  const other = keyFromFile(keyFile);
  await writeFile(keyFile, text.split('\n').reverse().join('\n').trim());
  jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_000);
  expect(() => other.keys(true)).toThrow('must stay as it is');
  jest.restoreAllMocks();
});

it('opens no value that stands in another row', async () => {
  const pairs = await platform.rows<{ id: string; value_sealed: Buffer }>('SELECT id, value_sealed FROM member.identity ORDER BY random() LIMIT 200');
  const codec = served.codecOf(whole.shop.id);
  const [owner] = await platform.rows<{ member_id: string; wrapped: Buffer }>('SELECT member_id, wrapped FROM platform.member_key');
  const key = codec.unwrap(owner!.member_id, owner!.wrapped);
  const place = (row: string) => ({ table: 'member.identity', column: 'value_sealed', row });
  expect(pairs.filter(({ id, value_sealed }) => codec.openOf(key, value_sealed, place(id)) !== '')).toHaveLength(pairs.length);
  const refused = pairs.filter(({ value_sealed }, index) => {
    try {
      codec.openOf(key, value_sealed, place(pairs[(index + 1) % pairs.length]!.id));
      return false;
    } catch {
      return true;
    }
  });
  expect(refused).toHaveLength(pairs.length);
});
