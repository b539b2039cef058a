import { readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform } from '@regulars/testing';
import { burn, buy, grant, merge, stateOf, tryMerge, tryUnmerge, unmerge } from './support/life';
import { createWholePlatform, join, openShop, type WholeShop } from './support/shop';

let platform: TestPlatform;
let whole: WholeShop;
let staff: TestCaller;
let made = 0;

beforeAll(async () => {
  platform = await createWholePlatform();
  whole = await openShop(platform);
  ({ staff } = whole);
}, 60_000);
afterAll(() => platform.stop());

const byText = (a: string, b: string): number => a.localeCompare(b);
const uuid = (id: string): string => readId('mbr', id) as string;
const newMember = (): Promise<string> => join(staff, `m-${++made}`);

/** Two who have both bought, got and spent something; the second the more of it. */
async function pair(): Promise<readonly [string, string]> {
  const [a, b] = [await newMember(), await newMember()];
  await buy(staff, a, { id: `${a}-1`, amount: 800, day: 1 });
  await grant(staff, a, 40, '2026-02-01T00:00:00+08:00');
  await buy(staff, b, { id: `${b}-1`, amount: 950, day: 2 });
  await buy(staff, b, { id: `${b}-2`, amount: 330, day: 3 });
  await grant(staff, b, 60);
  await burn(staff, b, 30);
  return [a, b];
}

describe('a merge', () => {
  it('moves all there is, and nothing is gained or lost', async () => {
    const [a, b] = await pair();
    const [was, other] = [await stateOf(staff, a), await stateOf(staff, b)];
    const { member, remainders } = await merge(staff, a, b);
    expect([member.id, remainders]).toEqual([a, []]);
    const now = await stateOf(staff, a);
    for (const field of ['balance', 'pending', 'debt', 'lifetimeEarned']) expect([field, now.points[field]]).toEqual([field, was.points[field] + other.points[field]]);
    expect(now.orders.nodes.map((order: Data) => order.id as string).sort(byText)).toEqual([...was.orders.nodes, ...other.orders.nodes].map((order: Data) => order.id as string).sort(byText));
    expect(now.identities).toHaveLength(2);
    expect(now.points.lots.filter((lot: Data) => lot.remaining > 0).map((lot: Data) => lot.expiresAt).filter(Boolean)).toEqual(['2026-01-31T16:00:00.000Z']);
    // 800, 950 and 330 within a year: neither had been silver by 1,000 on its own but the second.
    expect([was.tier.tier.code, other.tier.tier.code, now.tier.tier.code]).toEqual(['BASE', 'SILVER', 'SILVER']);
  });

  it('lets two who are nobody much be golden together', async () => {
    const [a, b] = [await newMember(), await newMember()];
    await buy(staff, a, { id: `${a}-1`, amount: 1_700, day: 1 });
    await buy(staff, b, { id: `${b}-1`, amount: 1_500, day: 2 });
    await merge(staff, a, b);
    expect((await stateOf(staff, a)).tier.tier.code).toBe('GOLD');
  });

  it('keeps the higher tier where the rules would give less', async () => {
    const [a, b] = [await newMember(), await newMember()];
    await staff.ok('mutation ($id: ID!) { tierSet(memberId: $id, tierCode: "GOLD", until: "2026-06-01T00:00:00Z", reason: "friend", idempotencyKey: "tier-set-1") { userErrors { message } } }', { id: b });
    await merge(staff, a, b);
    expect((await stateOf(staff, a)).tier).toMatchObject({ tier: { code: 'GOLD' }, until: '2026-06-01T00:00:00.000Z' });
  });

  it('has the merged id answer with the survivor, wherever it is named', async () => {
    const [a, b] = await pair();
    const number = (await stateOf(staff, b)).number;
    await merge(staff, a, b);
    const answer = await staff.ok(`query ($id: ID!, $number: String!) {
      byId: member(by: { id: $id }) { id status } byNumber: member(by: { number: $number }) { id } byOther: member(by: { externalId: { source: "pos", id: "m-${made}" } }) { id }
      node(id: $id) { id } nodes(ids: [$id]) { id } tierAt(memberId: $id, at: "2026-02-01T00:00:00Z") { code }
      orders(first: 50, where: { memberId: { eq: $id } }) { nodes { member { id } } }
      members(first: 100) { nodes { id } } }`, { id: b, number });
    expect(answer).toMatchObject({
      byId: { id: a, status: 'ACTIVE' }, byNumber: { id: a }, byOther: { id: a }, node: { id: a }, nodes: [{ id: a }], tierAt: { code: 'SILVER' },
      orders: { nodes: [{ member: { id: a } }, { member: { id: a } }, { member: { id: a } }] },
    });
    expect(answer.members.nodes.map((member: Data) => member.id)).not.toContain(b);
    const types = 'query ($id: ID!) { member(by: { id: $id }) { timeline(first: 100) { nodes { type } } } }';
    const told = (await staff.ok(types, { id: a })).member.timeline.nodes.map((event: Data) => event.type);
    expect(told.filter((type: string) => type === 'member.joined')).toHaveLength(2);
    expect(told[0]).toBe('member.merged');
  });

  it('has inputs that name the loser act on the survivor', async () => {
    const [a, b] = await pair();
    await merge(staff, a, b);
    const before = (await stateOf(staff, a)).points.balance;
    expect((await grant(staff, b, 5)).member.id).toBe(a);
    expect((await burn(staff, b, 3)).member.id).toBe(a);
    expect((await buy(staff, b, { id: `${b}-late`, amount: 10, day: 50 })).order.member.id).toBe(a);
    expect((await staff.one('mutation ($id: ID!) { memberUpdate(id: $id, input: { name: "Ann" }) { member { id } userErrors { message } } }', { id: b })).member.id).toBe(a);
    expect((await staff.one('mutation ($id: ID!) { tierSet(memberId: $id, tierCode: "GOLD", reason: "x", idempotencyKey: "loser-tier") { member { id } userErrors { message } } }', { id: b })).member.id).toBe(a);
    expect(await stateOf(staff, a)).toMatchObject({ name: 'Ann', points: { balance: before + 2 + 4 }, tier: { tier: { code: 'GOLD' } } });
    expect(await platform.rows('SELECT 1 FROM points.lot WHERE member_id = $1', [uuid(b)])).toEqual([]);
  });

  it('is refused, and does nothing, where it cannot be', async () => {
    const [a, b] = await pair();
    const c = await newMember();
    await platform.rows("UPDATE member.member SET status = 'WITHDRAWN' WHERE id = $1", [uuid(c)]);
    const before = await whole.shop.digest();
    const refusal = async (survivor: string, loser: string): Promise<Data> => (await tryMerge(staff, survivor, loser)).userErrors;
    expect(await refusal(a, a)).toEqual([{ code: 'INVALID_INPUT', path: ['loserId'] }]);
    expect(await refusal(a, 'mbr_nobody')).toEqual([{ code: 'NOT_FOUND', path: ['loserId'] }]);
    expect(await refusal('str_x', b)).toEqual([{ code: 'NOT_FOUND', path: ['survivorId'] }]);
    expect(await refusal(a, c)).toEqual([{ code: 'INVALID_TRANSITION', path: ['loserId'] }]);
    expect(await refusal(c, a)).toEqual([{ code: 'INVALID_INPUT', path: ['survivorId'] }]);
    expect(await whole.shop.digest()).toEqual(before);
    await merge(staff, a, b);
    // Both names are one member's by now.
    expect(await refusal(a, b)).toEqual([{ code: 'INVALID_INPUT', path: ['loserId'] }]);
  });

  it('happens once for one key', async () => {
    const [a, b] = await pair();
    const first = await tryMerge(staff, a, b, 'merge-once');
    const after = await whole.shop.digest();
    expect(await tryMerge(staff, a, b, 'merge-once')).toEqual(first);
    expect(await whole.shop.digest()).toEqual(after);
  });
});

describe('an unmerge', () => {
  it('gives back both as they were', async () => {
    const [a, b] = await pair();
    await staff.ok(`mutation ($a: ID!, $b: ID!) {
      one: memberUpdate(id: $a, input: { addTags: ["vip", "tea"], attributes: { size: "L" } }) { userErrors { message } }
      other: memberUpdate(id: $b, input: { name: "Bo", birthDate: "1990-04-01", phone: "09120000${String(made).padStart(2, '0')}", addTags: ["tea", "cat"], attributes: { size: "S", milk: true } }) { userErrors { message } } }`, { a, b });
    const before = [await stateOf(staff, a), await stateOf(staff, b)];
    const { operationId } = await merge(staff, a, b);
    expect(await stateOf(staff, a)).toMatchObject({ name: 'Bo', birthDate: '1990-04-01', tags: ['vip', 'tea', 'cat'], attributes: { size: 'L', milk: true } });
    expect((await unmerge(staff, operationId)).remainders).toEqual([]);
    expect([await stateOf(staff, a), await stateOf(staff, b)]).toEqual(before);
  });

  it('separates what can be when life went on, and says what cannot', async () => {
    const [a, b] = await pair();
    const [was, other] = [await stateOf(staff, a), await stateOf(staff, b)];
    const { operationId } = await merge(staff, a, b);
    await buy(staff, a, { id: `${a}-since`, amount: 100, day: 60 });
    await burn(staff, a, was.points.balance + 10);
    await buy(staff, b, { id: `${b}-1`, revision: 2, amount: 950, refunded: true, day: 2 });
    const total = (await stateOf(staff, a)).points;
    const { remainders } = await unmerge(staff, operationId);
    expect(remainders.map(({ module, what }: Data) => `${module} ${what}`).sort(byText)).toEqual(['points POINTS_SPENT_SINCE', 'stamp-card CARDS_REBUILT', 'tier TIERS_JUDGED_ANEW']);
    const [now, back] = [await stateOf(staff, a), await stateOf(staff, b)];
    expect(now.points.balance - now.points.debt + back.points.balance - back.points.debt).toBe(total.balance - total.debt);
    expect(now.points.lifetimeEarned + back.points.lifetimeEarned).toBe(total.lifetimeEarned);
    expect([now, back].map((state) => state.orders.nodes.map((order: Data) => order.externalId as string).sort(byText))).toEqual([[`${a}-1`, `${a}-since`].sort(byText), [`${b}-1`, `${b}-2`].sort(byText)]);
    expect([now.identities, back.identities]).toEqual([was.identities, other.identities]);
    expect(back.tier.tier.code).toBe('BASE');
  });

  it('is refused after 30 days, and a second time', async () => {
    const [a, b] = await pair();
    const { operationId } = await merge(staff, a, b);
    await unmerge(staff, operationId);
    expect((await tryUnmerge(staff, operationId)).userErrors).toEqual([{ code: 'INVALID_TRANSITION', path: ['operationId'] }]);
    const again = await merge(staff, a, b);
    await platform.rows("UPDATE member.merge_operation SET at = at - interval '31 days' WHERE undone_at IS NULL AND survivor_id = $1", [uuid(a)]);
    expect((await tryUnmerge(staff, again.operationId)).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['operationId'] }]);
  });

  it('goes backwards through merges that built on one another', async () => {
    const [a, b] = await pair();
    const [c] = await pair();
    const before = [await stateOf(staff, a), await stateOf(staff, b), await stateOf(staff, c)];
    const first = await merge(staff, b, a);
    const second = await merge(staff, c, b);
    expect((await staff.ok('query ($a: ID!, $b: ID!) { one: member(by: { id: $a }) { id } two: node(id: $b) { id } }', { a, b }))).toEqual({ one: { id: c }, two: { id: c } });
    expect((await tryUnmerge(staff, first.operationId)).userErrors).toEqual([{ code: 'INVALID_TRANSITION', path: ['operationId'] }]);
    await unmerge(staff, second.operationId);
    expect((await stateOf(staff, a)).id).toBe(b);
    await unmerge(staff, first.operationId);
    expect([await stateOf(staff, a), await stateOf(staff, b), await stateOf(staff, c)]).toEqual(before);
  });
});
