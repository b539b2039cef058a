import { modules } from '@regulars/gateway/installation';
import { readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform } from '@regulars/testing';
import { idToken, PROVIDER } from '../libs/member/test/support/id-provider';
import { postOffice, type Somebody, Visitor } from '../libs/member/test/support/sign-in';
import { burn, buy, grant, stateOf, tryMerge, unmerge } from './support/life';
import { openShop, type WholeShop } from './support/shop';

const CHANGE = 'mutation ($phone: String!, $code: String!) { memberPhoneChange(phone: $phone, code: $code) { member { id phone points { balance } stampCards { stamps } } userErrors { code path } } }';
const LINK = 'mutation ($idToken: String!) { memberOidcLink(idToken: $idToken) { member { id } userErrors { code path } } }';
const GRANT = 'mutation ($id: ID!) { pointsGrant(memberId: $id, points: 5, reason: "gift", idempotencyKey: "once") { member { id } userErrors { code } } }';
const MINE = '{ me { id phone points { balance } orders { nodes { externalId } } stampCards { stamps } } }';

const { plugin: post, sent } = postOffice();
let platform: TestPlatform;
let whole: WholeShop;
let staff: TestCaller;
let visitor: Visitor;
/** The same calls at two gateways. */
let second: TestPlatform['runtime'];
let people = 0;

beforeAll(async () => {
  platform = await createTestPlatform([...modules, post]);
  whole = await openShop(platform);
  ({ staff } = whole);
  await whole.shop.enable('post');
  await staff.ok('mutation ($settings: JSON!) { pluginConfigure(id: "member", settings: $settings) { userErrors { message } } }', { settings: { oidc: PROVIDER } });
  visitor = new Visitor(platform, whole.shop, sent);
  second = platform.node();
}, 60_000);
afterAll(() => platform?.stop());

/** What every module promises of its books, asked of the brand. */
afterEach(async () => {
  const broken = await whole.shop.read(async (ctx) => {
    const found = modules.flatMap(({ invariants = [] }) => invariants).map(async ({ id, violations }) =>
      (await ctx.sql<object>({ name: `spec.${id}`, text: violations, values: violations.includes('$1') ? [null] : [] })).map((row) => ({ id, ...row })));
    return (await Promise.all(found)).flat();
  });
  expect(broken).toEqual([]);
});

const uuid = (id: string): string => readId('mbr', id) as string;
const prove = async (caller: TestCaller, phone: string, code: string): Promise<Data> => (await caller.run(CHANGE, { phone, code })).data.memberPhoneChange;

interface Pair { readonly ann: Somebody; readonly bob: Somebody; readonly phone: string }

/** One who came by the provider, and one who came by a phone: both have bought, got and spent something. */
async function pair(): Promise<Pair> {
  const [name, phone] = [`p-${++people}`, `09${30_000_000 + people}`];
  await platform.owner.query('DELETE FROM platform.attempts');
  const [ann, bob] = [await visitor.byProvider(name), await visitor.member(phone)];
  await buy(staff, ann.id, { id: `${name}-1`, amount: 800, day: 1 });
  await grant(staff, ann.id, 40);
  await buy(staff, bob.id, { id: `${name}-2`, amount: 950, day: 2 });
  await buy(staff, bob.id, { id: `${name}-3`, amount: 330, day: 3 });
  await grant(staff, bob.id, 60);
  await burn(staff, bob.id, 30);
  return { ann, bob, phone };
}

const standing = async ({ ann, bob }: Pair): Promise<Data[]> =>
  platform.rows<Data>('SELECT cause FROM member.merge_operation WHERE survivor_id = ANY($1::uuid[]) AND undone_at IS NULL', [[uuid(ann.id), uuid(bob.id)]]);

/** How often it was, at once, on two gateways. */
const ROUNDS = Number(process.env.MERGE_RACES ?? 4);

it('brings points, orders, cards and tier of both together, and undoing it parts them as they were', async () => {
  const { ann, bob, phone } = await pair();
  const before = [await stateOf(staff, ann.id), await stateOf(staff, bob.id)];
  const [was, other] = before as [Data, Data];
  const answer = await prove(ann.caller, phone, await visitor.codeAgain(phone));
  expect(answer).toMatchObject({ member: { id: ann.id, phone: `+886${phone.slice(1)}`, points: { balance: was.points.balance + other.points.balance } }, userErrors: [] });
  const now = await stateOf(staff, bob.id);
  expect(now).toMatchObject({ id: ann.id, points: { lifetimeEarned: was.points.lifetimeEarned + other.points.lifetimeEarned }, tier: { tier: { code: 'SILVER' } } });
  expect(now.orders.nodes).toHaveLength(3);
  const mine = await (await visitor.holder(ann.accessToken, second))?.one(MINE);
  expect(mine).toMatchObject({ id: ann.id, points: { balance: now.points.balance }, stampCards: answer.member.stampCards });
  // Nothing can be spent for a day, by whoever it is that holds the phone.
  expect(await burn(staff, ann.id, 10)).toMatchObject({ userErrors: [{ code: 'POINTS_HELD' }] });
  const [{ data }] = (await staff.ok('query ($id: ID!) { member(by: { id: $id }) { timeline(first: 1) { nodes { data } } } }', { id: ann.id })).member.timeline.nodes;
  expect(data).toEqual({ memberId: ann.id, mergedId: bob.id, operationId: expect.any(String), cause: 'VERIFIED_IDENTITY' });
  expect((await unmerge(staff, data.operationId)).remainders).toEqual([]);
  expect([await stateOf(staff, ann.id), await stateOf(staff, bob.id)]).toEqual(before);
}, 30_000);

it('answers what was done before with the key of then: nothing is done again, and who was meant is the one', async () => {
  const { ann, bob, phone } = await pair();
  const again = async (): Promise<Data> => (await staff.run(GRANT, { id: bob.id })).data.pointsGrant;
  expect(await again()).toEqual({ member: { id: bob.id }, userErrors: [] });
  await prove(ann.caller, phone, await visitor.codeAgain(phone));
  const { balance } = (await stateOf(staff, ann.id)).points;
  expect(await again()).toEqual({ member: { id: ann.id }, userErrors: [] });
  expect((await stateOf(staff, ann.id)).points.balance).toBe(balance);
}, 30_000);

describe('at the same time on two gateways', () => {
  it('one proof that comes twice merges once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const two = await pair();
      const code = await visitor.codeAgain(two.phone);
      const answers = await Promise.all([two.ann.caller, two.ann.caller.via(second)].map((caller) => prove(caller, two.phone, code)));
      expect(answers.map(({ userErrors }) => userErrors[0]?.code ?? 'MERGED').sort((a, b) => a.localeCompare(b))).toEqual(['MERGED', 'SIGN_IN_CODE_INVALID']);
      expect(await standing(two)).toEqual([{ cause: 'VERIFIED_IDENTITY' }]);
    }
  }, 60_000);

  it('staff who merge the two the other way round: one of the two merges takes place, and both names are one', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const two = await pair();
      const { ann, bob, phone } = two;
      const code = await visitor.codeAgain(phone);
      const [proved, merged] = await Promise.all([prove(ann.caller, phone, code), tryMerge(staff.via(second), bob.id, ann.id)]);
      const [{ cause }] = await standing(two) as [Data];
      const survivor = cause === 'STAFF' ? bob.id : ann.id;
      expect(proved).toMatchObject({ member: { id: survivor, phone: `+886${phone.slice(1)}` }, userErrors: [] });
      expect(merged.userErrors).toEqual(cause === 'STAFF' ? [] : [{ code: 'INVALID_INPUT', path: ['loserId'] }]);
      expect([await standing(two), (await stateOf(staff, ann.id)).id, (await stateOf(staff, bob.id)).id]).toEqual([[{ cause }], survivor, survivor]);
    }
  }, 60_000);

  it('each who proves to be the other: the first to come is both', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const two = await pair();
      const { ann, bob, phone } = two;
      const code = await visitor.codeAgain(phone);
      const [proved, linked] = await Promise.all([prove(ann.caller, phone, code), bob.caller.via(second).one(LINK, { idToken: idToken({ sub: `p-${people}` }) })]);
      const survivor = (await stateOf(staff, ann.id)).id;
      expect([ann.id, bob.id]).toContain(survivor);
      expect([proved, linked]).toEqual([{ member: expect.objectContaining({ id: survivor }), userErrors: [] }, { member: { id: survivor }, userErrors: [] }]);
      expect([await standing(two), (await stateOf(staff, bob.id)).id]).toEqual([[{ cause: 'VERIFIED_IDENTITY' }], survivor]);
    }
  }, 60_000);

  it('orders of both: none is lost, all are the one\'s', async () => {
    const { ann, bob, phone } = await pair();
    const code = await visitor.codeAgain(phone);
    const orders = Array.from({ length: 8 }, (_, index) => buy(index % 2 ? staff : staff.via(second), index % 3 ? ann.id : bob.id, { id: `${phone}-${index}`, amount: 100, day: 10 + index }));
    const [proved] = await Promise.all([prove(ann.caller, phone, code), ...orders]);
    expect(proved.userErrors).toEqual([]);
    expect((await stateOf(staff, bob.id)).orders.nodes).toHaveLength(11);
    expect(await platform.rows('SELECT 1 FROM "order"."order" WHERE member_id = $1 UNION ALL SELECT 1 FROM points.lot WHERE member_id = $1', [uuid(bob.id)])).toEqual([]);
  }, 60_000);
});
