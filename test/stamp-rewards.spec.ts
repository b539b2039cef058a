import { modules } from '@regulars/gateway/installation';
import { type RewardKindOf, RewardKinds } from '@regulars/member/contract';
import { definePlugin, extend } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform } from '@regulars/testing';
import { z } from 'zod';
import { merge, unmerge } from './support/life';
import { StampShop } from './support/stamp-shop';

/** Something that, once it was used, cannot be taken back. */
const used = new Set<string>();
const given: string[] = [];
const mugReward: RewardKindOf<{ colour: string }> = {
  kind: 'mug', spec: z.strictObject({ colour: z.string() }), describe: () => 'A mug',
  grant: (_, grants) => Promise.resolve(grants.map(({ receiptId }) => (given.push(receiptId), { receiptKey: receiptId }))),
  revoke: (_, receipts) => Promise.resolve(receipts.forEach(({ receiptKey }) => given.splice(given.indexOf(receiptKey), 1))),
  used: (_, receipts) => Promise.resolve(receipts.filter(({ receiptKey }) => used.has(receiptKey)).map(({ id }) => id)),
};
const mugs = definePlugin({ id: 'mugs', nouns: ['Mug'], version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' }, extensions: [extend(RewardKinds, mugReward)] });

let platform: TestPlatform;
let own: StampShop;

beforeAll(async () => {
  platform = await createTestPlatform([...modules, mugs]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  own = await StampShop.open(platform, ['mugs', 'gift-coupon']);
  used.clear();
  given.length = 0;
});
afterEach(async () => {
  // What a reaction cannot do waits aside: an order's stamps would be missing without a word.
  expect(await platform.rows('SELECT reaction FROM platform.deferred_reaction WHERE brand_id = $1', [own.shop.id])).toEqual([]);
});

const SPEND = { kind: 'PER_AMOUNT', amount: '100' };
const MUG = { kind: 'mug', spec: { colour: 'red' } };
const points = (count: number): object => ({ kind: 'points', spec: { points: count } });
const day = (number: number, hour = 12): string => new Date(Date.parse('2026-01-04T16:00:00Z') + (number * 24 + hour) * 3_600_000).toISOString();
const balance = async (): Promise<number> => (await own.held()).points.balance;
const otherMember = async (): Promise<string> => (await own.staff.one('mutation { memberJoin(input: { phone: "0912345999" }, idempotencyKey: "other") { member { id } userErrors { message } } }')).member.id;
const UPDATE = 'mutation ($id: ID!, $input: StampCardProgramInput!) { stampCardProgramUpdate(id: $id, input: $input) { program { version } userErrors { code path } } }';

describe('a threshold gives its thing once', () => {
  it('though a card was told anew by an unmerge', async () => {
    await own.program({ name: 'P', slots: 10, rules: [SPEND], rewards: [{ at: 10, reward: points(30) }] });
    const other = await otherMember();
    await own.sell({ id: 'A', at: day(0), amount: 500 });
    await own.sell({ id: 'B', at: day(1), amount: 700, member: other });
    const { operationId } = await merge(own.staff, own.memberId, other);
    await own.sell({ id: 'C', at: day(2), amount: 800 });
    expect([await own.told(), await balance()]).toEqual([['P CLOSED 10', 'P COMPLETED 10'], 30]);
    await unmerge(own.staff, operationId);
    await own.sell({ id: 'D', at: day(3), amount: 700 });
    expect(await own.told()).toEqual(['P CLOSED 10', 'P COMPLETED 10']);
    expect(await own.shop.violations()).toEqual([]);
  });

  it('though a late order puts the card under another version, after the thing was used', async () => {
    const input = { name: 'P', slots: 5, startsAt: '2025-01-01T00:00:00Z', rules: [SPEND], rewards: [{ at: 3, reward: MUG }] };
    const id = await own.program(input);
    await own.shop.advanceTo(new Date(day(1)));
    await own.staff.one(UPDATE, { id, input: { ...input, rewards: [{ at: 3, reward: { kind: 'mug', spec: { colour: 'blue' } } }] } });
    await own.sell({ id: 'A', at: day(2), amount: 300 });
    used.add(given[0] as string);
    await own.sell({ id: 'L', at: day(0) });
    expect([await own.told(), given.length, (await own.cards())[0].owed]).toEqual([['P OPEN 4'], 1, 0]);
  });

  it('and each of two things at one threshold by itself', async () => {
    await own.program({ name: 'P', slots: 5, rules: [SPEND], rewards: [{ at: 3, reward: MUG }, { at: 3, reward: points(30) }] });
    await own.sell({ id: 'A', at: day(0), amount: 300 });
    used.add(given[0] as string);
    await own.sell({ id: 'A', at: day(0), amount: 300, revision: 2, refunded: true });
    expect([await own.told(), await balance(), given.length]).toEqual([['P OWING 0'], 0, 1]);
    await own.sell({ id: 'B', at: day(1), amount: 300 });
    expect([await own.told(), await balance(), given.length]).toEqual([['P OPEN 3'], 30, 1]);
  });
});
