import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { Writable } from 'node:stream';
import { type Gateway, startGateway } from '@regulars/gateway';
import { modules } from '@regulars/gateway/installation';
import { createPlatform, masterKey, type PlatformRuntime, sealAll } from '@regulars/kernel';
import { readId } from '@regulars/plugin-sdk';
import type { Data, TestPlatform } from '@regulars/testing';
import { pino } from 'pino';
import { createWholePlatform, openShop, type WholeShop } from './support/shop';

/** What must stand nowhere but sealed: as it is sent, and as it is kept inside. */
const PHONE = '0912765438';
const OTHER_PHONE = '0987612345';
const EMAIL = 'canary.bird@mine-shaft.example';
const STAFF_EMAIL = 'keeper.of.canaries@mine-shaft.example';
/** Stands in clear while the member is there, and with the member goes. */
const NAME = 'Serinus Canaria Domestica';
const PLANTED = [PHONE, '+886912765438', '912765438', OTHER_PHONE, '+886987612345', '987612345', EMAIL, STAFF_EMAIL];

let platform: TestPlatform;
let whole: WholeShop;
let runtime: PlatformRuntime;
let gateway: Gateway;
let log = '';
/** Secrets the API made, each shown once. */
const secrets: string[] = [];
let code = '';

beforeAll(async () => {
  platform = await createWholePlatform();
  whole = await openShop(platform);
  const stream = new Writable({ write: (chunk: Buffer, _, done) => { log += chunk.toString(); done(); } });
  const logger = pino({ level: 'trace' }, stream);
  runtime = createPlatform({ modules, appUrl: platform.database.appUrl, relayUrl: platform.database.relayUrl, masterKey: masterKey(Buffer.alloc(32, 7)), logger });
  gateway = await startGateway({ platform: runtime, port: 0, host: '127.0.0.1', logger });
  await plant();
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  await runtime?.stop();
  await platform?.stop();
});

async function send(token: string, query: string, variables: object = {}, audience = ''): Promise<Data> {
  const response = await fetch(`${gateway.url}${audience}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) });
  return response.json();
}

const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id phone email } userErrors { code message path } } }';
const KEY = 'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret userErrors { message } } }';
const CODE = 'mutation ($phone: String!) { memberSignInCodeRequest(phone: $phone) { userErrors { code } } }';
const VERIFY = 'mutation ($phone: String!, $code: String!) { memberSignInCodeVerify(phone: $phone, code: $code) { accessToken refreshToken userErrors { code message } } }';

async function plant(): Promise<void> {
  const staff = await whole.shop.token({ name: 'everything', permissions: [...whole.staff.scope.actor.permissions] });
  secrets.push(staff);
  const joined = (await send(staff, JOIN, { input: { phone: PHONE, email: EMAIL, externalId: { source: 'pos', id: 'canary' } }, key: 'join' })).data.memberJoin;
  expect(joined.userErrors).toEqual([]);
  expect([joined.member.phone, joined.member.email]).toEqual(['+886912765438', EMAIL]);
  const { id } = joined.member;
  await send(staff, 'mutation ($id: ID!, $reason: String!) { memberFreeze(id: $id, reason: $reason, idempotencyKey: "f") { userErrors { message } } memberUnfreeze(id: $id, reason: $reason, idempotencyKey: "u") { userErrors { message } } }', { id, reason: `She rang from ${PHONE}` });
  await giveReasons(staff, id);
  await send(staff, 'query ($by: MemberIdentifierInput!) { member(by: $by) { phone email identities { value } } }', { by: { phone: PHONE } });
  await send(staff, 'query ($search: String!) { members(search: $search) { nodes { phone } } }', { search: EMAIL });
  // Refused, malformed, and as literals in the document itself.
  await send(staff, JOIN, { input: { phone: `${PHONE}77777`, email: `${EMAIL} @ @` }, key: 'bad' });
  await send(staff, `{ member(by: { phone: "${PHONE}" }) { phone nothing } }`);
  await send(staff, `{ member(by: { phone: "${PHONE}", email: "${EMAIL}" }) { phone } }`);
  await send(`${staff}x`, JOIN, { input: { phone: PHONE }, key: 'x' });
  for (const kind of ['SECRET', 'PUBLISHABLE']) {
    const { secret, userErrors } = (await send(staff, KEY, { input: { kind, name: kind, scopes: kind === 'SECRET' ? ['member:read'] : [] } })).data.apiKeyCreate;
    expect(userErrors).toEqual([]);
    if (kind === 'SECRET') secrets.push(secret);
    else await signIn(secret);
  }
  await send(staff, 'mutation ($email: String!) { staffInvite(input: { email: $email, name: "Keeper", roles: ["analyst"] }) { userErrors { message } } }', { email: STAFF_EMAIL });
  await platform.drain();
  await sealAll(runtime);
}

const REASONS = `mutation ($id: ID!, $other: ID!, $reason: String!) {
  pointsGrant(memberId: $id, points: 3, reason: $reason, idempotencyKey: "g") { userErrors { message } }
  pointsBurn(memberId: $id, points: 1, reason: $reason, idempotencyKey: "b") { userErrors { message } }
  tierSet(memberId: $id, tierCode: "GOLD", reason: $reason, lock: true, idempotencyKey: "t") { userErrors { message } }
  tierUnlock(memberId: $id, reason: $reason, idempotencyKey: "tu") { userErrors { message } }
  memberMerge(survivorId: $id, loserId: $other, reason: $reason, idempotencyKey: "m") { userErrors { message } }
}`;

/** Wherever staff say why they did something, they say whom they talked to. */
async function giveReasons(staff: string, id: string): Promise<void> {
  const other = (await send(staff, JOIN, { input: { externalId: { source: 'pos', id: 'second' } }, key: 'second' })).data.memberJoin.member.id;
  const { data, errors } = await send(staff, REASONS, { id, other, reason: `${EMAIL} rang from ${PHONE}` });
  expect([errors, ...Object.values(data).flatMap((payload) => (payload as { userErrors: unknown[] }).userErrors)]).toEqual([undefined]);
}

async function signIn(publishable: string): Promise<void> {
  await send(publishable, CODE, { phone: OTHER_PHONE }, '/member');
  await send(publishable, CODE, { phone: PHONE }, '/member');
  code = (await runtime.waitingCodes()).find(({ to }) => to === '+886912765438')?.code ?? '';
  expect(code).toMatch(/^\d{6}$/);
  const { accessToken, refreshToken, userErrors } = (await send(publishable, VERIFY, { phone: PHONE, code }, '/member')).data.memberSignInCodeVerify;
  expect(userErrors).toEqual([]);
  secrets.push(accessToken, refreshToken);
  await send(accessToken, '{ me { phone email } }', {}, '/member');
}

/** The arguments of a call, as an earlier version hashed them: phones are few enough to try. */
const JOINED = `{"input":{"email":"${EMAIL}","externalId":{"id":"canary","source":"pos"},"phone":"${PHONE}"}}`;

const digests = (text: string, kinds: readonly string[]): string[] =>
  kinds.flatMap((kind) => {
    const hash = createHash(kind).update(text).digest();
    return [hash.toString('hex'), hash.toString('base64').replace(/=+$/, ''), hash.toString('base64url')];
  });

/** Of keys, 256 random bits, the SHA-256 is what is stored; of what people have, no hash that can be tried out. */
const needles = (): string[] => [
  ...PLANTED.flatMap((text) => [text, Buffer.from(text).toString('hex'), ...digests(text, ['md5', 'sha1', 'sha256'])]),
  ...secrets.flatMap((text) => [text, Buffer.from(text).toString('hex'), ...digests(text, ['md5', 'sha1'])]),
  ...digests(code, ['md5', 'sha1', 'sha256']),
  ...digests(JOINED, ['sha256']),
];

/** Rows of any table that hold one of the texts, and how many rows there are. */
async function rowsWith(sought: readonly (string | RegExp)[]): Promise<{ readonly rows: number; readonly found: readonly string[] }> {
  const tables = await platform.rows<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'`);
  expect(tables.length).toBeGreaterThan(40);
  const holds = (text: string, one: string | RegExp): boolean => (typeof one === 'string' ? text.toLowerCase().includes(one.toLowerCase()) : one.test(text));
  const found: string[] = [];
  let rows = 0;
  for (const { name } of tables) {
    for (const { text } of await platform.rows<{ text: string }>(`SELECT t::text AS text FROM ${name} t`)) {
      rows++;
      for (const one of sought) if (holds(text, one)) found.push(`${name}: ${one}`);
    }
  }
  return { rows, found };
}

it('stands in no row of any table', async () => {
  const { rows, found } = await rowsWith([...needles(), new RegExp(`(^|[^0-9a-f.])${code}([^0-9a-f]|$)`)]);
  expect(rows).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Files of the database, written out, that hold one of the texts; null on a server elsewhere. */
async function filesWith(texts: readonly (string | Buffer)[]): Promise<{ readonly bytes: number; readonly found: readonly string[] } | null> {
  await platform.owner.query('CHECKPOINT');
  const [place] = await platform.rows<{ folder: string }>(`SELECT current_setting('data_directory') || '/base/' || oid AS folder FROM pg_database WHERE datname = current_database()`);
  if (!place || !existsSync(place.folder)) return null;
  const sought = texts.map((text) => Buffer.from(text));
  const found = new Set<string>();
  let bytes = 0;
  // Tables and indexes are named by number; what else stands there the server may write and remove at any moment.
  for (const file of readdirSync(place.folder).filter((name) => /^\d/.test(name))) {
    const content = readIfThere(path(place.folder, file));
    bytes += content.length;
    for (const one of sought) if (content.includes(one)) found.add(`${file}: ${one.toString()}`);
  }
  return { bytes, found: [...found] };
}

it('stands in none of the files of the database, once they are written', async () => {
  const searched = await filesWith(needles());
  if (!searched) return;
  expect(searched.bytes).toBeGreaterThan(1_000_000);
  expect(searched.found).toEqual([]);
});

it('stands nowhere in the logs, whatever level they are written at', () => {
  expect(log.split('\n').length).toBeGreaterThan(10);
  expect(needles().filter((needle) => log.includes(needle))).toEqual([]);
  expect(new RegExp(`[^0-9]${code}[^0-9]`).test(log)).toBe(false);
});

it('would be found where it did stand', async () => {
  await whole.staff.ok('mutation ($input: MemberJoinInput!) { memberJoin(input: $input, idempotencyKey: "named") { userErrors { message } } }', { input: { name: EMAIL, externalId: { source: 'pos', id: 'named' } } });
  const [row] = await platform.rows<{ text: string }>(`SELECT m::text AS text FROM member.member m WHERE name IS NOT NULL AND name LIKE 'canary%'`);
  expect(needles().filter((needle) => row?.text.includes(needle))).toEqual([EMAIL]);
});

it('leaves nothing of somebody who was erased, once the tables are vacuumed: neither what stood in clear nor the key to the rest', async () => {
  const joined = await whole.staff.one('mutation ($input: MemberJoinInput!) { memberJoin(input: $input, idempotencyKey: "gone") { member { id } userErrors { message } } }', {
    input: { name: NAME, phone: '0911000999', attributes: { likes: NAME }, externalId: { source: 'pos', id: 'gone' } },
  });
  const id = joined.member.id;
  await whole.staff.ok('mutation ($id: ID!, $key: String!) { pointsGrant(memberId: $id, points: 3, reason: "for the birds", idempotencyKey: $key) { userErrors { message } } }', { id, key: id });
  const [key] = await platform.rows<{ wrapped: Buffer }>('SELECT wrapped FROM platform.member_key WHERE member_id = $1', [readId('mbr', id)]);
  const left = [NAME, NAME.toLowerCase()];
  expect((await rowsWith(left)).found.length).toBeGreaterThan(0);
  const before = await filesWith([...left, key!.wrapped]);
  if (before) expect(before.found.length).toBeGreaterThanOrEqual(3);
  await whole.staff.ok('mutation ($id: ID!) { memberErase(id: $id, idempotencyKey: "erase") { userErrors { message } } }', { id });
  // FULL writes the tables anew: what was overwritten otherwise stays in their files until its place is used again.
  for (const table of ['member.member', 'member.identity', 'platform.member_key']) await platform.owner.query(`VACUUM (FULL, ANALYZE) ${table}`);
  await platform.owner.query('VACUUM FULL pg_statistic');
  expect((await rowsWith([...left, key!.wrapped.toString('hex')])).found).toEqual([]);
  const after = await filesWith([...left, key!.wrapped]);
  if (after) expect(after.found).toEqual([]);
});
