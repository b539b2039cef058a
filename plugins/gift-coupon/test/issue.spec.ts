import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { COUPON, ISSUE, PAUSE, REVOKE } from './documents';
import { ask, brandForEach, give, join, liveTemplate } from './support';

const RACERS = Number(process.env.REGULARS_COUPON_RACERS ?? 50);
const LONG = 30_000 + RACERS * 300; // ms

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let other: TestCaller;

brandForEach((made) => {
  ({ platform, shop, staff } = made);
  other = staff.via(platform.node());
}, { dayStartsAt: 300 });

const issued = (templateId: string, memberIds: readonly string[], caller = staff): Promise<Data> => ask(caller, ISSUE, { templateId, memberIds });
const codes = ({ userErrors }: Data): string[] => (userErrors as { code: string }[]).map(({ code }) => code);
const coupons = async (): Promise<number> => (await platform.rows<{ n: number }>('SELECT count(*)::int AS n FROM gift_coupon.coupon WHERE brand_id = $1', [shop.id]))[0]?.n ?? -1;

it('gives each member a coupon, in their order, usable to the end of the business day a week from now', async () => {
  const templateId = await liveTemplate(staff, 'A', { usesPerCoupon: 3 });
  const members = [await join(staff), await join(staff)];
  const { coupons: given } = await staff.one(ISSUE, { templateId, memberIds: members, key: 'once' });
  expect(given).toHaveLength(2);
  for (const coupon of given as Data[]) {
    expect(coupon).toMatchObject({ state: 'ACTIVE', usesLeft: 3, validTo: '2026-01-12T21:00:00.000Z', code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/) });
  }
  expect((await staff.one(ISSUE, { templateId, memberIds: members, key: 'once' })).coupons).toEqual(given);
  expect(await coupons()).toBe(2);
  const seen = await staff.one(COUPON, { id: given[1].id });
  expect(seen).toMatchObject({ owner: { id: members[1] }, template: { code: 'A', version: 1 }, history: [{ from: null, to: 'ACTIVE', reason: 'ISSUED_BY_STAFF' }] });
});

it('is all or nothing: one who cannot have it keeps the others from it', async () => {
  const [first, second] = [await join(staff), await join(staff)];
  const templateId = await liveTemplate(staff, 'A', { perMemberLimit: 1 });
  await give(staff, templateId, first);
  expect(codes(await issued(templateId, [second, first]))).toEqual(['GIFT_COUPON_LIMIT_REACHED']);
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "f") { userErrors { message } } }', { id: second });
  expect((await issued(templateId, [second])).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['memberIds', '0'] }]);
  expect((await issued(templateId, ['mbr_nobody'])).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['memberIds', '0'] }]);
  expect((await issued(templateId, [])).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['memberIds'] }]);
  expect((await issued(templateId, Array.from({ length: 101 }, () => first))).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['memberIds'] }]);
  await staff.ok(PAUSE, { id: templateId });
  expect((await issued(templateId, [first])).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['templateId'] }]);
  expect(await coupons()).toBe(1);
});

it('gives nothing once the validity is over', async () => {
  const templateId = await liveTemplate(staff, 'A', { validity: { fixedTo: '2026-01-05T03:00:00Z' } });
  expect((await issued(templateId, [await join(staff)])).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['templateId'] }]);
  expect(await coupons()).toBe(0);
});

it('begins and ends at its instants, whether or not a job has run, and says so once it has', async () => {
  const templateId = await liveTemplate(staff, 'A', { validity: { fixedFrom: '2026-01-06T04:00:00Z', fixedTo: '2026-01-08T04:00:00Z' } });
  const memberId = await join(staff);
  const { id } = await give(staff, templateId, memberId);
  const stateNow = async (): Promise<string[]> => {
    const LIST = 'query ($id: ID!, $states: [GiftCouponState!]) { member(by: { id: $id }) { giftCoupons(states: $states) { nodes { state } } } }';
    const states = ['SCHEDULED', 'ACTIVE', 'EXPIRED'];
    const lists = await Promise.all(states.map((state) => staff.one(LIST, { id: memberId, states: [state] })));
    return [(await staff.one(COUPON, { id })).state, ...states.filter((_, index) => lists[index]?.giftCoupons.nodes.length === 1)];
  };
  expect(await stateNow()).toEqual(['SCHEDULED', 'SCHEDULED']);
  await shop.skipTo(new Date('2026-01-06T04:00:00Z'));
  expect(await stateNow()).toEqual(['ACTIVE', 'ACTIVE']);
  await shop.skipTo(new Date('2026-01-08T04:00:00Z'));
  expect(await stateNow()).toEqual(['EXPIRED', 'EXPIRED']);
  const history = [
    { from: null, to: 'SCHEDULED', at: expect.any(String), reason: 'ISSUED_BY_STAFF' },
    { from: 'SCHEDULED', to: 'ACTIVE', at: '2026-01-06T04:00:00.000Z', reason: 'VALIDITY_BEGAN' },
    { from: 'ACTIVE', to: 'EXPIRED', at: '2026-01-08T04:00:00.000Z', reason: 'VALIDITY_ENDED' },
  ];
  expect((await staff.one(COUPON, { id })).history).toEqual(history);
  await shop.advance({ minutes: 2 });
  expect((await staff.one(COUPON, { id })).history).toEqual(history);
  expect(await platform.rows('SELECT state FROM gift_coupon.coupon WHERE brand_id = $1', [shop.id])).toEqual([{ state: 'EXPIRED' }]);
});

it('announces an end three days before, once, and the end itself', async () => {
  const templateId = await liveTemplate(staff, 'A');
  await give(staff, templateId, await join(staff));
  const told = async (): Promise<string[]> => (await platform.rows<{ name: string }>(`SELECT name FROM platform.event WHERE brand_id = $1 AND name LIKE 'gift-coupon.%' ORDER BY xid, id`, [shop.id])).map(({ name }) => name);
  await shop.advanceTo(new Date('2026-01-09T20:59:00Z'));
  expect(await told()).toEqual(['gift-coupon.issued']);
  await shop.advanceTo(new Date('2026-01-10T21:00:00Z'));
  expect(await told()).toEqual(['gift-coupon.issued', 'gift-coupon.expiring']);
  await shop.advanceTo(new Date('2026-01-13T21:00:00Z'));
  expect(await told()).toEqual(['gift-coupon.issued', 'gift-coupon.expiring', 'gift-coupon.expired']);
});

it('is revoked with a reason, once, and is in stock again', async () => {
  const templateId = await liveTemplate(staff, 'A', { stock: 1, perMemberLimit: 1 });
  const memberId = await join(staff);
  const { id } = await give(staff, templateId, memberId);
  expect(codes(await issued(templateId, [await join(staff)]))).toEqual(['GIFT_COUPON_OUT_OF_STOCK']);
  expect((await staff.one(REVOKE, { id, key: 'r' })).coupon).toEqual({ id, state: 'REVOKED' });
  expect(codes((await staff.run(REVOKE, { id, key: 'again' })).data?.giftCouponRevoke)).toEqual(['INVALID_TRANSITION']);
  expect(codes(await issued(templateId, [memberId]))).toEqual([]);
});

it('has its code in clear nowhere in the database', async () => {
  const { code } = await give(staff, await liveTemplate(staff, 'A'), await join(staff));
  await staff.ok(COUPON, { id: (await staff.one('{ members { nodes { giftCoupons { nodes { id } } } } }')).nodes[0].giftCoupons.nodes[0].id });
  const tables = await platform.rows<{ name: string }>(`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
  for (const { name } of tables) {
    const [row] = await platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${name} AS t WHERE t::text LIKE $1 OR t::text LIKE $2 OR t::text LIKE $3`, [`%${code}%`, `%${code.replaceAll('-', '')}%`, `%${Buffer.from(code.replaceAll('-', '')).toString('hex')}%`]);
    expect([name, row?.n]).toEqual([name, 0]);
  }
});

describe(`${RACERS} at once on two gateways`, () => {
  const race = (work: (caller: TestCaller, n: number) => Promise<Data>): Promise<Data[]> => Promise.all(Array.from({ length: RACERS }, (_, n) => work(n % 2 ? other : staff, n)));

  it.each([1, 10])('take a stock of %i exactly, and the others are told why', async (stock) => {
    const templateId = await liveTemplate(staff, 'A', { stock });
    const members: string[] = [];
    for (let n = 0; n < RACERS; n++) members.push(await join(staff));
    const answers = await race((caller, n) => issued(templateId, [members[n] as string], caller));
    expect(answers.filter((answer) => codes(answer).length === 0)).toHaveLength(stock);
    expect(answers.flatMap(codes)).toEqual(Array(RACERS - stock).fill('GIFT_COUPON_OUT_OF_STOCK'));
    expect(await coupons()).toBe(stock);
  }, LONG);

  it('take a limit of one for a member exactly', async () => {
    const templateId = await liveTemplate(staff, 'A', { perMemberLimit: 1 });
    const memberId = await join(staff);
    const answers = await race((caller) => issued(templateId, [memberId], caller));
    expect(answers.filter((answer) => codes(answer).length === 0)).toHaveLength(1);
    expect(answers.flatMap(codes)).toEqual(Array(RACERS - 1).fill('GIFT_COUPON_LIMIT_REACHED'));
    expect(await coupons()).toBe(1);
  }, LONG);
});
