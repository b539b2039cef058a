import { newUuid, publicId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { brand } from '../src';
import { locked, things } from './things-module';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand, things]);
  shop = await platform.brand({ plugins: ['things'] });
  staff = shop.everything();
});
afterAll(() => platform.stop());

const refusal = (path: string[] | null, code: string): unknown => expect.objectContaining({ code, path });
const ERRORS = 'userErrors { code message path }';

describe('brand and viewer', () => {
  it('say who calls, for whom', async () => {
    const caller = shop.as({ permissions: ['brand:read', 'brand:jobs', 'brand:import'], name: 'Till 1', kind: 'integration' });
    const { viewer, brand: own } = await caller.ok('{ viewer { kind id name permissions brand { id } } brand { id code sandbox plan { code plugins } plugins { id version state settings } limits { limit } now } }');
    expect(viewer).toEqual({ kind: 'integration', id: caller.scope.actor.id, name: 'Till 1', permissions: ['brand:import', 'brand:jobs', 'brand:read'], brand: { id: publicId('brd', shop.id) } });
    expect(own).toMatchObject({ id: publicId('brd', shop.id), plugins: [{ id: 'things', version: '1.0.0', state: 'ENABLED', settings: {} }], limits: [] });
    expect(Math.abs(Date.parse(own.now) - (await shop.now()).getTime())).toBeLessThan(5_000);
  });
});

describe('brandUpdate', () => {
  const UPDATE = `mutation ($input: BrandUpdateInput!, $version: Int) { brandUpdate(input: $input, expectedVersion: $version) { brand { name timeZone locales } ${ERRORS} } }`;

  it('changes what is given, and answers with it', async () => {
    const other = await platform.brand();
    const answer = await other.everything().one(UPDATE, { input: { name: '珍奶實驗室', timeZone: 'Asia/Taipei', locales: ['zh-tw', 'en'] } });
    expect(answer).toEqual({ brand: { name: '珍奶實驗室', timeZone: 'Asia/Taipei', locales: ['zh-TW', 'en'] }, userErrors: [] });
    expect(await other.everything().one('{ brand { name timeZone } }')).toEqual({ name: '珍奶實驗室', timeZone: 'Asia/Taipei' });
  });

  it('refuses what is no such thing, all of it at once, and changes nothing', async () => {
    const before = await shop.digest();
    const answer = await staff.run(UPDATE, { input: { name: 'New', timeZone: 'Mars', currency: 'XYZ', region: 'UK', dayStartsAt: 1440, locales: [] } });
    expect(answer.data.brandUpdate).toEqual({
      brand: null,
      userErrors: ['timeZone', 'currency', 'region', 'dayStartsAt', 'locales'].map((field) => refusal(['input', field], 'INVALID_INPUT')),
    });
    expect(await shop.digest()).toEqual(before);
  });

  it('refuses a locked field that would change, not one that stays', async () => {
    const { timeZone } = await staff.one('{ brand { timeZone } }');
    locked.timeZone = true;
    try {
      const before = await shop.digest();
      const refused = await staff.run(UPDATE, { input: { timeZone: 'Asia/Tokyo', name: 'Renamed' } });
      expect(refused.data.brandUpdate).toEqual({ brand: null, userErrors: [refusal(['input', 'timeZone'], 'INVALID_INPUT')] });
      expect(await shop.digest()).toEqual(before);
      expect(await staff.one(UPDATE, { input: { timeZone, name: 'Renamed' } })).toMatchObject({ brand: { name: 'Renamed', timeZone } });
    } finally {
      locked.timeZone = false;
    }
  });

  it('compares and sets', async () => {
    const other = (await platform.brand()).everything();
    const conflict = await other.run('mutation { brandUpdate(input: { name: "A" }, expectedVersion: 7) { userErrors { code ... on VersionConflictError { current } } } }');
    const [{ code, current }] = conflict.data.brandUpdate.userErrors;
    expect(code).toBe('VERSION_CONFLICT');
    expect(await other.one(UPDATE, { input: { name: 'A' }, version: current })).toMatchObject({ brand: { name: 'A' } });
    expect((await other.run(UPDATE, { input: { name: 'B' }, version: current })).data.brandUpdate.userErrors).toEqual([refusal(['expectedVersion'], 'VERSION_CONFLICT')]);
    expect(await other.one('{ brand { name } }')).toEqual({ name: 'A' });
  });
});

describe('brandClockAdvance', () => {
  const ADVANCE = `mutation ($to: DateTime!) { brandClockAdvance(to: $to) { brand { now } ${ERRORS} } }`;

  it('moves a sandbox clock forwards only', async () => {
    const to = new Date((await shop.now()).getTime() + 3 * 86_400_000);
    const { brand: { now } } = await staff.one(ADVANCE, { to: to.toISOString() });
    expect(Date.parse(now) - to.getTime()).toBeGreaterThanOrEqual(0);
    expect(Date.parse(now) - to.getTime()).toBeLessThan(5_000);
    expect((await staff.run(ADVANCE, { to: new Date(to.getTime() - 1).toISOString() })).data.brandClockAdvance).toEqual({ brand: null, userErrors: [refusal(['to'], 'INVALID_INPUT')] });
  });
});

describe('stores', () => {
  const CREATE = `mutation ($input: StoreInput!) { storeCreate(input: $input) { store { id code name city address closedAt } ${ERRORS} } }`;
  const UPDATE = `mutation ($id: ID!, $input: StoreInput!) { storeUpdate(id: $id, input: $input) { store { code name city address } ${ERRORS} } }`;
  const CLOSE = `mutation ($id: ID!) { storeClose(id: $id) { store { closedAt } ${ERRORS} } }`;

  it('are made, found by id and code, changed and closed', async () => {
    const { store } = await staff.one(CREATE, { input: { code: 'TPE-1', name: ' 信義店 ', city: '台北', address: ' ' } });
    expect(store).toEqual({ id: expect.stringMatching(/^str_[0-9a-z]{26}$/), code: 'TPE-1', name: '信義店', city: '台北', address: null, closedAt: null });
    expect(await staff.ok('query ($id: ID!) { a: store(id: $id) { code } b: store(code: "TPE-1") { id } c: store(code: "tpe-1") { id } d: node(id: $id) { id ... on Store { name } } e: store { id } }', { id: store.id })).toEqual({
      a: { code: 'TPE-1' }, b: { id: store.id }, c: null, d: { id: store.id, name: '信義店' }, e: null,
    });
    expect((await staff.one(UPDATE, { id: store.id, input: { code: 'TPE-2', name: '信義旗艦店', address: '信義路五段 7 號' } })).store).toEqual({ code: 'TPE-2', name: '信義旗艦店', city: '台北', address: '信義路五段 7 號' });
    expect((await staff.one(UPDATE, { id: store.id, input: { code: 'TPE-2', name: '信義旗艦店', city: null } })).store).toMatchObject({ city: null });
    const { store: { closedAt } } = await staff.one(CLOSE, { id: store.id });
    expect(closedAt).not.toBeNull();
    expect((await staff.one(CLOSE, { id: store.id })).store).toEqual({ closedAt });
    expect((await staff.one('{ brand { stores { nodes { code closedAt } totalCount { value precision } } } }')).stores).toEqual({ nodes: [{ code: 'TPE-2', closedAt }], totalCount: { value: 1, precision: 'EXACT' } });
  });

  it('have codes of their own', async () => {
    const one = (await staff.one(CREATE, { input: { code: 'A', name: 'One' } })).store;
    const two = (await staff.one(CREATE, { input: { code: 'B', name: 'Two' } })).store;
    const before = await shop.digest();
    expect((await staff.run(CREATE, { input: { code: 'A', name: 'Again' } })).data.storeCreate).toEqual({ store: null, userErrors: [refusal(['input', 'code'], 'INVALID_INPUT')] });
    expect((await staff.run(UPDATE, { id: two.id, input: { code: 'A', name: 'Two' } })).data.storeUpdate.userErrors).toEqual([refusal(['input', 'code'], 'INVALID_INPUT')]);
    expect((await staff.run(CREATE, { input: { code: 'no blanks', name: ' ' } })).data.storeCreate.userErrors).toEqual([refusal(['input', 'code'], 'INVALID_INPUT'), refusal(['input', 'name'], 'INVALID_INPUT')]);
    expect(await shop.digest()).toEqual(before);
    expect((await staff.one(UPDATE, { id: one.id, input: { code: 'A', name: 'Uno' } })).store).toMatchObject({ code: 'A', name: 'Uno' });
    expect((await (await platform.brand()).everything().one(CREATE, { input: { code: 'A', name: 'Elsewhere' } })).store).toMatchObject({ code: 'A' });
  });

  it('of other brands, and of no brand, are not found', async () => {
    const foreign = (await (await platform.brand()).everything().one(CREATE, { input: { code: 'X', name: 'X' } })).store.id;
    for (const id of [foreign, publicId('str', newUuid()), publicId('job', newUuid()), 'nonsense']) {
      expect(await staff.ok('query ($id: ID!) { store(id: $id) { id } node(id: $id) { id } }', { id })).toEqual({ store: null, node: null });
      expect((await staff.run(UPDATE, { id, input: { code: 'Z', name: 'Z' } })).data.storeUpdate).toEqual({ store: null, userErrors: [refusal(['id'], 'NOT_FOUND')] });
      expect((await staff.run(CLOSE, { id })).data.storeClose).toEqual({ store: null, userErrors: [refusal(['id'], 'NOT_FOUND')] });
    }
  });

  it('come in pages, by code', async () => {
    const chain = await platform.brand();
    const caller = chain.everything();
    for (const code of ['C', 'A', 'B']) await caller.one(CREATE, { input: { code, name: code } });
    const PAGE = 'query ($after: String) { brand { stores(first: 2, after: $after) { nodes { code } pageInfo { hasNextPage endCursor } } } }';
    const { stores: first } = await caller.one(PAGE);
    expect(first).toEqual({ nodes: [{ code: 'A' }, { code: 'B' }], pageInfo: { hasNextPage: true, endCursor: expect.any(String) } });
    expect((await caller.one(PAGE, { after: first.pageInfo.endCursor })).stores).toEqual({ nodes: [{ code: 'C' }], pageInfo: { hasNextPage: false, endCursor: expect.any(String) } });
  });
});

describe('nodes', () => {
  it('are in the order of the ids, null where there is none', async () => {
    const store = (await staff.one('mutation { storeCreate(input: { code: "N", name: "N" }) { store { id } userErrors { code } } }')).store.id;
    const own = publicId('brd', shop.id);
    expect(await staff.one('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids: [store, publicId('str', newUuid()), own, store.toUpperCase()] })).toEqual([
      { __typename: 'Store', id: store }, null, { __typename: 'Brand', id: own }, { __typename: 'Store', id: store },
    ]);
    expect((await staff.run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(101).fill(store) })).errors).toHaveLength(1);
    expect(await shop.as().one('query ($id: ID!) { node(id: $id) { id } }', { id: store })).toBeNull();
  });
});

describe('plugins', () => {
  it('are switched off and on, and refused what they do not have', async () => {
    const other = await platform.brand({ plugins: ['things'] });
    const caller = other.everything();
    const states = '{ brand { plugins { id state } } }';
    expect((await caller.one('mutation { pluginDisable(id: "things") { brand { plugins { state } } userErrors { code } } }')).brand.plugins).toEqual([{ state: 'DISABLED' }]);
    expect((await caller.one(states)).plugins).toEqual([{ id: 'things', state: 'DISABLED' }]);
    expect((await caller.one('mutation { pluginEnable(id: "things") { brand { plugins { state } } userErrors { code } } }')).brand.plugins).toEqual([{ state: 'ENABLED' }]);
    expect((await caller.run(`mutation { pluginEnable(id: "nothing") { ${ERRORS} } }`)).data.pluginEnable.userErrors).toEqual([refusal(['id'], 'NOT_FOUND')]);
    expect((await caller.run(`mutation { pluginConfigure(id: "things", settings: [1]) { ${ERRORS} } }`)).data.pluginConfigure.userErrors).toEqual([refusal(['settings'], 'INVALID_INPUT')]);
  });
});

describe('the platform audience', () => {
  const CREATE = `mutation ($input: BrandCreateInput!, $key: String!) { brandCreate(input: $input, idempotencyKey: $key) { brand { id code name plan { code } sandbox } ownerInvitationUrl userErrors { code path } } }`;
  const input = { code: 'retail', name: 'Retail', timeZone: 'Europe/London', currency: 'GBP', region: 'GB', planCode: 'standard', ownerEmail: 'owner@example.com' };

  it('makes brands, once for each key, and lists them', async () => {
    const operator = platform.operator();
    const [plan] = await operator.one('{ plans { code name plugins limits } }');
    const wanted = { ...input, planCode: plan.code, sandbox: true, clockStartsAt: '2011-12-10T00:00:00Z' };
    const { brand: made } = await operator.one(CREATE, { input: wanted, key: 'k1' });
    expect(made).toEqual({ id: expect.stringMatching(/^brd_/), code: 'retail', name: 'Retail', plan: { code: plan.code }, sandbox: true });
    expect((await operator.one(CREATE, { input: wanted, key: 'k1' })).brand).toEqual(made);
    expect((await operator.run(CREATE, { input: { ...wanted, name: 'Other' }, key: 'k1' })).data.brandCreate.userErrors).toEqual([{ code: 'IDEMPOTENCY_CONFLICT', path: ['idempotencyKey'] }]);
    expect((await operator.run(CREATE, { input: wanted, key: 'k2' })).data.brandCreate).toEqual({ brand: null, ownerInvitationUrl: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'code'] }] });
    expect(await operator.one('{ brands(search: "RETA") { nodes { id code plan { code } } totalCount { value } } }')).toEqual({ nodes: [{ id: made.id, code: 'retail', plan: { code: plan.code } }], totalCount: { value: 1 } });
    expect(await operator.one('{ brands(search: "%") { nodes { id } } }')).toEqual({ nodes: [] });
    const [{ now }] = await platform.rows<{ now: Date }>(`SELECT platform.clock(clock_offset) AS now FROM platform.brand WHERE code = 'retail'`) as [{ now: Date }];
    expect(now.getTime() - Date.parse('2011-12-10T00:00:00Z')).toBeGreaterThan(0);
    expect(now.getTime() - Date.parse('2011-12-10T00:00:00Z')).toBeLessThan(60_000);
  });

  it('refuses what is no brand', async () => {
    const operator = platform.operator();
    const bad = { ...input, code: 'No', name: '', timeZone: 'X', currency: 'X', region: 'X', dayStartsAt: -1, ownerEmail: 'nobody', organisationId: 'org_1', clockStartsAt: '2011-12-10T00:00:00Z' };
    expect((await operator.run(CREATE, { input: bad, key: 'k3' })).data.brandCreate.userErrors).toEqual([
      ...['name', 'timeZone', 'currency', 'region', 'dayStartsAt', 'code', 'ownerEmail', 'clockStartsAt'].map((field) => ({ code: 'INVALID_INPUT', path: ['input', field] })),
      { code: 'NOT_FOUND', path: ['input', 'organisationId'] },
    ]);
    expect((await operator.run(CREATE, { input: { ...input, code: 'other', planCode: 'none' }, key: 'k4' })).data.brandCreate.userErrors).toEqual([{ code: 'NOT_FOUND', path: ['input', 'planCode'] }]);
    expect((await operator.one('{ brands(search: "other") { nodes { id } } }')).nodes).toEqual([]);
  });

  it('lists what is installed beside the core', async () => {
    expect(await platform.operator().one('{ plugins { id version sdk requires limits } }')).toEqual([{ id: 'things', version: '1.0.0', sdk: '^1.0.0', requires: { brand: '^1.0.0' }, limits: {} }]);
  });

  it('has no field that only a brand\'s own people may see', async () => {
    const [type] = [await platform.operator().one('{ __type(name: "Brand") { fields { name } } }')];
    expect(type.fields.map(({ name }: { name: string }) => name).sort()).toEqual(['code', 'currency', 'dayStartsAt', 'id', 'locales', 'name', 'organisation', 'plan', 'region', 'sandbox', 'timeZone', 'version']);
  });
});
