import { setTimeout as sleep } from 'node:timers/promises';
import { Members } from '@regulars/member/contract';
import { type Context, DAY, newUuid, readId, statement } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { moveInvitations } from '../src/data/invitation.statements';
import { inviteJob } from '../src/domain/invite';
import { ORDER } from './support/documents';
import { surveyShop } from './support/shop';
import { answer, asks, join, liveSurvey, memberCaller, say, when } from './support/surveys';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
surveyShop((opened) => {
  ({ platform, shop, staff } = opened);
});

/** The instant at which the clocks of test brands begin. */
const NOON = Date.parse('2026-01-05T04:00:00Z');

let sales = 0;
const saleOf = (memberId: string, more: object = {}): object => ({ source: 'pos', externalId: `S${++sales}`, member: { id: memberId }, placedAt: new Date(NOON).toISOString(), lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '120' }], ...more });
const sell = async (input: object): Promise<string> => (await staff.one(ORDER, { input, key: newUuid() })).order.id as string;
const members = (count: number): Promise<string[]> => Promise.all(Array.from({ length: count }, () => join(staff)));
const standing = (id: string, selection: string): Promise<Data> => staff.one(`query ($id: ID!) { member(by: { id: $id }) { ${selection} } }`, { id });
const askedAbout = async (id: string): Promise<string[]> => (await memberCaller(shop, id).one('{ me { surveyInvitations { order { id } } } }')).surveyInvitations.map(({ order: about }: Data) => about.id);
const results = (id: string, selection: string): Promise<Data> => staff.one(`query ($id: ID!) { survey(id: $id) { ${selection} } }`, { id });
const reasons = async (): Promise<Data[]> => platform.rows('SELECT state, reason FROM survey.invitation WHERE brand_id = $1 ORDER BY due_at, reason NULLS FIRST', [shop.id]);

describe('satisfaction after a purchase', () => {
  const QUESTIONS = [asks('drink', 'RATING'), asks('why', 'TEXT', { required: false })];

  it('asks two days after the order, thanks for the answer, and shows how satisfied they are', async () => {
    const id = await liveSurvey(staff, QUESTIONS, { afterOrder: { days: 2, scope: { minNet: '100' } }, rewards: [{ kind: 'points', spec: { points: 10 } }] });
    const [ann, bob] = await members(2) as [string, string];
    const sale = await sell(saleOf(ann));
    await sell(saleOf(bob, { lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '99' }] }));
    await platform.drain();
    await shop.advanceTo(new Date(NOON + 2 * DAY - 60_000));
    expect(await askedAbout(ann)).toEqual([]);
    await shop.advanceTo(new Date(NOON + 2 * DAY + 60_000));
    expect([await askedAbout(ann), await askedAbout(bob)]).toEqual([[sale], []]);
    await answer(shop, ann, id, { drink: 5, why: 'Just right' });
    expect(await askedAbout(ann)).toEqual([]);
    const { points: wallet, timeline, surveyResponses } = await standing(ann, 'points { balance } timeline(types: ["survey.invited"]) { nodes { data } } surveyResponses { nodes { order { id } } }');
    expect([wallet.balance, timeline.nodes, surveyResponses.nodes]).toEqual([10, [{ data: { surveyId: id, orderId: sale } }], [{ order: { id: sale } }]]);
    await answer(shop, bob, id, { drink: 3 });
    expect((await results(id, 'results { started completed questions { question { code } shown answered average csat } }')).results).toEqual({
      started: 2, completed: 2, questions: [{ question: { code: 'drink' }, shown: 2, answered: 2, average: '4.00', csat: '50.00' }, { question: { code: 'why' }, shown: 2, answered: 1, average: null, csat: null }],
    });
  });

  it('asks nobody whose order went back, who is frozen, or who was asked within 30 days; on the thirtieth day it asks again', async () => {
    await liveSurvey(staff, QUESTIONS, { afterOrder: { days: 1 } });
    await liveSurvey(staff, QUESTIONS, { afterOrder: { days: 1 } });
    const [ann, bob, eve] = await members(3) as [string, string, string];
    await sell(saleOf(ann));
    const back = saleOf(bob) as { externalId: string };
    await sell(back);
    await platform.drain();
    await sell({ ...back, revision: 2, status: 'REFUNDED', updatedAt: new Date(NOON + 1_000).toISOString(), lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '120', refundedQuantity: 1 }] });
    await sell(saleOf(eve));
    await platform.drain();
    await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "asked to", idempotencyKey: "freeze") { userErrors { message } } }', { id: eve });
    await shop.advanceTo(new Date(NOON + DAY + 120_000));
    const invited = await reasons();
    expect(invited.map(({ state, reason }) => String(reason ?? state)).sort()).toEqual(['ASKED_LATELY', 'NOT_ACTIVE', 'NOT_ACTIVE', 'ORDER_GIVEN_BACK', 'ORDER_GIVEN_BACK', 'SENT']);
    // One that falls due just before 30 days have gone by, and one just behind.
    const askedAt = (await platform.rows<{ at: Date }>("SELECT decided_at AS at FROM survey.invitation WHERE brand_id = $1 AND state = 'SENT'", [shop.id]))[0]!.at.getTime();
    await shop.advanceTo(new Date(askedAt + 29 * DAY));
    await sell(saleOf(ann, { placedAt: new Date(askedAt + 29 * DAY - 3_600_000).toISOString() }));
    const last = await sell(saleOf(ann, { placedAt: new Date(askedAt + 29 * DAY).toISOString() }));
    await platform.drain();
    await shop.advanceTo(new Date(askedAt + 30 * DAY + 120_000));
    expect((await reasons()).slice(6).map(({ state, reason }) => reason ?? state)).toEqual(['ASKED_LATELY', 'ASKED_LATELY', 'SENT', 'ASKED_LATELY']);
    expect(await askedAbout(ann)).toEqual([last]);
  });

  it('asks nobody about an order of long ago, nor of somebody else', async () => {
    await liveSurvey(staff, QUESTIONS, { afterOrder: { days: 3 } });
    const [ann] = await members(1) as [string];
    await sell(saleOf(ann, { placedAt: new Date(NOON - 4 * DAY).toISOString() }));
    await sell({ ...saleOf(ann), member: null });
    await platform.drain();
    expect(await reasons()).toEqual([]);
  });
});

it('a new product: who likes it is tagged, so that they hear of it first', async () => {
  const id = await liveSurvey(staff, [asks('products', 'MULTI', { options: ['taro', 'cheese', 'none'] })], {
    rules: [{ when: when('products', 'INCLUDES', 'taro'), addTags: ['taro fans'] }, { when: when('products', 'INCLUDES', 'cheese'), addTags: ['cheese fans'] }],
  });
  const [ann, bob, eve] = await members(3) as [string, string, string];
  await answer(shop, ann, id, { products: ['cheese', 'taro'] });
  await answer(shop, bob, id, { products: ['taro'] });
  await answer(shop, eve, id, { products: ['none'] });
  const found = async (tag: string): Promise<string[]> => (await staff.one('query ($tag: String!) { members(first: 9, where: { tag: { eq: $tag } }) { nodes { id } } }', { tag })).nodes.map((one: Data) => one.id).sort();
  expect([await found('taro fans'), await found('cheese fans')]).toEqual([[ann, bob].sort(), [ann]]);
  expect((await results(id, 'results { questions { options { code count } } }')).results.questions).toEqual([{ options: [{ code: 'taro', count: 2 }, { code: 'cheese', count: 1 }, { code: 'none', count: 1 }] }]);
});

it('before a festival: which box in which tier', async () => {
  const spend = { conditions: [{ metric: 'NET_SPEND', atLeast: '100', window: 'ROLLING_DAYS', count: 365 }] };
  const { program } = await staff.one('mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id } userErrors { path message } } }', { input: { tiers: [{ code: 'BASE', name: 'Base', rank: 0 }, { code: 'GOLD', name: 'Gold', rank: 1, upgradeWhen: spend }] } });
  await staff.ok('mutation ($id: ID!, $at: DateTime!) { tierProgramActivate(id: $id, at: $at) { userErrors { message } } }', { id: program.id, at: '2025-01-01T00:00:00Z' });
  const stores = ['EAST', 'WEST'];
  for (const code of stores) await staff.ok('mutation ($code: String!) { storeCreate(input: { code: $code, name: $code }) { userErrors { message } } }', { code });
  const id = await liveSurvey(staff, [asks('box', 'SINGLE', { options: ['mooncake', 'tea'] })]);
  const [ann, bob, eve] = await members(3) as [string, string, string];
  await sell(saleOf(ann, { storeCode: 'EAST' }));
  await sell(saleOf(bob, { storeCode: 'WEST' }));
  for (const [who, box] of [[ann, 'tea'], [bob, 'mooncake'], [eve, 'mooncake']] as const) await answer(shop, who, id, { box });
  const { tiers, stores: byStore, gold } = await results(id, 'tiers: crossTab(question: "box", by: TIER) { group answered options { code count } } stores: crossTab(question: "box", by: STORE) { group options { code count } } gold: results(where: { tierCodes: ["GOLD"], storeCodes: ["EAST"] }) { completed }');
  const counts = (mooncake: number, tea: number): object[] => [{ code: 'mooncake', count: mooncake }, { code: 'tea', count: tea }];
  expect(tiers).toEqual([{ group: 'BASE', answered: 1, options: counts(1, 0) }, { group: 'GOLD', answered: 2, options: counts(1, 1) }]);
  expect(byStore).toEqual([{ group: 'EAST', options: counts(0, 1) }, { group: 'WEST', options: counts(1, 0) }, { group: null, options: counts(1, 0) }]);
  expect(gold.completed).toBe(1);
});

it('what is missing of a profile: age, interests and habits become attributes and tags', async () => {
  const id = await liveSurvey(staff, [asks('age', 'NUMBER', { min: 12, max: 120 }), asks('interests', 'MULTI', { options: ['sport', 'film'], required: false }), asks('often', 'SINGLE', { options: ['daily', 'weekly'] })], {
    rules: [
      { attributes: [{ name: 'age', question: 'age' }, { name: 'interests', question: 'interests' }] }, { when: { all: [when('age', 'GTE', 18), when('age', 'LT', 30)] }, addTags: ['18-29'] },
      { when: when('often', 'EQ', 'daily'), addTags: ['daily'], removeTags: ['weekly'] }, { when: when('often', 'EQ', 'weekly'), addTags: ['weekly'], removeTags: ['daily'] },
    ],
  });
  const [ann, bob] = await members(2) as [string, string];
  await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { addTags: ["weekly"] }) { userErrors { message } } }', { id: ann });
  await answer(shop, ann, id, { age: 29, interests: ['film', 'sport'], often: 'daily' });
  await answer(shop, bob, id, { age: 30, often: 'weekly' });
  expect([await standing(ann, 'tags attributes'), await standing(bob, 'tags attributes')]).toEqual([
    { tags: ['18-29', 'daily'], attributes: { age: 29, interests: ['sport', 'film'] } }, { tags: ['weekly'], attributes: { age: 30 } },
  ]);
  expect((await results(id, 'results { questions { average } }')).results.questions[0].average).toBe('29.50');
});

it('before an event: how many would come, by area', async () => {
  const id = await liveSurvey(staff, [asks('willing', 'SINGLE', { options: ['yes', 'no'], branches: [{ when: when('willing', 'EQ', 'no') }] }), asks('area', 'SINGLE', { options: ['north', 'south'] })]);
  const people = await members(5);
  const given = [{ willing: 'yes', area: 'north' }, { willing: 'yes', area: 'north' }, { willing: 'yes', area: 'south' }, { willing: 'no' }, { willing: 'no' }];
  for (const [index, answers] of given.entries()) await answer(shop, people[index]!, id, answers);
  const { crossTab, results: counted } = await results(id, 'crossTab(question: "willing", by: QUESTION, byQuestion: "area") { group answered options { code count } } results { questions { shown } }');
  const counts = (yes: number, no: number): object[] => [{ code: 'yes', count: yes }, { code: 'no', count: no }];
  expect(crossTab).toEqual([{ group: 'north', answered: 2, options: counts(2, 0) }, { group: 'south', answered: 1, options: counts(1, 0) }, { group: null, answered: 2, options: counts(0, 2) }]);
  expect(counted.questions).toEqual([{ shown: 5 }, { shown: 3 }]);
});

it('would they come again, and tell their friends: thanks, and who promotes', async () => {
  const id = await liveSurvey(staff, [asks('recommend', 'NPS', { branches: [{ when: when('recommend', 'LTE', 6), goTo: 'why' }], ends: true }), asks('why', 'TEXT')], {
    rules: [{ when: when('recommend', 'GTE', 9), addTags: ['promoter'] }], rewards: [{ kind: 'points', spec: { points: 50 } }],
  });
  const people = await members(4);
  for (const [index, recommend] of [10, 9, 7, 3].entries()) await answer(shop, people[index]!, id, { recommend, ...(recommend <= 6 && { why: 'Too sweet' }) });
  expect((await results(id, 'results { questions { nps average } }')).results.questions[0]).toEqual({ nps: '25.00', average: '7.25' });
  expect(await Promise.all(people.map(async (one) => { const { tags, points: wallet } = await standing(one, 'tags points { balance }'); return [tags, wallet.balance]; }))).toEqual([[['promoter'], 50], [['promoter'], 50], [[], 50], [[], 50]]);

  const { job } = await staff.one('mutation ($id: ID!) { surveyExport(id: $id) { job { id } userErrors { message } } }', { id });
  await platform.drain();
  expect((await staff.one('query ($id: ID!) { job(id: $id) { status resultUrl } }', { id: job.id })).status).toBe('SUCCEEDED');
  const [file] = await platform.rows<{ bytes: Buffer }>("SELECT c.bytes FROM platform.file_chunk c JOIN platform.file f ON (f.brand_id, f.id) = (c.brand_id, c.file_id) WHERE f.brand_id = $1 AND f.name = 'survey.csv'", [shop.id]);
  const lines = file!.bytes.toString().split('\r\n');
  expect(lines[0]).toBe('﻿response,member,completedAt,version,tier,store,outcome,recommend,why');
  expect(lines.slice(1, 5).map((line) => line.split(',').slice(3).join(','))).toEqual(['1,,,,10,', '1,,,,9,', '1,,,,7,', '1,,,,3,Too sweet']);
  expect(lines.slice(1, 5).map((line) => line.split(',')[1])).toEqual(people);
});

it('what starts a journey: an answer tags, and tells who follows', async () => {
  const id = await liveSurvey(staff, [asks('favourite', 'SINGLE', { options: ['milk_tea', 'tea'] })], { rules: [{ when: when('favourite', 'EQ', 'milk_tea'), addTags: ['鮮奶茶'] }] });
  const [ann, bob] = await members(2) as [string, string];
  await answer(shop, ann, id, { favourite: 'milk_tea' });
  await answer(shop, bob, id, { favourite: 'tea' });
  const told = async (who: string): Promise<Data> => (await standing(who, 'tags timeline(types: ["survey.completed", "member.updated"]) { nodes { type ... on SurveyCompletedEvent { response { survey { id } answers { value } } } } }'));
  expect(await told(ann)).toEqual({ tags: ['鮮奶茶'], timeline: { nodes: [{ type: 'survey.completed', response: { survey: { id }, answers: [{ value: 'milk_tea' }] } }, { type: 'member.updated' }] } });
  expect(await told(bob)).toEqual({ tags: [], timeline: { nodes: [{ type: 'survey.completed', response: { survey: { id }, answers: [{ value: 'tea' }] } }] } });
});

it('a quiz tells who they are', async () => {
  const scored = (code: string, dimension: string): object => ({ code, text: say(code), scores: [{ dimension, points: 1 }] });
  const question = (code: string): object => ({ code, kind: 'SINGLE', text: say(code), options: [scored('sea', 'blue'), scored('wood', 'green')] });
  const outcomes = [{ code: 'BLUE', dimension: 'blue', title: say('Blue'), tags: ['blue'], rewards: [{ kind: 'points', spec: { points: 3 } }] }, { code: 'GREEN', dimension: 'green', title: say('Green'), tags: ['green'] }];
  const id = await liveSurvey(staff, [question('holiday'), question('home'), asks('age', 'NUMBER', { required: false })], { outcomes });
  const [ann, bob] = await members(2) as [string, string];
  expect((await answer(shop, ann, id, { holiday: 'wood', home: 'wood' })).outcome).toEqual({ code: 'GREEN', title: 'Green' });
  expect((await answer(shop, bob, id, { holiday: 'sea', home: 'wood' })).outcome).toEqual({ code: 'BLUE', title: 'Blue' });
  expect([await standing(ann, 'tags points { balance }'), await standing(bob, 'tags points { balance }')]).toEqual([{ tags: ['green'], points: { balance: 0 } }, { tags: ['blue'], points: { balance: 3 } }]);
  expect((await results(id, 'results { outcomes { code count } }')).results.outcomes).toEqual([{ code: 'BLUE', count: 1 }, { code: 'GREEN', count: 1 }]);
});

/** Until so many wait for a lock. */
async function waiting(count: number): Promise<void> {
  const text = "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  while (((await platform.rows<{ waiting: number }>(text))[0]?.waiting ?? 0) < count) await sleep(5);
}

const askedNow = statement<never, [memberId: string]>('spec.asked-now', "UPDATE survey.invitation SET state = 'SENT', decided_at = platform.current_now() WHERE member_id = $1 AND state = 'PLANNED' AND id = (SELECT min(id::text)::uuid FROM survey.invitation WHERE member_id = $1)");

it('asks once who was merged while it was about to ask, and is being asked elsewhere', async () => {
  await liveSurvey(staff, [asks('again', 'RATING')], { afterOrder: { days: 1 } });
  const [ann, bob] = [await join(staff), await join(staff)];
  for (const id of [ann, bob]) await staff.ok(ORDER, { input: { source: 'pos', externalId: id, member: { id }, placedAt: '2026-01-05T03:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '120' }] }, key: newUuid() });
  await platform.drain();
  // His is due, hers is decided elsewhere at that moment.
  await platform.rows("UPDATE survey.invitation SET due_at = platform.clock((SELECT clock_offset FROM platform.brand WHERE id = $1)) - interval '1 minute' WHERE brand_id = $1 AND member_id = $2", [shop.id, readId('mbr', bob)]);
  const [annId, bobId] = [readId('mbr', ann) as string, readId('mbr', bob) as string];
  const lock = (ctx: Context, ids: readonly string[]): Promise<void> => ctx.use(Members).lock(ids);
  let [asking, elsewhere]: [Promise<unknown>, Promise<unknown>] = [Promise.resolve(), Promise.resolve()];
  let isDone = false;
  await shop.context(async (ctx) => {
    await lock(ctx, [annId, bobId]);
    asking = shop.context((own) => Promise.resolve(inviteJob.run(own))).then(() => { isDone = true; });
    await waiting(1);
    elsewhere = shop.context(async (other) => {
      await lock(other, [annId]);
      await other.sql(askedNow(annId));
      await Promise.race([waiting(1), asking]);
      expect(isDone).toBe(false);
    });
    await waiting(2);
    await ctx.sql(moveInvitations(annId, bobId));
  });
  await Promise.all([asking, elsewhere]);
  expect(await platform.rows("SELECT coalesce(reason, state) AS became, count(*)::int AS count FROM survey.invitation WHERE brand_id = $1 GROUP BY 1 ORDER BY 1", [shop.id])).toEqual([{ became: 'ORDER_GIVEN_BACK', count: 1 }, { became: 'SENT', count: 1 }]);
});
