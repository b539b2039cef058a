import { readId } from '@regulars/plugin-sdk';
import type { TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { createWholePlatform, join, openShop } from './support/shop';

const UPSERT = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) { order { id store { code } } userErrors { code path message } }
}`;
const order = (externalId: string, storeCode: string | null, memberId: string | null, amount = '600', more: object = {}): object => ({
  source: 'pos', externalId, storeCode, placedAt: '2026-01-05T03:00:00Z', lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: amount }],
  ...(memberId === null ? {} : { member: { id: memberId } }), ...more,
});

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let member: string;
const stores: Record<string, string> = {};
const orders: Record<string, string> = {};
const links: Record<string, string> = {};
/** With every permission, in the first store only. */
let first: TestCaller;
/** With every permission, and in no store at all. */
let nowhere: TestCaller;

const uuid = (id: string): string => readId('str', id) as string;

beforeAll(async () => {
  platform = await createWholePlatform();
  ({ shop, staff } = await openShop(platform));
  await staff.ok('mutation { storeCreate(input: { code: "S2", name: "Two" }) { userErrors { message } } }');
  for (const { id, code } of (await staff.one('{ brand { stores { nodes { id code } } } }')).stores.nodes) stores[code] = id;
  member = await join(staff, 'ann');
  for (const [externalId, code] of [['a', 'S1'], ['b', 'S2'], ['c', null]] as const) orders[externalId] = (await staff.one(UPSERT, { input: order(externalId, code, member), key: externalId })).order.id;
  for (const code of ['S1', 'S2', null]) {
    const { link } = await staff.one('mutation ($input: RecruitLinkInput!) { recruitLinkCreate(input: $input) { link { id } userErrors { message } } }', { input: { channel: 'QR', target: 'https://example.com', storeId: code && stores[code] } });
    links[String(code)] = link.id;
  }
  await platform.drain();
  first = shop.everything({ name: 'first', storeIds: [uuid(stores.S1 as string)] });
  nowhere = shop.everything({ name: 'nowhere', storeIds: [] });
});
afterAll(() => platform?.stop());

const ORDERS = `{ orders { nodes { id } totalCount { value } } members { nodes { orders { nodes { id } totalCount { value } } } } brand { stores { nodes { code } totalCount { value } } } recruitLinks { nodes { id } } }`;

describe('rights that are limited to stores', () => {
  it('narrow every list and its count', async () => {
    const page = (ids: string[]): object => ({ nodes: ids.map((id) => ({ id })), totalCount: { value: ids.length } });
    const seen = (caller: TestCaller): Promise<unknown> => caller.ok(ORDERS);
    expect(await seen(first)).toEqual({
      orders: page([orders.a as string]), members: { nodes: [{ orders: page([orders.a as string]) }] }, brand: { stores: { nodes: [{ code: 'S1' }], totalCount: { value: 1 } } }, recruitLinks: { nodes: [{ id: links.S1 }] },
    });
    expect(await seen(nowhere)).toEqual({ orders: page([]), members: { nodes: [{ orders: page([]) }] }, brand: { stores: { nodes: [], totalCount: { value: 0 } } }, recruitLinks: { nodes: [] } });
    const all = await staff.ok(ORDERS);
    expect([all.orders.totalCount.value, all.members.nodes[0].orders.nodes.length, all.brand.stores.nodes.length, all.recruitLinks.nodes.length]).toEqual([3, 3, 2, 3]);
  });

  it('find nothing elsewhere by id, by key or by code', async () => {
    const ids = (code: 'a' | 'b' | 'c', store: 'S1' | 'S2', link: string): string[] => [orders[code] as string, stores[store] as string, links[link] as string];
    const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect(await first.one(NODES, { ids: ids('a', 'S1', 'S1') })).toEqual(ids('a', 'S1', 'S1').map((id) => ({ id })));
    for (const outside of [ids('b', 'S2', 'S2'), ids('c', 'S2', 'null')]) expect(await first.one(NODES, { ids: outside })).toEqual([null, null, null]);
    expect(await first.ok(`{ a: order(source: "pos", externalId: "a") { id } b: order(source: "pos", externalId: "b") { id } s1: store(code: "S1") { code } s2: store(code: "S2") { code } }`)).toEqual({ a: { id: orders.a }, b: null, s1: { code: 'S1' }, s2: null });
  });

  it('hide what happened at other stores from the timeline, and show what happened at none', async () => {
    const TIMELINE = `{ member(by: { id: "${member}" }) { timeline(first: 50) { nodes { type data } } } }`;
    const paid = async (caller: TestCaller): Promise<unknown[]> => (await caller.one(TIMELINE)).timeline.nodes.filter(({ type }: { type: string }) => type === 'order.paid').map(({ data }: { data: { externalId: string } }) => data.externalId).sort();
    expect([await paid(staff), await paid(first), await paid(nowhere)]).toEqual([['a', 'b', 'c'], ['a'], []]);
    expect((await nowhere.one(TIMELINE)).timeline.nodes).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'member.joined' })]));
  });

  it('leave the figures about a member as they are: points and tier count every store', async () => {
    const FIGURES = `{ member(by: { id: "${member}" }) { points { balance } tier { tier { code } progress { next { code } toNext { metric have required } } } } }`;
    const whole = await staff.one(FIGURES);
    expect(whole).toMatchObject({ tier: { tier: { code: 'SILVER' } } });
    expect(await first.one(FIGURES)).toEqual(whole);
    expect(await nowhere.one(FIGURES)).toEqual(whole);
  });

  it('let orders be written at those stores only, and reckon with all of the member\'s orders', async () => {
    const refusedAt = async (input: object): Promise<unknown> => {
      const before = await shop.digest();
      const { order: none, userErrors } = await first.one(UPSERT, { input, key: 'refused' }).catch((error: Error) => ({ order: null, userErrors: error.message }));
      expect([none, await shop.digest()]).toEqual([null, before]);
      return userErrors;
    };
    expect(await refusedAt(order('new', 'S2', member))).toContain('There is no store S2.');
    expect(await refusedAt(order('new', 'S9', member))).toContain('There is no store S9.');
    expect(await refusedAt(order('new', null, member))).toContain('name one of them');
    expect(await refusedAt(order('b', 'S1', member, '1', { revision: 2, updatedAt: '2026-01-05T03:30:00Z' }))).toContain('There is no such order at your stores.');
    const { order: written } = await first.one(UPSERT, { input: order('d', 'S1', member, '1500'), key: 'd' });
    expect(written.store).toEqual({ code: 'S1' });
    expect((await staff.one(`{ member(by: { id: "${member}" }) { tier { tier { code } } } }`)).tier.tier).toEqual({ code: 'GOLD' }); // 600 x 3 + 1500
  });

  it('keep links and stores elsewhere from being changed', async () => {
    const before = await shop.digest();
    const ask = async (document: string, variables: object = {}): Promise<unknown> => Object.values((await first.run(document, variables as never)).data)[0];
    const notFound = (path: string): object => ({ userErrors: [{ code: 'NOT_FOUND', path: path.split('.') }] });
    expect(await ask(`mutation { recruitLinkClose(id: "${links.S2}") { userErrors { code path } } }`)).toEqual(notFound('id'));
    expect(await ask(`mutation { storeClose(id: "${stores.S2}") { userErrors { code path } } }`)).toEqual(notFound('id'));
    expect(await ask(`mutation { storeUpdate(id: "${stores.S2}", input: { code: "X", name: "X" }) { userErrors { code path } } }`)).toEqual(notFound('id'));
    const LINK = 'mutation ($input: RecruitLinkInput!) { recruitLinkCreate(input: $input) { userErrors { code path } } }';
    expect(await ask(LINK, { input: { channel: 'QR', target: 'https://example.com', storeId: stores.S2 } })).toEqual(notFound('input.storeId'));
    expect(await ask(LINK, { input: { channel: 'QR', target: 'https://example.com' } })).toEqual({ userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'storeId'] }] });
    expect(await shop.digest()).toEqual(before);
  });

  it('are the database\'s to keep in reads: a statement that forgets them sees no more', async () => {
    const count = (caller: TestCaller, across?: true): Promise<unknown> => platform.runtime.transaction({ ...caller.scope, readOnly: true }, async (ctx) => {
      const all = (name: string, acrossStores?: true): Promise<{ n: number }[]> => ctx.sql({ name, text: 'SELECT count(*)::int AS n FROM "order"."order"', values: [], ...(acrossStores ? { acrossStores } : {}) });
      const rows = await Promise.all([all('spec.one'), all('spec.two', across), all('spec.one')]);
      return rows.map(([row]) => row?.n);
    });
    expect(await count(staff)).toEqual([4, 4, 4]);
    expect(await count(first)).toEqual([2, 2, 2]);
    expect(await count(first, true)).toEqual([2, 4, 2]);
    expect(await count(nowhere)).toEqual([0, 0, 0]);
    expect(await count(staff)).toEqual([4, 4, 4]);
  });

  it('keep no order of another store from following its member, in a merge and out of one', async () => {
    const other = await join(staff, 'bob');
    await staff.one(UPSERT, { input: order('bob', 'S2', other), key: 'bob' });
    await platform.drain();
    const ownerless = (): Promise<unknown> => platform.rows('SELECT o.external_id FROM "order"."order" AS o JOIN member.member AS m ON m.id = o.member_id WHERE m.status = $1', ['MERGED']);
    const { operationId } = await nowhere.one('mutation ($survivor: ID!, $loser: ID!) { memberMerge(survivorId: $survivor, loserId: $loser, reason: "one", idempotencyKey: "merge") { operationId userErrors { message } } }', { survivor: member, loser: other });
    expect(await ownerless()).toEqual([]);
    const owned = (id: string): Promise<unknown> => platform.rows('SELECT count(*)::int AS orders FROM "order"."order" WHERE member_id = $1', [readId('mbr', id)]);
    expect(await owned(member)).toEqual([{ orders: 5 }]);
    await nowhere.ok('mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "two", idempotencyKey: "unmerge") { userErrors { message } } }', { id: operationId });
    expect([await owned(member), await owned(other)]).toEqual([[{ orders: 4 }], [{ orders: 1 }]]);
  });

  it('cost a caller without such limits no statement', async () => {
    const names = (await staff.traffic('{ orders { nodes { id } } }')).names;
    expect(names.filter((name) => name.startsWith('platform.'))).toEqual(['platform.enter']);
  });
});
