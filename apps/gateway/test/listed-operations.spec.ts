import { createHash } from 'node:crypto';
import { readId, Sessions } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import type { Gateway } from '../src/gateway';
import { modules } from '../src/plugins';
import { connect, run } from './socket';
import { type Answer, bearer, call, createStage, send, type Stage } from './stage';

let stage: Stage;
let gateway: Gateway;
let other: Gateway;
let shop: TestShop;
let staff: string;
let key: { readonly id: string; readonly secret: string };

const CODE = 'query Code { brand { code } }';
const STORES = 'query Stores($n: Int) { brand { stores(first: $n) { nodes { code } } } }';
const DEAR = 'query Dear($n: Int) { members(first: $n) { nodes { id orders(first: $n) { nodes { id } } } } }';
const MAKE = 'mutation Make($input: StoreInput!) { storeCreate(input: $input) { store { code } userErrors { code } } }';
const SET = 'mutation ($id: ID!, $operations: [ApiKeyOperationInput!]) { apiKeyOperationsSet(id: $id, operations: $operations) { apiKey { id operationCount } userErrors { code path } } }';
const NOT_LISTED = { errors: [{ message: 'This credential runs the operations on its list only', extensions: { code: 'FORBIDDEN' } }] };
const MODERN = { accept: 'application/graphql-response+json' };
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const set = async (id: string, operations: readonly object[] | null) => (await send(`${gateway.url}/graphql`, staff, SET, { id, operations })).body.data.apiKeyOperationsSet;
const named = (body: object, by = key.secret, at = gateway): Promise<Answer> => call(`${at.url}/graphql`, { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...MODERN, ...bearer(by) } });

async function makeKey(scopes: readonly string[], kind = 'SECRET'): Promise<{ id: string; secret: string }> {
  const { body } = await send(`${gateway.url}/graphql`, staff, 'mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret apiKey { id operationCount } userErrors { code path } } }', { input: { name: 'page', kind, scopes } });
  expect(body.data.apiKeyCreate).toMatchObject({ userErrors: [], apiKey: { operationCount: null } });
  return { id: body.data.apiKeyCreate.apiKey.id, secret: body.data.apiKeyCreate.secret };
}

beforeAll(async () => {
  stage = await createStage(modules);
  [gateway, other] = [await stage.gateway(), await stage.gateway()];
  shop = await stage.platform.brand({ code: 'tea' });
  staff = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
  key = await makeKey(['brand:read', 'member:read', 'order:read']);
  expect(await set(key.id, [{ query: CODE }, { query: STORES }, { query: DEAR, maxCost: 3_000 }, { query: MAKE }])).toEqual({ apiKey: { id: key.id, operationCount: 4 }, userErrors: [] });
});
afterAll(() => stage.stop());

describe('a key with a list of operations', () => {
  it.each([
    ['by their text', { query: CODE }],
    ['by the hash of it', { documentId: `sha256:${hashOf(CODE)}` }],
    ['by the bare hash, in capitals', { documentId: hashOf(CODE).toUpperCase() }],
    ['as Apollo clients name them', { extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(CODE) } } }],
    ['by both, where they agree', { query: CODE, documentId: hashOf(CODE) }],
  ])('runs them %s, on every gateway', async (_, body) => {
    for (const at of [gateway, other]) expect(await named(body, key.secret, at)).toMatchObject({ status: 200, body: { data: { brand: { code: 'tea' } } } });
  });

  it('runs them with the variables of the request', async () => {
    expect((await named({ documentId: hashOf(STORES), variables: { n: 3 } })).body).toEqual({ data: { brand: { stores: { nodes: [] } } } });
    expect((await named({ documentId: hashOf(STORES), variables: { n: 'x' } })).body.errors[0].extensions.code).toBe('VALIDATION');
  });

  it('runs nothing else: 1,000 of 1,000 are refused, and write nothing', async () => {
    const before = await shop.digest();
    const unlisted = (i: number): object => [
      { query: `query Code { brand { code } } # ${i}` }, { query: `mutation { storeCreate(input: { code: "Z${i}", name: "Z" }) { store { id } } }` }, { documentId: hashOf(String(i)) },
      { query: `{ __schema { types { name } } } # ${i}` }, { documentId: hashOf(CODE), query: `mutation { storeCreate(input: { code: "Y${i}", name: "Y" }) { store { id } } }` },
      { query: CODE.replace(' ', ' '.repeat((i % 50) + 2)) }, { extensions: { persistedQuery: { version: 1, sha256Hash: 'x'.repeat(64) } } }, { query: `{ __typename } # ${i}` }, {}, { documentId: i },
    ][i % 10] as object;
    const seen = new Set<string>();
    for (let i = 0; i < 1_000; i += 20) {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, offset) => named(unlisted(i + offset))));
      for (const { status, body } of answers) seen.add(JSON.stringify([status, body]));
    }
    expect([...seen]).toEqual([JSON.stringify([403, NOT_LISTED])]);
    expect((await send(`${gateway.url}/graphql`, key.secret, '{ brand { code } }')).status).toBe(200); // as application/json
    expect(await shop.digest()).toEqual(before);
  }, 60_000);

  it('has no right it did not have', async () => {
    const { status, body } = await named({ documentId: hashOf(MAKE), variables: { input: { code: 'M1', name: 'M' } } });
    expect([status, body.errors[0].extensions]).toEqual([403, { code: 'FORBIDDEN', requiredScopes: ['brand:manage'] }]);
    expect(await stage.platform.rows('SELECT code FROM brand.store')).toEqual([]);
  });

  it('may spend on an operation what its list says, and on no other', async () => {
    const cost = 2 + 50 * (1 + 2 + 50);
    expect((await named({ documentId: hashOf(DEAR), variables: { n: 50 } })).body).toEqual({ data: { members: { nodes: [] } } });
    expect((await named({ documentId: hashOf(DEAR), variables: { n: 60 } })).body.errors[0].extensions).toMatchObject({ code: 'COST_EXCEEDED', maximum: 3_000 });
    expect((await send(`${gateway.url}/graphql`, staff, DEAR, { n: 50 })).body.errors[0].extensions).toMatchObject({ code: 'COST_EXCEEDED', cost, maximum: 2_000 });
  });

  it('is held to it over a socket as well', async () => {
    const client = connect(`${gateway.url}/graphql`, key.secret);
    expect((await run(client, CODE)).data).toEqual({ brand: { code: 'tea' } });
    expect((await run(client, DEAR, { n: 50 })).data).toEqual({ members: { nodes: [] } });
    for (const query of ['{ brand { code name } }', 'subscription { memberEvents { id } }']) {
      await expect(run(client, query)).rejects.toEqual([expect.objectContaining({ extensions: { code: 'FORBIDDEN' } })]);
    }
    await client.dispose();
  });

  it('runs nothing with an empty list, and anything without one', async () => {
    const second = await makeKey(['brand:read']);
    await set(second.id, []);
    expect((await named({ query: CODE }, second.secret)).body).toEqual(NOT_LISTED);
    expect((await named({ query: CODE }, second.secret, other)).body).toEqual(NOT_LISTED);
    expect(await set(second.id, null)).toEqual({ apiKey: { id: second.id, operationCount: null }, userErrors: [] });
    expect((await named({ query: CODE }, second.secret)).body).toEqual({ data: { brand: { code: 'tea' } } });
    expect((await named({ documentId: hashOf(CODE) }, second.secret)).body).toEqual({ errors: [{ message: 'Nothing is listed for this credential: send the document', extensions: { code: 'BAD_REQUEST' } }] });
  });
});

describe('a publishable key with a list', () => {
  it('holds nobody but its pages and the members who signed in', async () => {
    const page = await makeKey([], 'PUBLISHABLE');
    const BRAND = 'query Name { brand { name } }';
    await set(page.id, [{ query: BRAND }]);
    const at = `${gateway.url}/member/graphql`;
    expect((await send(at, page.secret, '{ brand { name code } }', {}, MODERN)).body).toEqual(NOT_LISTED);
    // Listed is not allowed: this one needs somebody who signed in.
    expect((await send(at, page.secret, BRAND, {}, MODERN)).status).toBe(401);
    const { memberJoin } = await shop.everything().ok('mutation { memberJoin(input: { phone: "0912345678" }, idempotencyKey: "j") { member { id } } }', {});
    const id = readId('mbr', memberJoin.member.id) as string;
    const { accessToken } = await shop.context((ctx) => ctx.use(Sessions).open({ kind: 'member', id, brandId: shop.id, accountId: null }));
    expect((await send(at, accessToken, BRAND)).body).toEqual({ data: { brand: { name: expect.any(String) } } });
    expect((await send(at, accessToken, '{ me { id } }', {}, MODERN)).body).toEqual(NOT_LISTED);
    expect((await send(`${gateway.url}/graphql`, staff, CODE)).body).toEqual({ data: { brand: { code: 'tea' } } });
    await set(page.id, null);
    expect((await send(at, page.secret, '{ brand { name code } }', {}, MODERN)).status).toBe(401);
    expect((await send(at, accessToken, '{ me { id } }', {}, MODERN)).body).toEqual({ data: { me: { id: memberJoin.member.id } } });
  });
});

describe('a publishable key that is revoked, or has expired', () => {
  const NAME = 'query Name { brand { name } }';
  const at = (): string => `${gateway.url}/member/graphql`;
  let accessToken: string;
  let memberId: string;

  beforeAll(async () => {
    const { memberJoin } = await shop.everything().ok('mutation { memberJoin(input: { phone: "0912345679" }, idempotencyKey: "r") { member { id } } }', {});
    memberId = memberJoin.member.id;
    const id = readId('mbr', memberId) as string;
    ({ accessToken } = await shop.context((ctx) => ctx.use(Sessions).open({ kind: 'member', id, brandId: shop.id, accountId: null })));
  });
  const me = async (): Promise<object> => (await send(at(), accessToken, '{ me { id } }', {}, MODERN)).body;

  it('binds no members any more, and its list is gone', async () => {
    const page = await makeKey([], 'PUBLISHABLE');
    await set(page.id, [{ query: NAME }]);
    expect(await me()).toEqual(NOT_LISTED);
    const { body } = await send(`${gateway.url}/graphql`, staff, 'mutation ($id: ID!) { apiKeyRevoke(id: $id) { apiKey { operationCount } userErrors { code } } }', { id: page.id });
    expect(body.data.apiKeyRevoke).toEqual({ apiKey: { operationCount: null }, userErrors: [] });
    expect(await me()).toEqual({ data: { me: { id: memberId } } });
    const lists = () => stage.platform.rows('SELECT key_id FROM platform.key_manifest WHERE key_id = $1', [readId('key', page.id)]);
    expect(await lists()).toEqual([]);
    expect(await set(page.id, [{ query: NAME }])).toEqual({ apiKey: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    expect(await lists()).toEqual([]);
  });

  it.each(['revoked_at', 'expires_at'])('is passed over where its list was left behind (%s)', async (column) => {
    const page = await makeKey([], 'PUBLISHABLE');
    await stage.platform.rows(`UPDATE platform.credential SET ${column} = now() - interval '1 second' WHERE id = $1`, [readId('key', page.id)]);
    await stage.platform.rows(`INSERT INTO platform.key_manifest (brand_id, key_id, audience, operations) VALUES ($1, $2, 'member', '[]')`, [shop.id, readId('key', page.id)]);
    await stage.platform.rows('UPDATE platform.brand SET revision = revision + 1 WHERE id = $1', [shop.id]);
    await send(`${gateway.url}/graphql`, staff, '{ members(first: 1) { nodes { id } } }'); // the process knows of it
    expect(await me()).toEqual({ data: { me: { id: memberId } } });
  });
});

describe('a list that is no good', () => {
  it.each([
    ['what is no GraphQL', [{ query: '{ brand {' }], 'operations.0.query'],
    ['one operation twice', [{ query: CODE }, { query: CODE }], 'operations.1.query'],
    ['a limit of nothing', [{ query: CODE, maxCost: 0 }], 'operations.0.maxCost'],
    ['a limit of too much', [{ query: CODE, maxCost: 20_001 }], 'operations.0.maxCost'],
    ['a document without end', [{ query: `{ brand { code } } # ${'x'.repeat(15_000)}` }], 'operations.0.query'],
  ])('is refused: %s', async (_, operations, path) => {
    const before = await shop.digest();
    expect(await set(key.id, operations)).toEqual({ apiKey: null, userErrors: [{ code: 'INVALID_INPUT', path: path.split('.') }] });
    expect(await shop.digest()).toEqual(before);
  });

  it('is refused for a key of another brand as for one that is not there', async () => {
    const stranger = await stage.platform.brand({ code: 'coffee' });
    const by = await stranger.token({ permissions: [...stranger.everything().scope.actor.permissions] });
    const answers = [];
    for (const id of [key.id, 'key_00000000000000000000000000', 'nonsense']) answers.push((await send(`${gateway.url}/graphql`, by, SET, { id, operations: [] })).body.data.apiKeyOperationsSet);
    expect(answers).toEqual(Array(3).fill({ apiKey: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] }));
    expect((await named({ query: CODE })).status).toBe(200);
  });

  it('needs the right to keys', async () => {
    const weak = await shop.token({ name: 'weak', permissions: ['brand:read'] });
    expect((await send(`${gateway.url}/graphql`, weak, SET, { id: key.id, operations: null })).body.errors[0].extensions).toMatchObject({ code: 'FORBIDDEN', requiredScopes: ['brand:keys'] });
    expect((await named({ query: '{ brand { name } }' })).body).toEqual(NOT_LISTED);
  });
});
