import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { type Context, readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { points } from '../src';
import { expectBooksBalance } from './audit';
import { APPROVE, GRANT, grant, join, newKey, REJECT, SETTINGS_UPDATE, walletOf } from './documents';

const REQUESTS = 'query ($states: [PointsGrantRequestState!]) { pointsGrantRequests(first: 50, states: $states) { nodes { id state points isOwn } } }';
const MERGE = 'mutation ($survivor: ID!, $loser: ID!, $key: String!) { memberMerge(survivorId: $survivor, loserId: $loser, idempotencyKey: $key) { operationId userErrors { message } } }';
const UNMERGE = 'mutation ($id: ID!, $key: String!) { memberUnmerge(operationId: $id, idempotencyKey: $key) { userErrors { message } } }';
const ERASE = 'mutation ($id: ID!, $key: String!) { memberErase(id: $id, reason: "asked for", idempotencyKey: $key) { userErrors { message } } }';

let platform: TestPlatform;
let shop: TestShop;
/** Another gateway. */
let other: TestPlatform['runtime'];
let ann: TestCaller;
let ben: TestCaller;
let cat: TestCaller;
let buyer: string;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points], { poolSize: 12 });
  other = platform.node();
});
afterAll(() => platform.stop());

beforeEach(async () => {
  shop = await platform.brand();
  [ann, ben, cat] = ['ann', 'ben', 'cat'].map((name) => shop.everything({ name })) as [TestCaller, TestCaller, TestCaller];
  cat = cat.via(other);
  await ann.ok(SETTINGS_UPDATE, { input: { grantFourEyesAbove: 100 } });
  buyer = await join(ann);
});
afterEach(() => expectBooksBalance(shop));

const balanceOf = async (id = buyer): Promise<number> => (await walletOf(ann, id)).balance;
const earned = async (): Promise<number> => (await platform.rows(`SELECT 1 FROM platform.event WHERE brand_id = $1 AND name = 'points.earned'`, [shop.id])).length;
const ask = async (amount = 101): Promise<string> => (await grant(ann, buyer, amount)).request.id;

/** With the same key again, until there is an answer: a busy machine may have no connection, or no lock, for it in time. */
async function insist(caller: TestCaller, document: string, variables: Readonly<Record<string, unknown>>): Promise<Data> {
  for (;;) {
    const { data } = await caller.run(document, variables);
    if (data) return Object.values(data as object)[0];
  }
}

const approve = (caller: TestCaller, id: string, key = newKey()): Promise<Data> => insist(caller, APPROVE, { id, key });
const refuse = (caller: TestCaller, id: string): Promise<Data> => insist(caller, REJECT, { id, reason: 'too many', key: newKey() });
const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const codesOf = ({ userErrors }: Data): string[] => userErrors.map(({ code }: Data) => code);

async function expectNothing(refused: () => Promise<Data>, codes: readonly string[]): Promise<void> {
  const before = await shop.digest();
  expect(codesOf(await refused())).toEqual(codes);
  expect(await shop.digest()).toEqual(before);
}

describe('points above the set sum', () => {
  it('are not given until another person agrees, and then once', async () => {
    expect(await grant(ann, buyer, 101)).toMatchObject({
      entry: null, member: { points: { balance: 0 } }, userErrors: [],
      request: { id: expect.stringMatching(/^pgr_/), state: 'PENDING', points: 101, reason: 'goodwill', requestedBy: null, isOwn: true, decidedBy: null },
    });
    expect([await balanceOf(), await earned()]).toEqual([0, 0]);
    const { nodes: [request] } = await ben.one(REQUESTS, { states: ['PENDING'] });
    expect(request).toEqual({ id: request.id, state: 'PENDING', points: 101, isOwn: false });

    const key = newKey();
    const answer = await approve(ben, request.id, key);
    expect(answer).toMatchObject({ entry: { kind: 'EARN', points: 101, balanceAfter: 101, reason: 'goodwill' }, request: { state: 'APPROVED', isOwn: false }, member: { points: { balance: 101 } }, userErrors: [] });
    expect(await approve(ben, request.id, key)).toEqual(answer);
    await expectNothing(() => approve(cat, request.id), ['INVALID_TRANSITION']);
    expect([await balanceOf(), await earned()]).toEqual([101, 1]);
    expect(await ben.one(REQUESTS, { states: ['PENDING', 'EXPIRED'] })).toEqual({ nodes: [] });
    expect(await platform.rows(`SELECT operation, actor_name, targets FROM platform.audit_entry WHERE brand_id = $1 AND operation LIKE 'pointsGrant%' ORDER BY id`, [shop.id])).toEqual([
      { operation: 'pointsGrant', actor_name: 'ann', targets: expect.arrayContaining([buyer, request.id]) },
      { operation: 'pointsGrantApprove', actor_name: 'ben', targets: expect.arrayContaining([buyer, request.id, answer.entry.id]) },
    ]);
  });

  it('are never agreed to by who asked, nor by a key; the database does not have it either', async () => {
    const id = await ask();
    await expectNothing(() => approve(ann, id), ['POINTS_SECOND_PERSON']);
    await expectNothing(() => approve(ann.via(other), id), ['POINTS_SECOND_PERSON']);
    await expectNothing(() => refuse(ann, id), ['POINTS_SECOND_PERSON']);
    await expectNothing(() => approve(shop.everything({ kind: 'integration', name: 'till' }), id), ['POINTS_SECOND_PERSON']);
    const alone = `UPDATE points.grant_request SET state = 'REJECTED', decided_by = requested_by, decided_at = now()`;
    await expect(shop.context((ctx: Context) => ctx.sql({ name: 'spec.alone', text: alone, values: [] }))).rejects.toThrow(/check/);
  });

  it('are not given once somebody said no, or nobody decided for 7 days', async () => {
    const [refused, late] = [await ask(), await ask()];
    expect(await refuse(ben, refused)).toMatchObject({ entry: null, request: { state: 'REJECTED' }, userErrors: [] });
    await expectNothing(() => approve(cat, refused), ['INVALID_TRANSITION']);
    await shop.advance({ days: 7 });
    await expectNothing(() => approve(ben, late), ['INVALID_TRANSITION']);
    expect((await ben.one(REQUESTS)).nodes.map(({ state }: Data) => state)).toEqual(['EXPIRED', 'REJECTED']);
    expect([await balanceOf(), await earned()]).toEqual([0, 0]);
  });

  it('are counted over all calls and members of a day, by who gives; what two agreed to is not', async () => {
    const friend = await join(ann);
    expect((await approve(ben, await ask(500))).userErrors).toEqual([]);
    const given = [(await grant(ann, buyer, 60)), await grant(ann, friend, 40), await grant(ann, friend, 1), await grant(ben, friend, 100), await grant(ben, friend, 1)];
    expect(given.map(({ entry, request }) => entry?.points ?? request.state)).toEqual([60, 40, 'PENDING', 100, 'PENDING']);
    await shop.advance({ hours: 23 });
    expect((await grant(ann, friend, 1)).entry).toBeNull();
    await shop.advance({ hours: 1, minutes: 1 });
    expect((await grant(ann, friend, 100)).entry).toMatchObject({ points: 100 });
    expect((await grant(ann, friend, 1)).entry).toBeNull();
  });

  it('are anything where the sum is 0, and nothing where the brand sets none', async () => {
    await ann.ok(SETTINGS_UPDATE, { input: { grantFourEyesAbove: 0 } });
    expect((await grant(ann, buyer, 1)).request).toMatchObject({ state: 'PENDING' });
    await ann.ok(SETTINGS_UPDATE, { input: { grantFourEyesAbove: null } });
    await shop.advance({ hours: 24, minutes: 1 });
    expect(await grant(ann, buyer, 1_000_000)).toMatchObject({ entry: { points: 1_000_000 }, request: null });
    expect(await platform.rows('SELECT 1 FROM points.hand_grant WHERE brand_id = $1', [shop.id])).toEqual([]);
    const { data } = await ann.run(SETTINGS_UPDATE, { input: { grantFourEyesAbove: -1 } });
    expect(data.pointsSettingsUpdate.userErrors).toMatchObject([{ path: ['input', 'grantFourEyesAbove'] }]);
  });
});

describe('a key', () => {
  const KEY = 'mutation ($scopes: [String!]!) { apiKeyCreate(input: { name: "crm", kind: SECRET, scopes: $scopes }) { secret userErrors { message } } }';

  async function keyOf(maker: TestCaller, scopes: readonly string[] = ['points:grant']): Promise<TestCaller> {
    const { secret } = await maker.one(KEY, { scopes });
    const scope = await platform.runtime.authenticate(secret, 'staff');
    if (!scope) throw new Error('The key is of no use');
    return new TestCaller(platform.runtime, scope);
  }

  it('asks for who made it: somebody else agrees', async () => {
    const key = await keyOf(ann);
    const { entry, request } = await grant(key, buyer, 101);
    expect([entry, request.state, request.isOwn]).toEqual([null, 'PENDING', false]);
    expect((await ann.one(REQUESTS, { states: ['PENDING'] })).nodes).toMatchObject([{ id: request.id, isOwn: true }]);
    await expectNothing(() => approve(ann, request.id), ['POINTS_SECOND_PERSON']);
    await expectNothing(() => refuse(ann, request.id), ['POINTS_SECOND_PERSON']);
    expect(await approve(ben, request.id)).toMatchObject({ entry: { points: 101 }, userErrors: [] });
  });

  it('that a key made asks for who made that one', async () => {
    const key = await keyOf(await keyOf(ann, ['brand:keys', 'points:grant']));
    const { request } = await grant(key, buyer, 101);
    await expectNothing(() => approve(ann, request.id), ['POINTS_SECOND_PERSON']);
  });

  it('gives from the sum of who made it, however many they make', async () => {
    const [first, second] = [await keyOf(ann), await keyOf(ann)];
    const given = [await grant(first, buyer, 50), await grant(second, buyer, 40), await grant(ann, buyer, 10), await grant(second, buyer, 1), await grant(await keyOf(ben), buyer, 100)];
    expect(given.map(({ entry, request }) => entry?.points ?? request.state)).toEqual([50, 40, 10, 'PENDING', 100]);
  });

  it('whose maker nobody knows gives up to the sum and asks for nothing, nor does a key it makes', async () => {
    const parent = await keyOf(ann, ['brand:keys', 'points:grant']);
    await platform.rows('UPDATE platform.credential SET made_by = NULL WHERE id = $1', [parent.scope.actor.id]);
    const child = await keyOf(parent);
    expect([(await grant(parent, buyer, 60)).entry.points, (await grant(child, buyer, 40)).entry.points]).toEqual([60, 40]);
    for (const key of [parent, child]) await expectNothing(() => insist(key, GRANT, { memberId: buyer, points: 1, reason: 'gift', key: newKey() }), ['INVALID_INPUT']);
  });
});

describe('the set sum', () => {
  it('is raised, or lifted, a day after somebody says so, and lowered at once', async () => {
    await ann.ok(SETTINGS_UPDATE, { input: { grantFourEyesAbove: 1_000 } });
    expect((await grant(ann, buyer, 500)).request).toMatchObject({ state: 'PENDING' });
    await shop.advance({ hours: 23 });
    expect((await grant(ann, buyer, 500)).request).toMatchObject({ state: 'PENDING' });
    await shop.advance({ hours: 1, minutes: 1 });
    expect((await grant(ann, buyer, 500)).entry).toMatchObject({ points: 500 });
    await ann.ok(SETTINGS_UPDATE, { input: { grantFourEyesAbove: null } });
    expect((await grant(ann, buyer, 501)).request).toMatchObject({ state: 'PENDING' });
    await ann.ok(SETTINGS_UPDATE, { input: { grantFourEyesAbove: 10 } });
    expect((await grant(ben, buyer, 11)).request).toMatchObject({ state: 'PENDING' });
    expect(await balanceOf()).toBe(500);
  });
});

describe('at once', () => {
  it('ten who agree give them once', async () => {
    const id = await ask();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => approve(shop.everything({ name: `second-${n}` }).via(n % 2 ? other : platform.runtime), id)));
    expect(answers.map((answer) => codesOf(answer).join()).sort(byText)).toEqual(['', ...Array.from({ length: 9 }, () => 'INVALID_TRANSITION')]);
    expect([await balanceOf(), await earned()]).toEqual([101, 1]);
  });

  it('one who agrees and one who does not: one of them has decided', async () => {
    const id = await ask();
    const [yes, no] = await Promise.all([approve(ben, id), refuse(cat, id)]);
    expect([yes, no].map((answer) => codesOf(answer).join()).sort(byText)).toEqual(['', 'INVALID_TRANSITION']);
    expect(await balanceOf()).toBe(codesOf(yes).length === 0 ? 101 : 0);
  });

  it('twenty gifts of one person to twenty members stop at the sum', async () => {
    const members = await Promise.all(Array.from({ length: 20 }, () => join(ann)));
    const answers = await Promise.all(members.map((memberId, n) => insist(n % 2 ? ann : ann.via(other), GRANT, { memberId, points: 10, reason: 'race', key: newKey() })));
    expect(answers.map(({ request }) => request?.state ?? 'GIVEN').sort(byText)).toEqual([...Array.from({ length: 10 }, () => 'GIVEN'), ...Array.from({ length: 10 }, () => 'PENDING')]);
    expect(await earned()).toBe(10);
  });
});

describe('a request', () => {
  it('goes with its member into another and back', async () => {
    const id = await ask();
    const survivor = await join(ann);
    const { operationId } = await ann.one(MERGE, { survivor, loser: buyer, key: newKey() });
    const memberOf = async (): Promise<unknown> => (await platform.rows<{ member_id: string }>('SELECT member_id FROM points.grant_request WHERE id = $1', [readId('pgr', id)]))[0]?.member_id;
    expect(await memberOf()).toBe(readId('mbr', survivor));
    await ann.ok(UNMERGE, { id: operationId, key: newKey() });
    expect(await memberOf()).toBe(readId('mbr', buyer));
    await ann.ok(MERGE, { survivor, loser: buyer, key: newKey() });
    expect(await approve(ben, id)).toMatchObject({ entry: { points: 101, reason: 'goodwill' }, member: { id: survivor }, userErrors: [] });
  });

  it('ends with its member', async () => {
    const id = await ask();
    await ann.ok(ERASE, { id: buyer, key: newKey() });
    await expectNothing(() => approve(ben, id), ['NOT_FOUND']);
    expect(await ben.one(REQUESTS)).toEqual({ nodes: [] });
  });
});
