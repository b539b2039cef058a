import { brand } from '@regulars/brand';
import { definePlugin, extend, Problems, statement } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { z } from 'zod';
import { member } from '../src';
import {
  describeReward, eventCursor, giveRewards, type MemberIdentifier, Members, readEventCursor, readReward, Recruitments, type RewardGift, type RewardKindOf, RewardKinds,
  rewardsOfOrders, takeBackRewards,
} from '../src/contract';
import { ownMemberData } from '../src/domain/member-data';

const given: string[] = [];
const spec = z.strictObject({ flowers: z.number().int().positive() });
const flowers: RewardKindOf<z.infer<typeof spec>> = {
  kind: 'flowers',
  spec,
  describe: ({ flowers: n }) => ({ en: `${n} flowers`, 'zh-TW': `${n} 朵花` }),
  grant: async (_, grants) => grants.map((grant) => ({ receiptKey: `${given.push(`give ${grant.spec.flowers}`)}` })),
  revoke: async (_, receipts, portionBp) => void given.push(...receipts.map((receipt) => `take ${receipt.spec.flowers} ${receipt.receiptKey} ${receipt.revokedBp}-${portionBp}`)),
};
const garden = definePlugin({ id: 'garden', version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' }, extensions: [extend(RewardKinds, flowers)] });

const JOIN = 'mutation Join($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code } } }';
const ORDER = '00000000-0000-7000-8000-00000000abcd';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let ann: string;
let bob: string;

const uuidOf = async (input: { phone: string }) => {
  await staff.one(JOIN, { input, key: input.phone });
  const [id] = await shop.read(async (ctx) => {
    const key = ctx.use(Members).keyOf({ phone: input.phone }, 'by', new Problems());
    return ctx.use(Members).find(key ? [key] : []);
  });
  return id as string;
};

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, garden]);
});
afterAll(() => platform?.stop());
beforeEach(async () => {
  shop = await platform.brand({ plugins: ['garden'] });
  staff = shop.everything();
  given.length = 0;
  [ann, bob] = [await uuidOf({ phone: '0912000001' }), await uuidOf({ phone: '0912000002' })];
});

describe('Members', () => {
  const keyOf = (by: MemberIdentifier) => shop.read(async (ctx) => {
    const problems = new Problems();
    const key = ctx.use(Members).keyOf(by, 'input.member', problems);
    return [key?.kind ?? null, problems.list.map(({ code, path }) => `${code} ${path?.join('.')}`)];
  });

  it('reads identifiers, with problems where they stand', async () => {
    expect(await keyOf({ phone: '0912000001' })).toEqual(['PHONE', []]);
    expect(await keyOf({ externalId: { source: 'a', id: 'b' } })).toEqual(['EXTERNAL', []]);
    expect(await keyOf({ phone: 'x' })).toEqual([null, ['INVALID_INPUT input.member.phone']]);
    expect(await keyOf({ id: 'ord_x' })).toEqual([null, ['NOT_FOUND input.member']]);
    expect(await keyOf({})).toEqual([null, ['INVALID_INPUT input.member']]);
    expect(await keyOf({ phone: '0912000001', number: '1' })).toEqual([null, ['INVALID_INPUT input.member']]);
  });

  it('finds in the order asked, and says how members stand', async () => {
    const found = await shop.read((ctx) => ctx.use(Members).find([{ kind: 'ID', value: bob }, { kind: 'NUMBER', value: 'nobody' }, { kind: 'ID', value: ann }]));
    expect(found).toEqual([bob, null, ann]);
    await platform.rows("UPDATE member.identity SET verified_at = '2026-01-01' WHERE member_id = $1", [ann]);
    const standings = await shop.read((ctx) => ctx.use(Members).standings([ann, bob, ORDER]));
    expect(standings.size).toBe(2);
    expect(standings.get(ann)).toMatchObject({ id: ann, status: 'ACTIVE', phoneVerifiedAt: new Date('2026-01-01T00:00:00Z') });
    expect(standings.get(bob)).toMatchObject({ id: bob, status: 'ACTIVE', phoneVerifiedAt: null });
  });
});

describe('member.lock_members', () => {
  const lock = statement<{ key_index: number; member_id: string | null; status: string | null }, [string, string[]]>('member.test-lock', 'SELECT * FROM member.lock_members($1::jsonb, $2::uuid[]) ORDER BY key_index, member_id');

  it('answers one row for each key and each further id, and another brand\'s members are nobody', async () => {
    const keys = JSON.stringify([{ kind: 'ID', value: bob }, { kind: 'NUMBER', value: 'x' }, { kind: 'ID', value: bob }]);
    const rows = await shop.context((ctx) => ctx.sql(lock(keys, [ann, ORDER])));
    expect(rows.map(({ key_index, member_id, status }) => [key_index, member_id, status])).toEqual([[-1, ann, 'ACTIVE'], [0, bob, 'ACTIVE'], [1, null, null], [2, bob, 'ACTIVE']]);
    expect(await shop.context((ctx) => ctx.sql(lock('[]', [])))).toEqual([]);
    const other = await platform.brand();
    expect((await other.context((ctx) => ctx.sql(lock(keys, [ann])))).map(({ member_id }) => member_id)).toEqual([null, null, null]);
  });

  it('makes two that take the same members in any order wait, never deadlock', async () => {
    const order: string[] = [];
    const gateways = [platform.runtime, platform.node()];
    await Promise.all(Array.from({ length: 20 }, (_, i) => shop.context(async (ctx) => {
      await ctx.sql(lock('[]', i % 2 ? [ann, bob] : [bob, ann]));
      order.push(`in ${i}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      order.push(`out ${i}`);
    }, {}, gateways[i % 2])));
    for (let i = 0; i < order.length; i += 2) expect(order[i + 1]).toBe(order[i]?.replace('in', 'out'));
  });
});

describe('rewards', () => {
  const gift = (key: string, n = 3): RewardGift => ({ kind: 'flowers', memberId: ann, spec: { flowers: n }, cause: { module: 'garden', key, orderId: ORDER }, at: new Date('2026-01-01T00:00:00Z') });
  const receipts = () => platform.rows<{ cause_key: string; state: string; revoked_bp: number }>('SELECT cause_key, state, revoked_bp FROM member.reward_receipt WHERE brand_id = $1 ORDER BY id', [shop.id]);

  it('are checked against their kind, and described', async () => {
    const problems = new Problems();
    await shop.read(async (ctx) => {
      expect(readReward(ctx, { kind: 'flowers', spec: { flowers: 3 } }, 'input.reward', problems)).toEqual({ kind: 'flowers', spec: { flowers: 3 } });
      expect(readReward(ctx, { kind: 'flowers', spec: { flowers: 'x' } }, 'input.reward', problems)).toBeNull();
      expect(readReward(ctx, { kind: 'cars', spec: {} }, ['input', 'gifts', 0], problems)).toBeNull();
      expect(describeReward(ctx, { kind: 'flowers', spec: { flowers: 3 } })).toEqual({ kind: 'flowers', spec: { flowers: 3 }, description: '3 朵花' });
      expect(describeReward(ctx, { kind: 'cars', spec: {} })).toEqual({ kind: 'cars', spec: {}, description: 'cars' });
    }, { language: 'zh-TW' });
    expect(problems.list.map(({ path }) => path?.join('.'))).toEqual(['input.reward.spec.flowers', 'input.gifts.0.kind']);
  });

  it('are given with a receipt, and taken back by cause, in part or whole', async () => {
    await shop.context((ctx) => giveRewards(ctx, [gift('a', 3), gift('b', 5)]));
    await shop.context((ctx) => takeBackRewards(ctx, [{ module: 'garden', key: 'b' }], 4000));
    await shop.context((ctx) => takeBackRewards(ctx, [{ module: 'garden', key: 'b' }], 4000));
    expect(await receipts()).toEqual([{ cause_key: 'a', state: 'GIVEN', revoked_bp: 0 }, { cause_key: 'b', state: 'GIVEN', revoked_bp: 4000 }]);
    await shop.context((ctx) => takeBackRewards(ctx, [{ module: 'garden', key: 'a' }, { module: 'garden', key: 'b' }, { module: 'garden', key: 'none' }]));
    await shop.context((ctx) => takeBackRewards(ctx, [{ module: 'garden', key: 'a' }]));
    expect(given).toEqual(['give 3', 'give 5', 'take 5 2 0-4000', 'take 3 1 0-10000', 'take 5 2 4000-10000']);
    expect(await receipts()).toEqual([{ cause_key: 'a', state: 'REVOKED', revoked_bp: 10000 }, { cause_key: 'b', state: 'REVOKED', revoked_bp: 10000 }]);
    expect(await shop.read((ctx) => rewardsOfOrders(ctx, [ORDER]))).toEqual([]);
  });

  it('come back when their cause does, and never twice at once', async () => {
    await shop.context((ctx) => giveRewards(ctx, [gift('a')]));
    expect((await shop.read((ctx) => rewardsOfOrders(ctx, [ORDER]))).map(({ cause, receiptKey }) => [cause.key, receiptKey])).toEqual([['a', '1']]);
    await expect(shop.context((ctx) => giveRewards(ctx, [gift('a')]))).rejects.toMatchObject({ constraint: 'receipt_of_cause' });
    expect(await receipts()).toHaveLength(1);
    await shop.context((ctx) => takeBackRewards(ctx, [{ module: 'garden', key: 'a' }]));
    await shop.context((ctx) => giveRewards(ctx, [gift('a')]));
    expect((await receipts()).map(({ state }) => state)).toEqual(['REVOKED', 'GIVEN']);
  });

  it('of a kind that is switched off are neither given nor taken back', async () => {
    await shop.context((ctx) => giveRewards(ctx, [gift('a')]));
    await shop.disable('garden');
    await shop.context((ctx) => giveRewards(ctx, [gift('b')]));
    await shop.context((ctx) => takeBackRewards(ctx, [{ module: 'garden', key: 'a' }]));
    expect(await receipts()).toEqual([{ cause_key: 'a', state: 'GIVEN', revoked_bp: 0 }]);
  });
});

describe('recruitment links', () => {
  const CREATE = `mutation Link($input: RecruitLinkInput!) { recruitLinkCreate(input: $input) {
    link { id code channel campaign target url qrSvg visits joins closedAt store { code } } userErrors { code path } } }`;

  it('say where to send visitors, and count them', async () => {
    const { link } = await staff.one(CREATE, { input: { code: 'Spring', channel: 'AD', target: 'https://example.com/join?x=1' } });
    expect(link).toMatchObject({ code: 'Spring', channel: 'AD', url: 'https://example.com/join?x=1&recruitmentLink=Spring', visits: 0, joins: 0, closedAt: null, store: null });
    expect(link.qrSvg).toMatch(/^<svg /);
    expect(await shop.context((ctx) => ctx.use(Recruitments).visit('Spring', 'First'))).toBe('https://example.com/join?x=1&recruitmentLink=First.Spring');
    expect(await shop.context((ctx) => ctx.use(Recruitments).visit('nowhere', null))).toBeNull();
    const list = await staff.ok('{ recruitLinks { nodes { code visits } totalCount { value } } }');
    expect(list.recruitLinks).toEqual({ nodes: [{ code: 'Spring', visits: 1 }], totalCount: { value: 1 } });
    expect(await staff.ok('query ($id: ID!) { node(id: $id) { ... on RecruitLink { code } } }', { id: link.id })).toEqual({ node: { code: 'Spring' } });
  });

  it('are refused when they cannot be', async () => {
    await staff.one(CREATE, { input: { code: 'Taken', channel: 'AD', target: 'https://example.com' } });
    const refusal = async (input: object) => {
      const before = await shop.digest();
      const { data } = await staff.run(CREATE, { input });
      expect(await shop.digest()).toEqual(before);
      return data.recruitLinkCreate.userErrors.map(({ code, path }: { code: string; path: string[] }) => `${code} ${path.join('.')}`);
    };
    expect(await refusal({ code: 'Taken', channel: 'AD', target: 'https://example.com' })).toEqual(['INVALID_INPUT input.code']);
    expect(await refusal({ code: 'a.b', channel: ' ', target: 'javascript:alert(1)', storeId: 'str_x', campaign: '' })).toEqual([
      'INVALID_INPUT input.channel', 'INVALID_INPUT input.campaign', 'INVALID_INPUT input.code', 'INVALID_INPUT input.target', 'NOT_FOUND input.storeId',
    ]);
  });

  it('stay within the plan', async () => {
    const small = await platform.brand({ plan: { limits: { member: { openRecruitLinks: 1 } } } });
    const caller = small.everything();
    const { link } = await caller.one(CREATE, { input: { channel: 'AD', target: 'https://example.com' } });
    expect(link.code).toMatch(/^[0-9a-z]{8}$/);
    const { data } = await caller.run(CREATE, { input: { channel: 'AD', target: 'https://example.com' } });
    expect(data.recruitLinkCreate).toEqual({ link: null, userErrors: [{ code: 'PLAN_LIMIT_EXCEEDED', path: null }] });
    await caller.ok('mutation ($id: ID!) { recruitLinkClose(id: $id) { link { closedAt } userErrors { code } } }', { id: link.id });
    const made = await Promise.all(Array.from({ length: 5 }, () => caller.run(CREATE, { input: { channel: 'AD', target: 'https://example.com' } })));
    expect(made.map(({ data }) => data.recruitLinkCreate.userErrors.map(({ code }: { code: string }) => code).join()).filter((code) => code !== 'PLAN_LIMIT_EXCEEDED')).toEqual(['']);
    expect(await platform.rows('SELECT count(*)::int AS open FROM member.recruit_link WHERE brand_id = $1 AND closed_at IS NULL', [small.id])).toEqual([{ open: 1 }]);
  });
});

describe('what happened to a member', () => {
  it('stands in the timeline, newest first, by type and page, each with a cursor', async () => {
    const id = (await staff.ok('query { member(by: { phone: "0912000001" }) { id } }')).member.id;
    for (const name of ['A', 'B']) await staff.ok('mutation ($id: ID!, $name: String) { memberUpdate(id: $id, input: { name: $name }) { userErrors { code } } }', { id, name });
    const TIMELINE = `query ($id: ID!, $first: Int! = 20, $after: String, $types: [String!]) { member(by: { id: $id }) { timeline(first: $first, after: $after, types: $types) {
      nodes { __typename id type version cursor occurredAt data member { id } } pageInfo { endCursor hasNextPage } } } }`;
    const all = (await staff.ok(TIMELINE, { id })).member.timeline;
    expect(all.nodes.map(({ __typename, type, version, data, member: about }: Record<string, never>) => [__typename, type, version, data, about])).toEqual([
      ['MemberUpdatedEvent', 'member.updated', 1, { memberId: id, changed: ['name'] }, { id }],
      ['MemberUpdatedEvent', 'member.updated', 1, { memberId: id, changed: ['name'] }, { id }],
      ['MemberJoinedEvent', 'member.joined', 1, expect.objectContaining({ memberId: id }), { id }],
    ]);
    expect(all.nodes[0].id).toMatch(/^evt_/);
    const place = await shop.read(async (ctx) => readEventCursor(ctx, all.nodes[2].cursor));
    expect(place).toEqual((await platform.rows("SELECT xid::text AS xid, id FROM platform.event WHERE brand_id = $1 AND member_id = $2 AND name = 'member.joined'", [shop.id, ann]))[0]);
    const first = (await staff.ok(TIMELINE, { id, first: 2 })).member.timeline;
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect((await staff.ok(TIMELINE, { id, after: first.pageInfo.endCursor })).member.timeline.nodes).toHaveLength(1);
    expect((await staff.ok(TIMELINE, { id, types: ['member.joined', 'nonsense'] })).member.timeline.nodes).toHaveLength(1);
  });

  it('has cursors of one brand only', async () => {
    const cursor = await shop.read(async (ctx) => eventCursor(ctx, { xid: '7', id: ORDER }));
    expect(await shop.read(async (ctx) => readEventCursor(ctx, cursor))).toEqual({ xid: '7', id: ORDER });
    const other = await platform.brand();
    expect(await other.read(async (ctx) => readEventCursor(ctx, cursor))).toBeNull();
  });
});

describe('a member\'s own data', () => {
  it('is exported whole, moves in a merge, and is gone after an erasure', async () => {
    await shop.context((ctx) => giveRewards(ctx, [{ kind: 'flowers', memberId: bob, spec: { flowers: 1 }, cause: { module: 'garden', key: 'x' }, at: ctx.now }]));
    await platform.rows("UPDATE member.member SET name = 'Bob', name_key = 'bob', tags = '{b}' WHERE id = $1", [bob]);
    await shop.context((ctx) => ownMemberData.merge(ctx, { survivorId: ann, loserId: bob }));
    const exported = await shop.read((ctx) => ownMemberData.export(ctx, ann));
    expect(exported).toMatchObject({ name: 'Bob', tags: ['b'], identities: [{ kind: 'PHONE', value: '+886912000001' }, { kind: 'PHONE', value: '+886912000002' }], rewards: [{ kind: 'flowers', from: 'garden', state: 'GIVEN' }] });
    expect(await staff.ok('{ member(by: { phone: "0912000002" }) { phone } }')).toEqual({ member: { phone: '+886912000001' } });
    const before = (exported as { number: string }).number;
    await shop.context((ctx) => ownMemberData.erase(ctx, ann));
    const [row] = await platform.rows<{ name: null; tags: string[]; number: string }>('SELECT name, tags, number FROM member.member WHERE id = $1', [ann]);
    expect([row?.name, row?.tags, row?.number === before]).toEqual([null, [], false]);
    expect(await platform.rows('SELECT 1 FROM member.identity WHERE member_id IN ($1, $2)', [ann, bob])).toEqual([]);
  });
});

describe('the member audience', () => {
  it('shows the caller, without what only staff see', async () => {
    const me = shop.as({ audience: 'member', memberId: ann });
    expect(await me.ok('{ me { phone identities { kind } consents { channel } timeline { nodes { type } } } }')).toEqual({
      me: { phone: '+886912000001', identities: [{ kind: 'PHONE' }], consents: [], timeline: { nodes: [{ type: 'member.joined' }] } },
    });
    const { errors } = await me.run('{ me { tags } }');
    expect(errors?.[0]?.message).toContain('tags');
  });
});
