import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { newUuid, publicId, readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { orderMemberData } from '../src/domain/member-data';
import { join, line, openStore, orderJson, upsert } from './documents';

let platform: TestPlatform;
let shop: TestShop;
let till: TestCaller;
let anna: string;
let ben: string;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order]);
  shop = await platform.brand();
  till = shop.everything();
  [anna, ben] = [await join(till, '0912345678'), await join(till, '0912345679')];
  await openStore(till, 'S1');
  await openStore(till, 'S2');
  const orders: [string, number, object][] = [
    ['1', 9, { member: { id: anna }, storeCode: 'S1' }],
    ['2', 10, { member: { id: anna }, storeCode: 'S2', status: 'PLACED' }],
    ['3', 10, { member: { id: ben } }],
    ['4', 8, {}],
    ['5', 11, { member: { id: anna }, status: 'VOIDED' }],
  ];
  for (const [externalId, hour, changes] of orders) {
    await upsert(till, { externalId, placedAt: `2026-01-05T${String(hour).padStart(2, '0')}:00:00+08:00`, ...changes });
  }
});
afterAll(() => platform.stop());

const found = async (where: object): Promise<string[]> =>
  (await till.one('query ($where: OrderWhere) { orders(where: $where) { nodes { externalId } } }', { where })).nodes.map((node: { externalId: string }) => node.externalId);

describe('orders', () => {
  it.each<[string, () => object, string[]]>([
    ['all of them, newest first', () => ({}), ['5', '3', '2', '1', '4']],
    ['of a member', () => ({ memberId: { eq: anna } }), ['5', '2', '1']],
    ['of several members', () => ({ memberId: { in: [ben, publicId('mbr', newUuid()), 'nonsense'] } }), ['3']],
    ['of what is no member', () => ({ memberId: { eq: publicId('ord', newUuid()) } }), []],
    ['of a store', () => ({ storeCode: { eq: 'S1' } }), ['1']],
    ['of stores', () => ({ storeCode: { startsWith: 's' } }), ['2', '1']],
    ['of no store', () => ({ storeCode: { isNull: true } }), ['5', '3', '4']],
    ['of a status', () => ({ status: { eq: 'PLACED' } }), ['2']],
    ['of several', () => ({ status: { in: ['PLACED', 'VOIDED'] }, memberId: { eq: anna } }), ['5', '2']],
    ['of a time', () => ({ placedAt: { gte: '2026-01-05T09:00:00+08:00', lt: '2026-01-05T10:00:00+08:00' } }), ['1']],
  ])('%s', async (_, where, expected) => expect(await found(where())).toEqual(expected));

  it('come in pages that do not overlap', async () => {
    const page = 'query ($after: String) { orders(first: 2, after: $after) { nodes { externalId } pageInfo { hasNextPage endCursor } totalCount { value precision } } }';
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo, totalCount } = await till.one(page, { after });
      seen.push(...nodes.map((node: { externalId: string }) => node.externalId));
      expect(totalCount).toEqual({ value: 5, precision: 'EXACT' });
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(['5', '3', '2', '1', '4']);
  });

  it('of a member stand with the member, newest first, for as many members at the same cost', async () => {
    const document = 'query ($first: Int!) { members(first: $first) { nodes { orders(first: 2) { nodes { externalId lines { sku } member { id } store { code } effects { kind } } totalCount { value } pageInfo { hasNextPage } } } } }';
    const { nodes } = await till.one(document, { first: 50 });
    const lists = nodes.map(({ orders }: { orders: { nodes: { externalId: string }[]; totalCount: object; pageInfo: object } }) => [orders.nodes.map(({ externalId }) => externalId), orders.totalCount, orders.pageInfo]);
    expect(lists).toEqual(expect.arrayContaining([[['5', '2'], { value: 3 }, { hasNextPage: true }], [['3'], { value: 1 }, { hasNextPage: false }]]));
    expect(await till.countStatements(document, { first: 50 })).toBe(await till.countStatements(document, { first: 1 }));
  });
});

describe('an order', () => {
  it('is found by id, by its source, as a node, and by its member', async () => {
    const { id } = await till.one('{ order(source: "pos", externalId: "1") { id } }');
    const byId = 'query ($id: ID!) { order(id: $id) { externalId } }';
    expect(await till.one(byId, { id })).toEqual({ externalId: '1' });
    expect(await till.one('query ($id: ID!) { node(id: $id) { ... on Order { externalId } } }', { id })).toEqual({ externalId: '1' });
    const own = shop.as({ audience: 'member', memberId: anna });
    expect(await own.one(byId, { id })).toEqual({ externalId: '1' });
    const foreign = shop.as({ audience: 'member', memberId: ben });
    expect(await foreign.one(byId, { id })).toBeNull();
    expect(await (await platform.brand()).everything().one(byId, { id })).toBeNull();
    for (const nobody of ['nonsense', publicId('ord', newUuid()), anna]) expect(await till.one(byId, { id: nobody })).toBeNull();
  });

  it('is named one way at a time', async () => {
    const { errors } = await till.run('{ order(source: "pos") { id } }');
    expect(errors).toHaveLength(1);
  });

  it('is looked up with all its parts in one flush', async () => {
    const { id } = await till.one('{ order(source: "pos", externalId: "1") { id } }');
    expect(await till.countFlushes('query ($id: ID!) { order(id: $id) { net { amount } lines { sku } effects { kind } tierAtOrder store { code } } }', { id })).toBe(1);
  });
});

describe('orderPreview', () => {
  const PREVIEW = `query ($input: OrderUpsertInput!) { orderPreview(input: $input) {
    order { externalId status net { amount } member { id } store { code } lines { number net { amount } } effects { kind } tierAtOrder } effects { kind } userErrors { code path message }
  } }`;

  it('answers what would be, and writes nothing', async () => {
    const before = await platform.digest();
    const input = orderJson({ externalId: 'preview', member: { id: anna }, storeCode: 'S1', lines: [line(), line({ number: 2, refundedQuantity: 1 })] });
    expect(await till.one(PREVIEW, { input })).toEqual({
      order: {
        externalId: 'preview', status: 'PARTIALLY_REFUNDED', net: { amount: '150' }, member: { id: anna }, store: { code: 'S1' },
        lines: [{ number: 1, net: { amount: '100' } }, { number: 2, net: { amount: '50' } }], effects: [], tierAtOrder: null,
      },
      effects: [], userErrors: [],
    });
    expect(await platform.digest()).toEqual(before);
  });

  it.each<[object, string, string[]]>([
    [{ lines: [line({ quantity: 0 })] }, '請輸入 1 到 10000000 的整數。', ['input', 'lines', '0', 'quantity']],
    [{ member: { number: '99999999' } }, '查無此會員。', ['input', 'member']],
    [{ externalId: '1', status: 'FULFILLED', placedAt: '2026-01-05T09:00:00+08:00' }, '第 1 版已存在,更新時間相同但內容不同。', ['input', 'revision']],
  ])('answers what is wrong with %j, in the language of who asks', async (changes, message, path) => {
    const caller = shop.everything({ language: 'zh-TW' });
    const { order: none, userErrors } = (await caller.run(PREVIEW, { input: orderJson({ externalId: 'preview', ...changes }) })).data.orderPreview;
    expect([none, userErrors]).toEqual([null, [{ code: expect.any(String), path, message }]]);
  });
});

describe('once there is an order', () => {
  it.each([['timeZone', 'Europe/London'], ['currency', 'EUR'], ['dayStartsAt', 300]])("the brand's %s stays", async (field, value) => {
    const document = 'mutation ($input: BrandUpdateInput!) { brandUpdate(input: $input) { brand { code } userErrors { code path } } }';
    const { brandUpdate } = (await till.run(document, { input: { [field]: value } })).data;
    expect(brandUpdate).toEqual({ brand: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', field] }] });
    const fresh = (await platform.brand()).everything();
    expect((await fresh.one(document, { input: { [field]: value } })).userErrors).toEqual([]);
  });

  it('members can be sorted by it', async () => {
    const idle = await join(till, '0912345670');
    const sorted = async (direction: string): Promise<string[]> =>
      (await till.one(`{ members(orderBy: [{ by: LAST_ORDER_AT, direction: ${direction} }]) { nodes { id } } }`)).nodes.map((node: { id: string }) => node.id);
    expect(await sorted('DESC')).toEqual([anna, ben, idle]);
    expect(await sorted('ASC')).toEqual([idle, ben, anna]);
  });
});

it("a member's orders are told, and go with a merge", async () => {
  const [survivorId, loserId] = [readId('mbr', anna) as string, readId('mbr', ben) as string];
  const told = await shop.read((ctx) => orderMemberData.export(ctx, loserId));
  expect(told).toMatchObject({ orders: [{ externalId: '3', net: '100', currency: 'TWD', lines: [{ sku: 'TEA', quantity: 2 }] }] });
  await shop.context((ctx) => orderMemberData.merge(ctx, { survivorId, loserId }));
  expect((await found({ memberId: { eq: anna } })).sort()).toEqual(['1', '2', '3', '5']);
  expect(await found({ memberId: { eq: ben } })).toEqual([]);
});
