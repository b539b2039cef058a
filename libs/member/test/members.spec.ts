import { brand } from '@regulars/brand';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { condition, definePlugin, extend, publicId, readId, render, statement } from '@regulars/plugin-sdk';
import { member } from '../src';
import { Contacts, MemberFilters, MemberSorts, membersWhere } from '../src/contract';

/** Stands for the modules above: a balance is as long as the name. */
const ranks = definePlugin({
  id: 'rank', version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' }, core: true,
  extensions: [
    extend(MemberFilters, { field: 'points', where: (filter, id) => condition(`(SELECT length(r.name) FROM member.member AS r WHERE r.id = ${id}) >= ?`, filter.gte) }),
    extend(MemberSorts, { field: 'POINTS', key: (id) => ({ expression: `(SELECT length(r.name) FROM member.member AS r WHERE r.id = ${id})`, type: 'int' }) }),
  ],
});

const JOIN = 'mutation Join($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id number } userErrors { code } } }';
const LIST = `query List($first: Int, $after: String, $last: Int, $before: String, $offset: Int, $where: MemberWhere, $search: String, $orderBy: [MemberOrder!]) {
  members(first: $first, after: $after, last: $last, before: $before, offset: $offset, where: $where, search: $search, orderBy: $orderBy) {
    nodes { name } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } totalCount { value precision }
  }
}`;
const BY = 'query By($by: MemberIdentifierInput!) { member(by: $by) { name } }';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
const found: Record<string, { id: string; number: string }> = {};

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, ranks]);
  shop = await platform.brand();
  staff = shop.everything();
  const store = await staff.one('mutation { storeCreate(input: { code: "S1", name: "One" }) { store { id } userErrors { code } } }');
  const people = [
    { name: 'Ann', phone: '0912000001', email: 'ann@example.com', gender: 'FEMALE', birthDate: '1990-01-01', storeId: store.store.id },
    { name: 'anna lee', phone: '0912000002', gender: 'FEMALE', cardNumber: 'CARD-2' },
    { name: '王小明', phone: '0912000003', gender: 'MALE', externalId: { source: 'shop', id: '3' } },
    { name: 'Bob', phone: '0912000004' },
    { name: '%_', phone: '0912000005' },
  ];
  for (const input of people) {
    found[input.name] = (await staff.one(JOIN, { input, key: input.name })).member;
    await shop.advance({ hours: 1 });
  }
  await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { addTags: ["vip", "north"] }) { userErrors { code } } }', { id: found.Ann?.id });
  await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { addTags: ["vip"] }) { userErrors { code } } }', { id: found.Bob?.id });
  found.store = store.store;
});
afterAll(() => platform?.stop());

const names = async (variables: object): Promise<string[]> => (await staff.one(LIST, variables as never)).nodes.map(({ name }: { name: string }) => name);

describe('member(by:)', () => {
  it.each([
    [() => ({ id: found.Ann?.id }), 'Ann'],
    [() => ({ id: found.Ann?.id.toUpperCase() }), 'Ann'],
    [() => ({ number: `${found.Bob?.number.slice(0, 4)} ${found.Bob?.number.slice(4)}` }), 'Bob'],
    [() => ({ phone: '+886 912-000-003' }), '王小明'],
    [() => ({ email: 'ANN@EXAMPLE.COM' }), 'Ann'],
    [() => ({ cardNumber: 'card2' }), 'anna lee'],
    [() => ({ externalId: { source: 'shop', id: '3' } }), '王小明'],
    [() => ({ externalId: { source: 'else', id: '3' } }), null],
    [() => ({ phone: '0912999999' }), null],
    [() => ({ phone: 'nonsense' }), null],
    [() => ({ id: 'mbr_0123456789abcdefghjkmnpqrs' }), null],
    [() => ({ id: 'nonsense' }), null],
    [() => ({ lineUserId: 'U1' }), null],
  ])('%#', async (by, name) => {
    expect(await staff.ok(BY, { by: by() })).toEqual({ member: name && { name } });
  });

  it('wants exactly one key', async () => {
    for (const by of [{}, { id: null }, { id: 'a', phone: 'b' }]) {
      const { data, errors } = await staff.run(BY, { by });
      expect(data?.member ?? null).toBeNull();
      expect(errors).toHaveLength(1);
    }
  });

  it('shows nothing to another brand, nor by node', async () => {
    const other = (await platform.brand()).everything();
    for (const by of [{ id: found.Ann?.id }, { number: found.Ann?.number }, { phone: '0912000001' }, { email: 'ann@example.com' }]) {
      expect(await other.ok(BY, { by })).toEqual({ member: null });
    }
    expect(await other.ok('query ($id: ID!) { node(id: $id) { id } }', { id: found.Ann?.id })).toEqual({ node: null });
    expect(await other.ok('{ members { nodes { name } totalCount { value } } }')).toEqual({ members: { nodes: [], totalCount: { value: 0 } } });
    expect(await staff.ok('query ($id: ID!) { node(id: $id) { id ... on Member { name } } }', { id: found.Ann?.id })).toEqual({ node: { id: found.Ann?.id, name: 'Ann' } });
  });

  it('is denied without the right', async () => {
    const { data, errors } = await shop.as({ permissions: [] }).run(BY, { by: { phone: '0912000001' } });
    expect([data?.member ?? null, errors?.[0]?.extensions?.code]).toEqual([null, 'FORBIDDEN']);
  });
});

describe('members', () => {
  it('come newest first, in pages', async () => {
    const first = await staff.one(LIST, { first: 2 });
    expect(first).toMatchObject({ nodes: [{ name: '%_' }, { name: 'Bob' }], pageInfo: { hasNextPage: true, hasPreviousPage: false }, totalCount: { value: 5, precision: 'EXACT' } });
    const second = await staff.one(LIST, { first: 2, after: first.pageInfo.endCursor });
    expect(second.nodes).toEqual([{ name: '王小明' }, { name: 'anna lee' }]);
    const back = await staff.one(LIST, { last: 2, before: second.pageInfo.startCursor });
    expect(back.nodes).toEqual([{ name: '%_' }, { name: 'Bob' }]);
    expect(await names({ offset: 4 })).toEqual(['Ann']);
  });

  it('are counted up to a limit', async () => {
    expect(await staff.ok('{ members { totalCount(limit: 3) { value precision } } }')).toEqual({ members: { totalCount: { value: 3, precision: 'AT_LEAST' } } });
  });

  it.each([
    ['0912 000 003', ['王小明']],
    ['+886912000003', ['王小明']],
    ['ANN@example.com', ['Ann']],
    ['ANN', ['anna lee', 'Ann']],
    ['anna', ['anna lee']],
    ['王小', ['王小明']],
    ['小明', []],
    ['%', ['%_']],
    ['091200000', []],
    ['  ', []],
  ])('are found by %j', async (search, expected) => {
    expect(await names({ search })).toEqual(expected);
  });

  it('are found by the beginning of their number', async () => {
    expect(await names({ search: found.Bob?.number.slice(0, 6) })).toContain('Bob');
  });

  it.each([
    [{ gender: { eq: 'FEMALE' } }, ['anna lee', 'Ann']],
    [{ gender: { in: ['MALE', 'UNKNOWN'] } }, ['%_', 'Bob', '王小明']],
    [{ status: { eq: 'FROZEN' } }, []],
    [{ tag: { eq: 'vip' } }, ['Bob', 'Ann']],
    [{ tag: { ne: 'vip' } }, ['%_', '王小明', 'anna lee']],
    [{ tag: { in: ['north', 'south'] } }, ['Ann']],
    [{ tag: { notIn: ['north'] } }, ['%_', 'Bob', '王小明', 'anna lee']],
    [{ tag: { startsWith: 'NOR' } }, ['Ann']],
    [{ tag: { contains: 'i' } }, ['Bob', 'Ann']],
    [{ tag: { isNull: true } }, ['%_', '王小明', 'anna lee']],
    [{ birthDate: { lt: '2000-01-01' } }, ['Ann']],
    [{ joinedAt: { gte: '2026-01-05T06:30:00Z', lt: '2026-01-05T07:30:00Z' } }, ['Bob']],
    [{ or: [{ gender: { eq: 'MALE' } }, { and: [{ gender: { eq: 'FEMALE' } }, { not: { tag: { eq: 'vip' } } }] }] }, ['王小明', 'anna lee']],
    [{ or: [] }, []],
    [{ points: { gte: 4 } }, ['anna lee']],
    [{ storeId: { eq: 'str_nonsense' } }, []],
  ])('are filtered by %j', async (where, expected) => {
    expect(await names({ where })).toEqual(expected);
  });

  it('are filtered by the store they joined at', async () => {
    expect(await names({ where: { storeId: { eq: found.store?.id } } })).toEqual(['Ann']);
    expect(await names({ where: { storeId: { in: [found.store?.id, publicId('str', '00000000-0000-7000-8000-000000000000')] } } })).toEqual(['Ann']);
  });

  it('are sorted by what is asked, and by what others contribute', async () => {
    const byNumber = [...Object.entries(found)].filter(([name]) => name !== 'store').sort(([, a], [, b]) => (a.number < b.number ? -1 : 1)).map(([name]) => name);
    expect(await names({ orderBy: [{ by: 'NUMBER' }] })).toEqual(byNumber);
    expect(await names({ orderBy: [{ by: 'JOINED_AT', direction: 'ASC' }], first: 2 })).toEqual(['Ann', 'anna lee']);
    const first = await staff.one(LIST, { orderBy: [{ by: 'POINTS', direction: 'ASC' }, { by: 'JOINED_AT', direction: 'ASC' }], first: 3 });
    expect(first.nodes.map(({ name }: { name: string }) => name)).toEqual(['%_', 'Ann', '王小明']);
    const next = await names({ orderBy: [{ by: 'POINTS', direction: 'ASC' }, { by: 'JOINED_AT', direction: 'ASC' }], after: first.pageInfo.endCursor });
    expect(next).toEqual(['Bob', 'anna lee']);
  });

  it.each([
    [{ where: { tier: { eq: 'GOLD' } } }, 'Nothing that is switched on for the brand offers this.'],
    [{ orderBy: [{ by: 'LAST_ORDER_AT' }] }, 'Nothing that is switched on for the brand offers this.'],
    [{ where: { and: [{ or: [{ not: { and: [{ gender: { eq: 'MALE' } }] } }] }] } }, 'Conditions nest at most three deep.'],
    [{ first: 101 }, 'Give 0 to 100.'],
    [{ after: 'nonsense' }, 'This is no cursor of this list.'],
  ])('refuse %j', async (variables, message) => {
    const { data, errors } = await staff.run(LIST, variables);
    expect(data?.members ?? null).toBeNull();
    expect(errors?.map((error) => error.message)).toEqual([message]);
  });

  it('are filtered by at most 50 conditions in all, however they nest', async () => {
    const ask = (...or: object[]) => staff.run(LIST, { where: { or } });
    const male = (count: number): object[] => Array.from({ length: count }, () => ({ gender: { eq: 'MALE' } }));
    expect((await ask(...male(46), { and: male(2) }, {}, { and: [] })).errors).toBeUndefined();
    expect((await ask(...male(51))).errors?.map(({ message }) => message)).toEqual(['Give at most 50 conditions in all.']);
  });

  it('cost the statements of one, with everything nested', async () => {
    const deep = `query ($first: Int) { members(first: $first) { nodes {
      id phone email phoneVerifiedAt identities { kind } consents { channel } tags attributes joinStore { code }
      recruitment { channel firstTouch { code joins } } timeline(first: 3) { nodes { type member { id } } } } } }`;
    await staff.ok(deep, { first: 5 });
    expect(await staff.countStatements(deep, { first: 5 })).toBe(await staff.countStatements(deep, { first: 1 }));
  });
});

describe('writing to members', () => {
  const uuidOf = (name: string): string => readId('mbr', found[name]?.id) as string;
  const all = (): string[] => ['Ann', 'anna lee', 'Bob'].map(uuidOf);

  it('knows their addresses, names and what they answered', async () => {
    const [phones, emails, profiles] = await shop.read(async (ctx) => {
      const contacts = ctx.use(Contacts);
      return [await contacts.addresses('PHONE', all()), await contacts.addresses('EMAIL', all()), await contacts.profiles(all())];
    });
    expect([...phones.values()].map(({ value }) => value).sort()).toEqual(['+886912000001', '+886912000002', '+886912000004']);
    expect([...emails].map(([id, { value }]) => [id, value])).toEqual([[uuidOf('Ann'), 'ann@example.com']]);
    expect(profiles.get(uuidOf('Ann'))).toEqual({ id: uuidOf('Ann'), number: found.Ann?.number, name: 'Ann', language: null });
  });

  it('takes a member\'s own answer, once', async () => {
    const consents = (): Promise<object[]> => platform.rows('SELECT purpose, channel, granted FROM member.consent_now WHERE brand_id = $1 AND member_id = $2', [shop.id, uuidOf('Bob')]);
    const answer = (granted: boolean) => shop.context((ctx) => ctx.use(Contacts).answer(uuidOf('Bob'), [{ purpose: 'MARKETING', channel: 'EMAIL', granted }]));
    expect(await consents()).toEqual([]);
    await answer(true);
    expect(await consents()).toEqual([{ purpose: 'MARKETING', channel: 'EMAIL', granted: true }]);
    await answer(false);
    const after = await shop.digest();
    await answer(false);
    expect(await shop.digest()).toEqual(after);
    expect(await consents()).toEqual([{ purpose: 'MARKETING', channel: 'EMAIL', granted: false }]);
  });

  it('selects the members a filter means', async () => {
    const chosen = (where: object) => shop.read(async (ctx) => {
      const { from, id, condition: chosenBy } = membersWhere(ctx, where);
      const values: unknown[] = [];
      const text = `SELECT m.name FROM ${from} WHERE ${render(chosenBy, values)} ORDER BY ${id}`;
      return (await ctx.sql({ ...statement<{ name: string }>('member.spec-chosen', text)(), values })).map(({ name }) => name);
    });
    expect(await chosen({ tag: { eq: 'vip' } })).toEqual(['Ann', 'Bob']);
    await expect(chosen({ tier: { eq: 'GOLD' } })).rejects.toMatchObject({ errors: [{ path: ['where', 'tier'] }] });
  });
});
