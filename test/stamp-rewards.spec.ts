import { modules } from '@regulars/gateway/installation';
import { newUuid, readId } from '@regulars/plugin-sdk';
import { Missions } from '@regulars/stamp-card/contract';
import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { merge, unmerge } from './support/life';
import type { QueryRunner } from 'typeorm';
import { Mugs } from './support/mugs';
import { day, MUG, points, SPEND, StampShop, VISIT } from './support/stamp-shop';
import { MatchMergedRewards1791500000583 } from '../plugins/stamp-card/src/data/match-merged-rewards.migration';
import { STAMPS_FROM } from '../plugins/stamp-card/src/data/card.statements';
import { actsSince, entriesSince } from '../plugins/stamp-card/src/data/stamp.statements';

const mugs = new Mugs();
let platform: TestPlatform;
let own: StampShop;

beforeAll(async () => {
  platform = await createTestPlatform([...modules, mugs.module]);
});
afterAll(() => platform.stop());
beforeEach(async () => {
  own = await StampShop.open(platform, ['mugs', 'gift-coupon']);
  mugs.forget();
});
afterEach(async () => {
  // What a reaction cannot do waits aside: an order's stamps would be missing without a word.
  expect(await platform.rows('SELECT reaction FROM platform.deferred_reaction WHERE brand_id = $1', [own.shop.id])).toEqual([]);
});

const UPDATE = 'mutation ($id: ID!, $input: StampCardProgramInput!) { stampCardProgramUpdate(id: $id, input: $input) { program { version } userErrors { code path } } }';

describe('a threshold gives its thing once', () => {
  it('though a card was told anew by an unmerge', async () => {
    await own.program({ name: 'P', slots: 10, rules: [SPEND], rewards: [{ at: 10, reward: points(30) }] });
    const other = await own.otherMember();
    await own.sell({ id: 'A', at: day(0), amount: 500 });
    await own.sell({ id: 'B', at: day(1), amount: 700, member: other });
    const { operationId } = await merge(own.staff, own.memberId, other);
    await own.sell({ id: 'C', at: day(2), amount: 800 });
    expect([await own.told(), await own.balance()]).toEqual([['P CLOSED 10', 'P COMPLETED 10'], 30]);
    await unmerge(own.staff, operationId);
    await own.sell({ id: 'D', at: day(3), amount: 700 });
    // The thing that came with the second card is the first one's now: the second one gives its own.
    expect([await own.told(), await own.balance(), await own.shop.violations()]).toEqual([['P CLOSED 10', 'P COMPLETED 10'], 60, []]);
  });

  it('though a late order puts the card under another version, after the thing was used', async () => {
    const input = { name: 'P', slots: 5, startsAt: '2025-01-01T00:00:00Z', rules: [SPEND], rewards: [{ at: 3, reward: MUG }] };
    const id = await own.program(input);
    await own.shop.advanceTo(new Date(day(1)));
    await own.staff.one(UPDATE, { id, input: { ...input, rewards: [{ at: 3, reward: { kind: 'mug', spec: { colour: 'blue' } } }] } });
    await own.sell({ id: 'A', at: day(2), amount: 300 });
    mugs.used.add(mugs.given[0] as string);
    await own.sell({ id: 'L', at: day(0) });
    expect([await own.told(), mugs.given.length, (await own.cards())[0].owed]).toEqual([['P OPEN 4'], 1, 0]);
  });

  it('and each of two things at one threshold by itself', async () => {
    await own.program({ name: 'P', slots: 5, rules: [SPEND], rewards: [{ at: 3, reward: MUG }, { at: 3, reward: points(30) }] });
    await own.sell({ id: 'A', at: day(0), amount: 300 });
    mugs.used.add(mugs.given[0] as string);
    await own.sell({ id: 'A', at: day(0), amount: 300, revision: 2, refunded: true });
    expect([await own.told(), await own.balance(), mugs.given.length]).toEqual([['P OWING 0'], 0, 1]);
    await own.sell({ id: 'B', at: day(1), amount: 300 });
    expect([await own.told(), await own.balance(), mugs.given.length]).toEqual([['P OPEN 3'], 30, 1]);
  });
});

describe('after a merge', () => {
  it('rewards go with the stamps they came with, and come again with others', async () => {
    await own.program({ name: 'P', slots: 10, rules: [SPEND], rewards: [{ at: 10, reward: points(30) }] });
    const other = await own.otherMember();
    const [first, second] = [{ id: 'A', at: day(0), amount: 500 }, { id: 'B', at: day(1), amount: 1000, member: other }];
    await own.sell(first);
    await own.sell(second);
    const { operationId } = await merge(own.staff, own.memberId, other);
    expect([await own.told(), await own.balance(), await own.shop.violations()]).toEqual([['P CLOSED 10', 'P OPEN 5'], 30, []]);
    await own.refund(first);
    expect([await own.told(), await own.balance()]).toEqual([['P COMPLETED 10'], 30]);
    await own.refund({ ...second, member: own.memberId });
    expect([await own.told(), await own.balance()]).toEqual([[], 0]);
    await own.sell({ id: 'C', at: day(2), amount: 1000 });
    expect([await own.told(), await own.balance(), await own.shop.violations()]).toEqual([['P COMPLETED 10'], 30, []]);
    await unmerge(own.staff, operationId);
    expect([await own.told(), await own.balance(), await own.told(other), await own.balance(other), await own.shop.violations()]).toEqual([['P COMPLETED 10'], 30, [], 0, []]);
  });

  it('one that no card reaches any more stays, once, and the card owes for it', async () => {
    await own.program({ name: 'P', slots: 2, rules: [VISIT], rewards: [{ at: 2, reward: points(30) }] });
    const other = await own.otherMember();
    for (const [index, id] of ['A', 'B'].entries()) {
      await own.sell({ id, at: day(index) });
      await own.sell({ id: `${id}2`, at: day(index, 13), member: other });
    }
    const { operationId } = await merge(own.staff, own.memberId, other);
    const merged = [['OWING', 0, 2], ['COMPLETED', 2, 0]];
    expect([(await own.cards()).map(({ state, stamps, owed }) => [state, stamps, owed]), await own.balance(), await own.shop.violations()]).toEqual([merged, 60, []]);
    // As an earlier version left them: under the name of who was merged, and owed for by no card. The upgrade does the same.
    const [survivor, loser] = [readId('mbr', own.memberId), readId('mbr', other)];
    await platform.rows("UPDATE member.reward_receipt SET cause_key = replace(cause_key, $1 || '/2', $2 || '/1') WHERE brand_id = $3", [survivor, loser, own.shop.id]);
    await platform.rows("DELETE FROM stamp_card.card WHERE brand_id = $1 AND number = 2 AND stamps = 0", [own.shop.id]);
    await platform.rows("UPDATE stamp_card.card SET kept = '{}' WHERE brand_id = $1", [own.shop.id]);
    expect(await own.shop.violations()).toHaveLength(1);
    await new MatchMergedRewards1791500000583().up({ query: (text: string) => platform.rows(text) } as unknown as QueryRunner);
    expect([(await own.cards()).map(({ state, stamps, owed }) => [state, stamps, owed]), await own.shop.violations()]).toEqual([merged, []]);
    await own.sell({ id: 'C', at: day(2) });
    await own.sell({ id: 'D', at: day(3) });
    expect([(await own.cards()).map(({ state, stamps, owed }) => [state, stamps, owed]), await own.balance(), await own.shop.violations()]).toEqual([[['COMPLETED', 2, 0], ['CLOSED', 2, 0]], 60, []]);
    await unmerge(own.staff, operationId);
    // Of four visits of its own the second card is full, too; nobody bought anything by that.
    expect([await own.told(), await own.balance(), await own.told(other), await own.balance(other), await own.shop.violations()]).toEqual([['P CLOSED 2', 'P COMPLETED 2'], 30, ['P COMPLETED 2'], 30, []]);
  });
});

describe('a card that would give stamps to itself', () => {
  const input = { name: 'P', slots: 1, startsAt: '2025-01-01T00:00:00Z', rules: [{ kind: 'VISIT' }], rewards: [] as object[] };
  const stamps = (programId: string): object => ({ kind: 'stamps', spec: { programId, stamps: 1 } });
  const bundle = async (reward: object): Promise<string> =>
    (await own.staff.one('mutation ($input: GiftBundleInput!) { giftBundleCreate(input: $input) { bundle { id } userErrors { message path } } }', { input: { name: 'B', items: [{ quantity: 1, reward }] } })).bundle.id;
  const update = async (id: string, reward: object): Promise<unknown> => (await own.staff.run(UPDATE, { id, input: { ...input, rewards: [{ at: 1, reward }] } })).data.stampCardProgramUpdate;
  const ofBundle = (id: string): object => ({ kind: 'gift-bundle', spec: { bundle: id } });

  it('is refused, also by way of bundles in bundles', async () => {
    const id = await own.program(input, false);
    const outer = await bundle(ofBundle(await bundle(stamps(id))));
    expect(await update(id, ofBundle(outer))).toEqual({ program: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'rewards', '0', 'reward'] }] });
    const other = await own.program({ ...input, name: 'Q', rewards: [{ at: 1, reward: ofBundle(outer) }] }, false);
    expect(await update(id, stamps(other))).toEqual({ program: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'rewards', '0', 'reward', 'spec', 'programId'] }] });
  });

  it('is refused to one of two that would each give stamps to the other, saved at once', async () => {
    const ids = [await own.program(input, false), await own.program({ ...input, name: 'Q' }, false)];
    const answers = await Promise.all(ids.map((id, index) => update(id, stamps(ids[1 - index] as string))));
    expect(answers.map((answer) => (answer as { userErrors: unknown[] }).userErrors.length).sort((a, b) => a - b)).toEqual([0, 1]);
  });

  const fill = async (id: string, reward: object): Promise<unknown> =>
    (await own.staff.run('mutation ($id: ID!, $input: GiftBundleInput!) { giftBundleUpdate(id: $id, input: $input) { bundle { id } userErrors { code path } } }', { id, input: { name: 'B', items: [{ quantity: 1, reward }] } })).data.giftBundleUpdate;

  it('is refused when the bundle is filled behind it, also from a bundle in that bundle', async () => {
    const id = await own.program(input, false);
    const inner = await bundle(points(5));
    const outer = await bundle(ofBundle(inner));
    expect(await update(id, ofBundle(outer))).toMatchObject({ userErrors: [] });
    const before = await own.shop.digest();
    for (const filled of [outer, inner]) expect(await fill(filled, stamps(id))).toEqual({ bundle: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'items', '0', 'reward'] }] });
    expect(await own.shop.digest()).toEqual(before);
    expect(await fill(inner, points(6))).toMatchObject({ userErrors: [] });
  });

  it('is refused to one of a program and its bundle that are saved at once', async () => {
    for (let round = 0; round < 4; round++) {
      const [id, filled] = [await own.program(input, false), await bundle(points(5))];
      const answers = await Promise.all([update(id, ofBundle(filled)), fill(filled, stamps(id))]);
      expect(answers.map((answer) => (answer as { userErrors: unknown[] }).userErrors.length).sort((a, b) => a - b)).toEqual([0, 1]);
    }
  });

  it('and does so all the same by a bundle of before, gives them once', async () => {
    const id = await own.program(input, false);
    const filled = await bundle(points(5));
    expect(await update(id, ofBundle(filled))).toMatchObject({ userErrors: [] });
    await own.staff.ok('mutation ($id: ID!) { stampCardProgramActivate(id: $id) { userErrors { message } } }', { id });
    await platform.rows('UPDATE gift_coupon.bundle SET items = $2 WHERE brand_id = $1', [own.shop.id, JSON.stringify([{ quantity: 1, reward: stamps(id) }])]);
    await own.sell({ id: 'A', at: day(0) });
    expect(await own.told()).toEqual(['P CLOSED 1', 'P COMPLETED 1']);
    expect(await own.shop.violations()).toEqual([]);
  });
});

describe('stamps come', () => {
  it('though the kind of a reward is switched off: of that nothing is given, and nothing taken back', async () => {
    await own.program({ name: 'P', slots: 5, rules: [SPEND], rewards: [{ at: 2, reward: MUG }, { at: 4, reward: MUG }, { at: 4, reward: points(30) }] });
    await own.sell({ id: 'A', at: day(0), amount: 200 });
    await own.staff.ok('mutation { pluginDisable(id: "mugs") { userErrors { message } } }');
    await own.sell({ id: 'B', at: day(1), amount: 200 });
    expect([await own.told(), await own.balance(), mugs.given.length]).toEqual([['P OPEN 4'], 30, 1]);
    await own.sell({ id: 'A', at: day(0), amount: 200, revision: 2, refunded: true });
    await own.sell({ id: 'B', at: day(1), amount: 200, revision: 2, refunded: true });
    expect([await own.told(), await own.balance(), mugs.given.length]).toEqual([['P OWING 0'], 0, 1]);
    await own.sell({ id: 'C', at: day(2), amount: 400 });
    expect([await own.told(), await own.balance(), mugs.given.length]).toEqual([['P OPEN 4'], 30, 1]);
  });

  it('for no visit to another store, though its day began before the card did', async () => {
    await own.shop.advanceTo(new Date(day(400, 9)));
    const id = await own.program({ name: 'P', slots: 5, rules: [{ kind: 'VISIT', storeCodes: ['S1'] }] }, false);
    await own.sell({ id: 'A', at: day(400, 10), store: 'S2' });
    await own.shop.advanceTo(new Date(day(400, 11)));
    await own.staff.ok('mutation ($id: ID!) { stampCardProgramActivate(id: $id) { userErrors { message } } }', { id });
    await own.sell({ id: 'B', at: day(400, 12), store: 'S2' });
    expect(await own.told()).toEqual([]);
    await own.sell({ id: 'C', at: day(400, 13), store: 'S1' });
    expect(await own.told()).toEqual(['P OPEN 1']);
  });

  it('for what a member did who has become another since', async () => {
    await own.program({ name: 'M', kind: 'MISSION', slots: 2, rules: ['a', 'b'].map((step) => ({ kind: 'TASK', step, event: `${step}.done` })) });
    const other = await own.otherMember();
    await merge(own.staff, own.memberId, other);
    const memberId = readId('mbr', other) as string;
    await own.shop.context((ctx) => ctx.use(Missions).happened([{ event: 'a.done', eventId: newUuid(), memberId, at: new Date(day(0)) }]));
    expect(await own.told()).toEqual(['M OPEN 1']);
    expect(await own.shop.violations()).toEqual([]);
  });
});

describe('of what a member has', () => {
  it('an order reads the stamps by hand on the card that is open, not those of all before', async () => {
    const id = await own.program({ name: 'P', slots: 3, rules: [SPEND] });
    for (let count = 0; count < 11; count++) await own.act('stampCardGrant', id, 1);
    const [memberId, programId] = [readId('mbr', own.memberId) as string, readId('scp', id) as string];
    const rows = await own.shop.context((ctx) => ctx.sql(actsSince([memberId], [new Date(ctx.now.getTime() + 1000).toISOString()], [programId], [])));
    expect(rows).toHaveLength(2);
    expect((await own.shop.context((ctx) => ctx.sql(actsSince([memberId], ['-infinity'], [programId], []))))).toHaveLength(11);
  });

  it('an order reads a bounded part, where a card is never full, full for good, or never begun', async () => {
    const group = { exclusiveGroup: 'g', slots: 10, rules: [SPEND] };
    const mission = { kind: 'MISSION', slots: 2, rules: ['S1', 'S2'].map((code) => ({ kind: 'TASK', step: code, storeCodes: [code] })) };
    const ids = [
      await own.program({ ...group, name: 'first', priority: 1 }), await own.program({ ...group, name: 'never' }),
      await own.program({ ...mission, name: 'one store missing' }), await own.program({ name: 'full', slots: 1, reopens: false, rules: [SPEND] }),
    ].map((id) => readId('scp', id) as string);
    const hour = (count: number): string => day(-10, count);
    await own.sellMany(Array.from({ length: 80 }, (_, count) => ({ id: `O${count}`, at: hour(count) })));
    const rowsRead = async (since: string): Promise<number[]> => {
      const bundles = ['grouped', 'grouped', ...ids.slice(2)];
      const rows = await own.shop.context((ctx) => ctx.sql(entriesSince([readId('mbr', own.memberId) as string], [since], ids, bundles, [])));
      return ids.map((id) => rows.filter(({ program_id }) => program_id === id).length);
    };
    expect(await rowsRead('-infinity')).toEqual([80, 80, 80, 80]);
    expect(await rowsRead(hour(80))).toEqual([10, 10, 16, 16]);
    // Further orders move on what is kept; one that comes late by more than that goes back to the opening.
    for (let count = 80; count < 100; count++) await own.sell({ id: `O${count}`, at: hour(count) });
    expect(await rowsRead(hour(100))).toEqual([10, 10, 19, 19]);
    await own.sell({ id: 'at the other store', at: hour(40), store: 'S2' });
    expect([await own.told(), await own.shop.violations()]).toEqual([[...Array<string>(10).fill('first CLOSED 10'), 'first OPEN 1', 'full COMPLETED 1', 'one store missing CLOSED 2', 'one store missing OPEN 1'], []]);
    expect(await rowsRead(hour(101))).toEqual([1, 1, 16, 16]);
  });

  it('a card reads what came while it was the latest', async () => {
    const id = await own.program({ name: 'P', slots: 5, rules: [SPEND] });
    await own.sellMany(Array.from({ length: 40 }, (_, count) => ({ id: `O${count}`, at: day(-10, count) })));
    for (let count = 0; count < 20; count++) await own.act('stampCardGrant', id, 1);
    const card = (await platform.rows<{ id: string }>('SELECT id FROM stamp_card.card WHERE brand_id = $1 AND number IN (4, 10) ORDER BY number', [own.shop.id])).map((row) => row.id);
    const read = (one: string | undefined): Promise<number> => rowsScanned(own.shop, `SELECT * FROM ${STAMPS_FROM} WHERE card_id = $1`, [one]);
    // And the one with which the next card began.
    expect([await read(card[0]), await read(card[1])]).toEqual([6, 6]);
    expect((await own.cards()).map(({ stamps, entries }) => [stamps, entries.nodes.length])).toEqual(Array.from({ length: 12 }, () => [5, 5]));
  });
});

interface Plan {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Plan[];
}

/** Rows of orders' stamps and of others that a statement takes from their tables, by whichever index. */
async function rowsScanned(shop: TestShop, text: string, values: readonly unknown[]): Promise<number> {
  const scanned = (plan: Plan): number =>
    (['entry', 'act'].includes(plan['Relation Name'] ?? '') ? plan['Actual Rows'] * plan['Actual Loops'] : 0) + (plan.Plans ?? []).reduce((sum, inner) => sum + scanned(inner), 0);
  return shop.context(async (ctx) => {
    const [row] = await ctx.sql<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>({ name: '', text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values });
    return (row?.['QUERY PLAN'] ?? []).reduce((sum, { Plan: plan }) => sum + scanned(plan), 0);
  });
}
