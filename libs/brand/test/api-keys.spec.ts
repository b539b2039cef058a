import { newUuid, publicId, readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { brand } from '../src';

let platform: TestPlatform;
let shop: TestShop;
let other: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand]);
  [shop, other] = [await platform.brand(), await platform.brand()];
  staff = shop.everything();
});
afterAll(() => platform.stop());

const KEY = 'apiKey { id name kind prefix scopes createdAt expiresAt lastUsedAt revokedAt } userErrors { code path }';
const CREATE = `mutation ($input: ApiKeyCreateInput!) { apiKeyCreate(input: $input) { secret ${KEY} } }`;
const REVOKE = `mutation ($id: ID!) { apiKeyRevoke(id: $id) { ${KEY} } }`;
const LIST = '{ apiKeys { id name revokedAt } }';
const storeOf = async (of: TestShop, code: string): Promise<string> =>
  (await of.everything().one('mutation ($input: StoreInput!) { storeCreate(input: $input) { store { id } } }', { input: { code, name: code } })).store.id;

async function refused(input: object, path: string, by = staff): Promise<void> {
  const before = await platform.digest();
  const answer = await by.run(CREATE, { input });
  expect(answer.data.apiKeyCreate).toMatchObject({ apiKey: null, secret: null });
  expect(answer.data.apiKeyCreate.userErrors.map((error: { path: string[] }) => error.path.join('.'))).toContain(path);
  expect(await platform.digest()).toEqual(before);
}

describe('apiKeyCreate', () => {
  it('shows the key once; only its hash is stored', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const { secret, apiKey, userErrors } = await staff.one(CREATE, { input: { name: ' Till 7 ', scopes: ['brand:read', 'brand:import', 'brand:read'], expiresAt } });
    expect(userErrors).toEqual([]);
    expect(apiKey).toMatchObject({ name: 'Till 7', kind: 'SECRET', scopes: ['brand:import', 'brand:read'], expiresAt, lastUsedAt: null, revokedAt: null });
    expect(secret.startsWith(`${apiKey.prefix}_`)).toBe(true);
    expect(apiKey.prefix).toBe(publicId('rk_live', readId('key', apiKey.id) ?? ''));
    const scope = await platform.node().authenticate(secret, 'staff');
    expect(scope).toMatchObject({ brandId: shop.id, actor: { kind: 'integration', id: readId('key', apiKey.id), name: 'Till 7', permissions: new Set(['brand:import', 'brand:read']), storeIds: null } });

    const tables = await platform.rows<{ name: string }>(`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
    const texts = await Promise.all(tables.map(async ({ name }) => (await platform.rows<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)).map(({ row }) => row).join('\n')));
    const [, , , random] = secret.split('_');
    for (const form of [random, Buffer.from(random).toString('hex'), Buffer.from(random).toString('base64').slice(4, 60)]) expect(texts.filter((text) => text.includes(form))).toEqual([]);
    expect(texts.some((text) => text.includes('Till 7'))).toBe(true); // the search finds what is there
  });

  it('makes publishable keys, which name the brand and carry nothing', async () => {
    const { secret, apiKey } = await staff.one(CREATE, { input: { name: 'Member page', kind: 'PUBLISHABLE', scopes: [] } });
    expect(apiKey).toMatchObject({ kind: 'PUBLISHABLE', scopes: [] });
    expect(await platform.runtime.authenticate(secret, 'member')).toMatchObject({ brandId: shop.id, actor: { kind: 'anonymous', permissions: new Set() } });
    expect(await platform.runtime.authenticate(secret, 'staff')).toBeNull();
    await refused({ name: 'x', kind: 'PUBLISHABLE', scopes: ['brand:read'] }, 'input.scopes');
    await refused({ name: 'x', kind: 'PUBLISHABLE', scopes: [], storeIds: [] }, 'input.storeIds');
  });

  it('grants nothing that its maker does not hold', async () => {
    const weak = shop.as({ permissions: ['brand:keys', 'brand:read'] });
    await refused({ name: 'x', scopes: ['brand:read', 'brand:manage'] }, 'input.scopes.1', weak);
    await refused({ name: 'x', scopes: ['brand:nothing'] }, 'input.scopes.0');
    await refused({ name: 'x', scopes: ['any:caller'] }, 'input.scopes.0');
    await refused({ name: 'x', scopes: ['brand:install'] }, 'input.scopes.0'); // the platform's, although the caller of this spec holds it
    await refused({ name: 'x', scopes: [] }, 'input.scopes');
    expect((await weak.one(CREATE, { input: { name: 'x', scopes: ['brand:read'] } })).apiKey.scopes).toEqual(['brand:read']);
  });

  it('reaches no further and shows no more than its maker', async () => {
    const [mine, another, foreign] = [await storeOf(shop, 'A'), await storeOf(shop, 'B'), await storeOf(other, 'C')];
    const uuid = readId('str', mine) ?? '';
    const limited = shop.as({ permissions: ['brand:keys', 'brand:read'] });
    const actor = { ...limited.scope.actor, storeIds: new Set([uuid]), masks: new Map([['Member.phone', 'PARTIAL' as const]]) };
    const local = new (limited.constructor as new (...args: unknown[]) => TestCaller)(platform.runtime, { ...limited.scope, actor });
    const scopeOf = async (input: object) => (await platform.runtime.authenticate((await local.one(CREATE, { input })).secret, 'staff'))?.actor;
    expect(await scopeOf({ name: 'x', scopes: ['brand:read'] })).toMatchObject({ storeIds: new Set([uuid]), masks: actor.masks });
    expect(await scopeOf({ name: 'x', scopes: ['brand:read'], storeIds: [mine] })).toMatchObject({ storeIds: new Set([uuid]) });
    await refused({ name: 'x', scopes: ['brand:read'], storeIds: [mine, another] }, 'input.storeIds.1', local);
    await refused({ name: 'x', scopes: ['brand:read'], storeIds: [foreign] }, 'input.storeIds.0');
    await refused({ name: 'x', scopes: ['brand:read'], storeIds: ['str_x'] }, 'input.storeIds.0');
  });

  it('refuses a name that is none, and an end that has passed', async () => {
    await refused({ name: ' ', scopes: ['brand:read'] }, 'input.name');
    await refused({ name: 'x'.repeat(101), scopes: ['brand:read'] }, 'input.name');
    await refused({ name: 'x', scopes: ['brand:read'], expiresAt: new Date(Date.now() - 1_000).toISOString() }, 'input.expiresAt');
  });

  it('is for whoever may', async () => {
    const weak = shop.as({ permissions: ['brand:manage', 'brand:read'] });
    for (const document of [CREATE, REVOKE, LIST]) {
      const before = await platform.digest();
      const answer = await weak.run(document, { input: { name: 'x', scopes: ['brand:read'] }, id: publicId('key', newUuid()) });
      expect(answer.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', requiredScopes: ['brand:keys'] });
      expect(await platform.digest()).toEqual(before);
    }
  });
});

describe('apiKeyRevoke', () => {
  it('ends a key: here at once, elsewhere within 2 s; twice keeps the first time', async () => {
    const { secret, apiKey } = await staff.one(CREATE, { input: { name: 'Old', scopes: ['brand:read'] } });
    const node = platform.node();
    expect([await platform.runtime.authenticate(secret, 'staff'), await node.authenticate(secret, 'staff')]).toEqual([expect.anything(), expect.anything()]);
    const first = await staff.one(REVOKE, { id: apiKey.id });
    expect(first.apiKey.revokedAt).toEqual(expect.any(String));
    expect(await platform.runtime.authenticate(secret, 'staff')).toBeNull();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 2_001);
    expect(await node.authenticate(secret, 'staff')).toBeNull();
    clock.mockRestore();
    expect(await staff.one(REVOKE, { id: apiKey.id })).toEqual(first);
    expect((await staff.one(LIST)).find(({ id }: { id: string }) => id === apiKey.id)).toMatchObject({ name: 'Old', revokedAt: first.apiKey.revokedAt });
  });

  it('does not reach another brand\'s, nor what is no key', async () => {
    const { secret, apiKey } = await other.everything().one(CREATE, { input: { name: 'Theirs', scopes: ['brand:read'] } });
    const answers = [];
    for (const id of [apiKey.id, publicId('key', newUuid()), 'key_1', publicId('str', readId('key', apiKey.id) ?? '')]) answers.push((await staff.run(REVOKE, { id })).data.apiKeyRevoke);
    for (const answer of answers) expect(answer).toEqual({ apiKey: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    expect(await platform.runtime.authenticate(secret, 'staff')).not.toBeNull();
    expect((await staff.one(LIST)).map(({ name }: { name: string }) => name)).not.toContain('Theirs');
    expect(await staff.one('query ($id: ID!) { node(id: $id) { id } }', { id: apiKey.id })).toBeNull();
    expect(await other.everything().one('query ($id: ID!) { node(id: $id) { id } }', { id: apiKey.id })).toEqual({ id: apiKey.id });
  });
});
