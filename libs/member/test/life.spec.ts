import { brand } from '@regulars/brand';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from '../src';

const ERRORS = 'userErrors { code path ... on InvalidTransitionError { from to } ... on NotFoundError { id } }';
const JOIN = `mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { created member { id status } ${ERRORS} } }`;
const step = (name: string) => `mutation ($id: ID!, $reason: String!, $key: String!) { ${name}(id: $id, reason: $reason, idempotencyKey: $key) { member { id status } ${ERRORS} } }`;
const CONSENTS = `mutation ($id: ID!, $consents: [ConsentInput!]!) { memberConsentsSet(id: $id, consents: $consents) { member { consents { purpose channel granted source } } ${ERRORS} } }`;
const TIMELINE = 'query ($id: ID!) { member(by: { id: $id }) { timeline(first: 20) { nodes { __typename type data } } } }';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let ann: string;
let keys = 0;

const join = (input: object = { phone: '0912345678' }) => staff.one(JOIN, { input, key: `key-${++keys}` });
const take = async (name: string, id = ann, reason = 'asked for', caller = staff) => (await caller.run(step(name), { id, reason, key: `key-${++keys}` })).data[name];
const steps = async (): Promise<string[]> => (await staff.one(TIMELINE, { id: ann })).timeline.nodes.map(({ type }: { type: string }) => type).reverse();

beforeAll(async () => {
  platform = await createTestPlatform([brand, member]);
});
afterAll(() => platform?.stop());
beforeEach(async () => {
  shop = await platform.brand();
  staff = shop.everything();
  ann = (await join()).member.id;
});

describe('a membership', () => {
  it('goes every way that is open, and says so', async () => {
    for (const [name, status] of [['memberFreeze', 'FROZEN'], ['memberUnfreeze', 'ACTIVE'], ['memberFreeze', 'FROZEN'], ['memberWithdraw', 'WITHDRAWN']] as const) {
      expect(await take(name)).toEqual({ member: { id: ann, status }, userErrors: [] });
    }
    expect(await join()).toEqual({ created: false, member: { id: ann, status: 'ACTIVE' }, userErrors: [] });
    expect(await steps()).toEqual(['member.joined', 'member.frozen', 'member.unfrozen', 'member.frozen', 'member.withdrawn', 'member.rejoined']);
    expect((await staff.one(TIMELINE, { id: ann })).timeline.nodes[0]).toEqual({ __typename: 'MemberRejoinedEvent', type: 'member.rejoined', data: { memberId: ann } });
  });

  it.each([
    ['ACTIVE', 'memberUnfreeze', 'ACTIVE'],
    ['FROZEN', 'memberFreeze', 'FROZEN'],
    ['WITHDRAWN', 'memberFreeze', 'FROZEN'],
    ['WITHDRAWN', 'memberUnfreeze', 'ACTIVE'],
    ['WITHDRAWN', 'memberWithdraw', 'WITHDRAWN'],
    ['PROSPECT', 'memberFreeze', 'FROZEN'],
    ['ERASED', 'memberUnfreeze', 'ACTIVE'],
  ])('of one who is %s refuses %s', async (from, name, to) => {
    await platform.rows('UPDATE member.member SET status = $2 WHERE brand_id = $1', [shop.id, from]);
    const before = await shop.digest();
    expect(await take(name)).toEqual({ member: null, userErrors: [{ code: 'INVALID_TRANSITION', path: ['id'], from, to }] });
    expect(await shop.digest()).toEqual(before);
  });

  it('is moved for a reason, and only where there is a member', async () => {
    const before = await shop.digest();
    const absent = 'mbr_00000000000000000000000000';
    expect((await take('memberFreeze', ann, ' ')).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['reason'] }]);
    expect((await take('memberFreeze', ann, 'x'.repeat(201))).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['reason'] }]);
    expect((await take('memberWithdraw', absent)).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'], id: absent }]);
    const foreign = (await (await platform.brand()).everything().one(JOIN, { input: { phone: '0912345678' }, key: 'k' })).member.id;
    expect((await take('memberWithdraw', foreign)).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'], id: foreign }]);
    expect(await shop.digest()).toEqual(before);
  });

  it('is frozen once by twenty who do so at the same time on two gateways', async () => {
    const gateways = [staff, staff.via(platform.node())] as const;
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => take('memberFreeze', ann, 'asked for', gateways[index % 2])));
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect(await steps()).toEqual(['member.joined', 'member.frozen']);
  });
});

describe('consents', () => {
  const set = async (consents: object[], id = ann) => (await staff.run(CONSENTS, { id, consents })).data.memberConsentsSet;
  const marketing = (granted: boolean, channel = 'line') => ({ purpose: 'MARKETING', channel, granted });
  const history = () => platform.rows('SELECT purpose, channel, granted, source FROM member.consent WHERE brand_id = $1 ORDER BY at, id', [shop.id]);

  it('are history, of which the latest counts; what stands already is not repeated', async () => {
    await set([marketing(true)]);
    await set([marketing(true), { purpose: 'PROFILING', channel: 'EMAIL', granted: false }]);
    const { member: told } = await set([marketing(false)]);
    expect(told.consents).toEqual([
      { purpose: 'MARKETING', channel: 'LINE', granted: false, source: 'STAFF' },
      { purpose: 'PROFILING', channel: 'EMAIL', granted: false, source: 'STAFF' },
    ]);
    expect(await history()).toEqual([
      { purpose: 'MARKETING', channel: 'LINE', granted: true, source: 'STAFF' },
      { purpose: 'PROFILING', channel: 'EMAIL', granted: false, source: 'STAFF' },
      { purpose: 'MARKETING', channel: 'LINE', granted: false, source: 'STAFF' },
    ]);
    expect((await staff.one(TIMELINE, { id: ann })).timeline.nodes[0]).toEqual({
      __typename: 'ConsentChangedEvent', type: 'consent.changed', data: { memberId: ann, consents: [{ purpose: 'MARKETING', channel: 'LINE', granted: false, source: 'STAFF' }] },
    });
    expect(await steps()).toEqual(['member.joined', 'consent.changed', 'consent.changed', 'consent.changed']);
  });

  it('are refused of nobody, of who has left, and for no channel', async () => {
    const before = await shop.digest();
    expect((await set([marketing(true, ' ')])).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['consents', '0', 'channel'] }]);
    expect((await set([marketing(true)], 'mbr_x')).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'], id: 'mbr_x' }]);
    expect(await shop.digest()).toEqual(before);
    await take('memberWithdraw');
    expect((await set([marketing(true)])).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['id'] }]);
    expect(await history()).toEqual([]);
  });
});
