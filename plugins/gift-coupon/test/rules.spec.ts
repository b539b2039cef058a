import { setTimeout as sleep } from 'node:timers/promises';
import { giveRewards, takeBackRewards } from '@regulars/member/contract';
import { newUuid, readId, statement } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { statsOfTemplates } from '../src/data/stats.statements';
import { issueOnDays } from '../src/domain/issue-on-occasions';
import { CREATE, ISSUE, JOIN, ORDER, UPDATE } from './documents';
import { brandForEach, join, liveTemplate, templateInput } from './support';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;

brandForEach((made) => void ({ platform, shop, staff } = made));

/** Codes of the templates of what a member has, and the days they were issued on. */
const had = async (memberId: string): Promise<string[]> =>
  (await platform.rows<{ code: string; day: string }>(
    `SELECT t.code, to_char(c.issued_at AT TIME ZONE 'Asia/Taipei', 'YYYY-MM-DD') AS day FROM gift_coupon.coupon AS c JOIN gift_coupon.template AS t ON t.id = c.template_id AND t.brand_id = c.brand_id WHERE c.member_id = $1 ORDER BY c.id`,
    [readId('mbr', memberId)],
  )).map(({ code, day }) => `${code} ${day}`);

/** Days that were missed are seen to one by one. */
const workerComesBack = async (): Promise<void> => {
  await shop.advance({ minutes: 1 });
  await platform.drain();
};

it('takes exactly what an occasion needs', async () => {
  const paths = async (issue: object[]): Promise<string[]> => ((await staff.run(CREATE, { input: templateInput('T', { issue }) })).data?.giftCouponTemplateCreate.userErrors as Data[]).map(({ path }) => path.join('.'));
  expect(await paths([{ on: 'THANKS' }])).toEqual(['input.issue.0.on']);
  expect(await paths([{ on: 'WELCOME', offsetDays: 1 }, { on: 'BIRTHDAY', offsetDays: 61 }])).toEqual(['input.issue.0.offsetDays', 'input.issue.1.offsetDays']);
  expect(await paths([{ on: 'BIRTHDAY', tierCodes: ['GOLD'] }, { on: 'TIER_UPGRADE', tierCodes: [] }])).toEqual(['input.issue.0.tierCodes', 'input.issue.1.tierCodes']);
  expect(await paths([{ on: 'FESTIVAL' }, { on: 'FESTIVAL', festival: 'MOONDAY' }, { on: 'WELCOME', festival: 'MID_AUTUMN' }])).toEqual(['input.issue.0.festival', 'input.issue.1.festival', 'input.issue.2.festival']);
  expect(await paths([{ on: 'FESTIVAL', festival: 'MID_AUTUMN', offsetDays: -3 }])).toEqual([]);
});

it('welcomes who joins, once, but not who is imported', async () => {
  await liveTemplate(staff, 'HELLO', { issue: [{ on: 'WELCOME' }] });
  const memberId = await join(staff);
  await platform.drain();
  expect(await had(memberId)).toEqual(['HELLO 2026-01-05']);
  await platform.drain();
  expect(await had(memberId)).toHaveLength(1);
});

it('gives on upgrades, once for each tier', async () => {
  const input = { tiers: [{ code: 'BASE', name: 'Base', rank: 0 }, { code: 'SILVER', name: 'Silver', rank: 1 }, { code: 'GOLD', name: 'Gold', rank: 2 }].map((one) => (one.rank === 0 ? one : { ...one, upgradeWhen: { conditions: [{ metric: 'NET_SPEND', atLeast: String(one.rank * 1_000), window: 'ROLLING_DAYS', count: 365 }] } })) };
  const { program } = await staff.one('mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id } userErrors { message path } } }', { input });
  await staff.ok('mutation ($id: ID!) { tierProgramActivate(id: $id) { userErrors { message } } }', { id: program.id });
  await liveTemplate(staff, 'ANY', { issue: [{ on: 'TIER_UPGRADE' }] });
  await liveTemplate(staff, 'GOLD', { issue: [{ on: 'TIER_UPGRADE', tierCodes: ['GOLD'] }] });
  const memberId = await join(staff);
  await platform.drain();
  const SELL = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { userErrors { message path } } }';
  const sell = (externalId: string, more: object = {}) => staff.ok(SELL, { input: { source: 'pos', externalId, member: { id: memberId }, placedAt: '2026-01-05T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '1000' }], ...more }, key: `${externalId}${JSON.stringify(more)}` });
  await sell('O1');
  await platform.drain();
  expect(await had(memberId)).toEqual(['ANY 2026-01-05']);
  await sell('O2');
  await platform.drain();
  expect(await had(memberId)).toEqual(['ANY 2026-01-05', 'ANY 2026-01-05', 'GOLD 2026-01-05']);
  await sell('O2', { revision: 2, status: 'VOIDED', updatedAt: '2026-01-05T04:01:00Z' });
  await sell('O3');
  await platform.drain();
  expect(await had(memberId)).toHaveLength(3);
});

it('keeps birthdays on their days in the brand\'s zone, also those missed while the worker was down', async () => {
  await liveTemplate(staff, 'BDAY', { issue: [{ on: 'BIRTHDAY' }] });
  await liveTemplate(staff, 'SOON', { issue: [{ on: 'BIRTHDAY', offsetDays: -2 }] });
  const [ann, bob, leap] = [await join(staff, { birthDate: '1990-01-08' }), await join(staff, { birthDate: '1991-01-12' }), await join(staff, { birthDate: '2000-02-29' })];
  await shop.advanceTo(new Date('2026-01-07T16:00:00Z'));
  expect([await had(ann), await had(bob)]).toEqual([['SOON 2026-01-06', 'BDAY 2026-01-08'], []]);
  await shop.skipTo(new Date('2026-01-14T03:00:00Z'));
  await workerComesBack();
  expect([await had(ann), (await had(bob)).sort()]).toEqual([['SOON 2026-01-06', 'BDAY 2026-01-08'], ['BDAY 2026-01-14', 'SOON 2026-01-14']]);
  await shop.skipTo(new Date('2026-02-27T03:00:00Z'));
  await workerComesBack();
  await shop.advanceTo(new Date('2026-02-28T16:00:00Z'));
  expect((await had(leap)).sort()).toEqual(['BDAY 2026-02-28', 'SOON 2026-02-27']);
});

it('gives one birthday a year, though birth date and zone are changed twice, and again in the next year', async () => {
  await liveTemplate(staff, 'BDAY', { issue: [{ on: 'BIRTHDAY' }], validity: { daysAfterIssue: 30 } });
  const memberId = await join(staff, { birthDate: '1990-01-07' });
  await shop.advanceTo(new Date('2026-01-07T02:00:00Z'));
  const rows = (sql: string, values: unknown[]) => platform.owner.query(sql, values);
  const born = (date: string) => rows('UPDATE member.member SET birth_date = $2 WHERE id = $1', [readId('mbr', memberId), date]);
  const zone = (name: string) => rows('UPDATE platform.brand SET time_zone = $2, revision = revision + 1 WHERE id = $1', [shop.id, name]);
  for (const [date, name] of [['1990-01-09', 'America/Los_Angeles'], ['1990-01-11', 'Pacific/Auckland'], ['1990-01-07', 'Asia/Taipei']] as const) {
    await born(date);
    await zone(name);
    await shop.advance({ days: 3 });
  }
  expect(await had(memberId)).toEqual(['BDAY 2026-01-07']);
  await shop.advanceTo(new Date('2027-01-08T02:00:00Z'));
  expect(await had(memberId)).toEqual(['BDAY 2026-01-07', 'BDAY 2027-01-07']);
});

it('finds whoever joins, says when they were born or becomes active on the day itself, by the hour, but not the day after', async () => {
  await shop.advanceTo(new Date('2026-01-06T02:00:00Z'));
  await liveTemplate(staff, 'BDAY', { issue: [{ on: 'BIRTHDAY' }] });
  const frozen = await join(staff, { birthDate: '1990-01-07' });
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "f") { userErrors { message } } }', { id: frozen });
  const silent = await join(staff);
  await shop.advanceTo(new Date('2026-01-06T17:00:00Z'));
  await shop.skipTo(new Date('2026-01-07T10:00:00Z'));
  const joined = await join(staff, { birthDate: '1991-01-07' });
  await platform.owner.query(`UPDATE member.member SET birth_date = '1992-01-07' WHERE id = $1`, [readId('mbr', silent)]);
  await staff.ok('mutation ($id: ID!) { memberUnfreeze(id: $id, reason: "fine", idempotencyKey: "u") { userErrors { message } } }', { id: frozen });
  await liveTemplate(staff, 'LATE', { issue: [{ on: 'BIRTHDAY' }] });
  await shop.advance({ hours: 1 });
  for (const memberId of [frozen, silent, joined]) expect((await had(memberId)).sort()).toEqual(['BDAY 2026-01-07', 'LATE 2026-01-07']);
  await shop.skipTo(new Date('2026-01-07T15:58:00Z'));
  const last = await join(staff, { birthDate: '1993-01-07' });
  await shop.skipTo(new Date('2026-01-07T16:01:00Z'));
  const tooLate = await join(staff, { birthDate: '1993-01-07' });
  await workerComesBack();
  expect([(await had(last)).sort(), await had(tooLate)]).toEqual([['BDAY 2026-01-08', 'LATE 2026-01-08'], []]);
  await shop.advance({ days: 5 });
  await platform.drain();
  for (const memberId of [frozen, silent, joined]) expect(await had(memberId)).toHaveLength(2);
  expect(await had(tooLate)).toEqual([]);
});

it('gives what comes before a birthday to whoever joins or says when they were born between the two, once', async () => {
  const week = { on: 'BIRTHDAY', offsetDays: -7 };
  await liveTemplate(staff, 'WEEK', { issue: [week], validity: { daysAfterIssue: 30 } });
  const [early, silent] = [await join(staff, { birthDate: '1990-01-12' }), await join(staff)];
  await shop.advanceTo(new Date('2026-01-08T02:00:00Z'));
  expect([await had(early), await had(silent)]).toEqual([['WEEK 2026-01-05'], []]);
  await liveTemplate(staff, 'NEW', { issue: [week] });
  const [joined, past, ahead] = [await join(staff, { birthDate: '1991-01-12' }), await join(staff, { birthDate: '1991-01-07' }), await join(staff, { birthDate: '1991-01-16' })];
  await platform.owner.query(`UPDATE member.member SET birth_date = '1992-01-14' WHERE id = $1`, [readId('mbr', silent)]);
  await shop.advance({ hours: 1 });
  expect([await had(joined), await had(silent), await had(past), await had(ahead), await had(early)]).toEqual([['WEEK 2026-01-08'], ['WEEK 2026-01-08'], [], [], ['WEEK 2026-01-05']]);
  await shop.advanceTo(new Date('2026-01-09T02:00:00Z'));
  expect((await had(ahead)).sort()).toEqual(['NEW 2026-01-09', 'WEEK 2026-01-09']);
  await shop.advance({ days: 10 });
  for (const memberId of [joined, silent, early]) expect(await had(memberId)).toHaveLength(1);
  expect(await had(past)).toEqual([]);
});

it('gives nothing before a birthday whose day of giving went by while the plugin was off', async () => {
  await liveTemplate(staff, 'WEEK', { issue: [{ on: 'BIRTHDAY', offsetDays: -7 }], validity: { daysAfterIssue: 30 } });
  const [off, on] = [await join(staff, { birthDate: '1990-01-20' }), await join(staff, { birthDate: '1990-01-22' })];
  await staff.ok('mutation { pluginDisable(id: "gift-coupon") { userErrors { code } } }');
  await shop.skipTo(new Date('2026-01-15T03:00:00Z'));
  await staff.ok('mutation { pluginEnable(id: "gift-coupon") { userErrors { code } } }');
  await shop.advance({ hours: 3 });
  await shop.advance({ days: 1 });
  const late = await join(staff, { birthDate: '1990-01-22' });
  await shop.advance({ hours: 2 });
  expect([await had(off), await had(on), await had(late)]).toEqual([[], ['WEEK 2026-01-15'], ['WEEK 2026-01-16']]);
});

it('gives a trial coupon to nobody who has ordered before, by whatever way', async () => {
  const templateId = await liveTemplate(staff, 'TRY', { purpose: 'TRIAL', stock: 5, issue: [{ on: 'FESTIVAL', festival: 'LUNAR_NEW_YEAR', offsetDays: -30 }] });
  const [buyer, newcomer] = [await join(staff), await join(staff)];
  await staff.ok(ORDER, { input: { source: 'pos', externalId: 'O1', member: { id: buyer }, placedAt: '2026-01-05T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '100' }] }, key: 'o' });
  const issued = async (memberIds: string[]) => (await staff.run(ISSUE, { templateId, memberIds, key: newUuid() })).data?.giftCouponIssue as Data;
  expect((await issued([newcomer, buyer])).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['memberIds'] }]);
  await shop.context(async (ctx) => giveRewards(ctx, [{ kind: 'gift-coupon', spec: { template: 'TRY', quantity: 1 }, memberId: readId('mbr', buyer) as string, at: ctx.now, cause: { module: 'spec', key: 'try' } }]));
  await shop.advanceTo(new Date('2026-01-19T02:00:00Z'));
  expect([await had(buyer), await had(newcomer)]).toEqual([[], ['TRY 2026-01-18']]);
  expect(await staff.one('{ giftCouponTemplate(code: "TRY") { issued } }')).toEqual({ issued: 1 });
});

it('makes up for no day from before the plugin was taken up again, a template was activated or given the rule, or a member joined', async () => {
  const eve = { on: 'FESTIVAL', festival: 'LUNAR_NEW_YEAR', offsetDays: -3 };
  const day = { on: 'FESTIVAL', festival: 'VALENTINES' };
  const ann = await join(staff);
  await liveTemplate(staff, 'OLD', { issue: [eve, day] });
  const later = await liveTemplate(staff, 'LATER', { issue: [eve] });
  await shop.advanceTo(new Date('2026-02-10T03:00:00Z'));
  await shop.skipTo(new Date('2026-02-15T03:00:00Z'));
  await liveTemplate(staff, 'NEW', { issue: [eve] });
  await staff.ok(UPDATE, { id: later, input: templateInput('LATER', { issue: [eve, day] }) });
  const bob = await join(staff);
  await workerComesBack();
  expect([(await had(ann)).sort(), await had(bob)]).toEqual([['LATER 2026-02-15', 'OLD 2026-02-15', 'OLD 2026-02-15'], []]);
  await shop.skipTo(new Date('2026-02-16T03:00:00Z'));
  await staff.ok('mutation { pluginDisable(id: "gift-coupon") { userErrors { code } } }');
  await shop.skipTo(new Date('2026-12-20T03:00:00Z'));
  await staff.ok('mutation { pluginEnable(id: "gift-coupon") { userErrors { code } } }');
  await liveTemplate(staff, 'XMAS', { issue: [{ on: 'FESTIVAL', festival: 'CHRISTMAS' }, { on: 'FESTIVAL', festival: 'SINGLES_DAY' }] });
  await workerComesBack();
  await shop.advanceTo(new Date('2026-12-26T03:00:00Z'));
  await platform.drain();
  expect((await had(bob))).toEqual(['XMAS 2026-12-25']);
});

it('gives nothing to whoever was frozen while the job waited for them', async () => {
  await liveTemplate(staff, 'BDAY', { issue: [{ on: 'BIRTHDAY' }] });
  const memberId = await join(staff, { birthDate: '1990-01-07' });
  await shop.skipTo(new Date('2026-01-07T03:00:00Z'));
  const client = await platform.owner.connect();
  await client.query('BEGIN');
  await client.query(`UPDATE member.member SET status = 'FROZEN' WHERE id = $1`, [readId('mbr', memberId)]);
  const working = shop.context(async (ctx) => void (await issueOnDays.run(ctx)));
  const isWaiting = async (): Promise<boolean> => (await platform.rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0;
  while (!(await isWaiting())) await sleep(5);
  await client.query('COMMIT');
  client.release();
  await working;
  expect(await had(memberId)).toEqual([]);
});

it('finds birthdays by an index, as the application may read', async () => {
  await staff.ok(JOIN, { input: { externalId: { source: 'spec', id: 'x' }, birthDate: '1990-01-07' }, key: 'x' });
  const plan = await shop.read(async (ctx) => {
    await ctx.sql(statement<never>('spec.no-scan', `SELECT set_config('enable_seqscan', 'off', true)`)());
    return ctx.sql(statement<{ 'QUERY PLAN': string }>('spec.explain', `EXPLAIN SELECT m.id FROM member.member_public AS m WHERE m.birth_date = ANY('{1990-01-07,1991-01-07}'::date[]) AND m.status = 'ACTIVE'`)());
  });
  expect(JSON.stringify(plan)).toMatch(/member_by_birth_date.*Index Cond: [^"]*birth_date = ANY/);
});

it('counts the coupons and uses of a template from indexes alone', async () => {
  const templateId = readId('gct', await liveTemplate(staff, 'A')) as string;
  const { text } = statsOfTemplates([templateId]);
  const plan = await shop.read(async (ctx) => {
    await ctx.sql(statement<never>('spec.only-indexes', `SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`)());
    return ctx.sql(statement<{ 'QUERY PLAN': string }>('spec.explain-stats', `EXPLAIN ${text.replace('$1', `'{${templateId}}'`)}`)());
  });
  expect(JSON.stringify(plan)).toMatch(/Index Only Scan using coupon_stats.*Index Only Scan using redemption_stats/);
});

it('gives every active member a coupon before a festival, once', async () => {
  await liveTemplate(staff, 'MOON', { issue: [{ on: 'FESTIVAL', festival: 'LUNAR_NEW_YEAR', offsetDays: -3 }] });
  const [ann, bob] = [await join(staff), await join(staff)];
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "f") { userErrors { message } } }', { id: bob });
  await shop.advanceTo(new Date('2026-02-13T15:00:00Z'));
  expect(await had(ann)).toEqual([]);
  await shop.advanceTo(new Date('2026-02-18T15:00:00Z'));
  expect([await had(ann), await had(bob)]).toEqual([['MOON 2026-02-14'], []]);
});

it('is a reward, which is taken back as far as it was not used', async () => {
  await liveTemplate(staff, 'GIFT', { stock: 3 });
  const memberId = await join(staff);
  const member = readId('mbr', memberId) as string;
  const give = (key: string, spec: object) => shop.context(async (ctx) => {
    await giveRewards(ctx, [{ kind: 'gift-coupon', spec, memberId: member, at: ctx.now, cause: { module: 'spec', key } }]);
  });
  await give('two', { template: 'GIFT', quantity: 2 });
  expect(await had(memberId)).toHaveLength(2);
  await give('more', { template: 'GIFT', quantity: 2 });
  expect(await had(memberId)).toHaveLength(3);
  await give('nothing', { template: 'NOWHERE', quantity: 1 });
  const states = async (): Promise<string[]> => (await platform.rows<{ state: string }>('SELECT state FROM gift_coupon.coupon WHERE member_id = $1 ORDER BY id', [member])).map(({ state }) => state);
  await shop.context((ctx) => takeBackRewards(ctx, [{ module: 'spec', key: 'two' }], 5_000));
  expect(await states()).toEqual(['REVOKED', 'ACTIVE', 'ACTIVE']);
  await shop.context((ctx) => takeBackRewards(ctx, [{ module: 'spec', key: 'two' }, { module: 'spec', key: 'nothing' }]));
  expect(await states()).toEqual(['REVOKED', 'REVOKED', 'ACTIVE']);
  expect(await staff.one('{ giftCouponTemplate(code: "GIFT") { issued } }')).toEqual({ issued: 1 });
});
