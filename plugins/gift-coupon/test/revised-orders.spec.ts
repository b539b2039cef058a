import { setTimeout as sleep } from 'node:timers/promises';
import { newUuid, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import fc from 'fast-check';
import { COUPON, ORDER, REDEEM, RELEASE, RESERVE, REVERSE } from './documents';
import { ask, basketOf, brandForEach, give, type Given, join, liveTemplate } from './support';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let memberId: string;

brandForEach(async (made) => {
  ({ platform, shop, staff } = made);
  memberId = await join(staff);
}, { currency: 'TWD' });

const redeem = (code: string, basket: object): Promise<Data> => ask(staff, REDEEM, { code, basket });
const reasonsOf = ({ userErrors }: Data): string[] => (userErrors as { reasons?: { code: string }[]; code: string }[]).flatMap(({ reasons, code }) => reasons?.map((reason) => reason.code) ?? [code]);
const sell = (input: object): Promise<Data> => staff.one(ORDER, { input, key: newUuid() });
const redemptions = async (): Promise<number> => (await platform.rows<{ n: number }>('SELECT count(*)::int AS n FROM gift_coupon.redemption WHERE brand_id = $1 AND reversed_at IS NULL', [shop.id]))[0]?.n ?? -1;

describe('a refund that is taken back', () => {
  const revised = (revision: number, status: string, externalId = 'O1'): Promise<Data> => sell(basketOf(externalId, { revision, updatedAt: `2026-01-05T04:0${revision}:00Z`, status }));
  const coupon = async (id: string): Promise<Data> => staff.one(COUPON, { id });
  const points = async (id = memberId): Promise<number> => (await staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance } } }', { id })).points.balance;
  const POINTS = { benefit: { kind: 'REWARD', reward: { kind: 'points', spec: { points: 25 } } } };

  it('uses the coupon again, and gives its reward again', async () => {
    const { code, id } = await give(staff, await liveTemplate(staff, 'A', POINTS), memberId);
    await redeem(code, basketOf('O1'));
    await revised(1, 'PAID');
    await revised(2, 'VOIDED');
    expect([(await coupon(id)).state, await points()]).toEqual(['ACTIVE', 0]);
    await revised(3, 'PAID');
    expect([(await coupon(id)).state, await points(), await redemptions()]).toEqual(['REDEEMED', 25, 1]);
    expect((await coupon(id)).history.map(({ reason }: Data) => reason)).toEqual(['ISSUED_BY_STAFF', 'REDEEMED', 'REVERSED_BY_REFUND', 'REDEEMED']);
    await revised(4, 'VOIDED');
    expect([(await coupon(id)).state, await points()]).toEqual(['ACTIVE', 0]);
  });

  it('leaves alone what is used for another order by then, or was given back by staff', async () => {
    const templateId = await liveTemplate(staff, 'A', { perMemberLimit: 1 });
    const gone = await give(staff, templateId, memberId);
    await redeem(gone.code, basketOf('O1'));
    await revised(1, 'PAID');
    await revised(2, 'VOIDED');
    expect(reasonsOf(await redeem(gone.code, basketOf('O2')))).toEqual([]);
    await revised(3, 'PAID');
    expect([(await coupon(gone.id)).state, await redemptions()]).toEqual(['REDEEMED', 1]);
    const byStaff = await give(staff, await liveTemplate(staff, 'B'), memberId);
    const { redemption } = await redeem(byStaff.code, basketOf('O3'));
    await staff.ok(REVERSE, { id: redemption.id, key: newUuid() });
    await revised(1, 'VOIDED', 'O3');
    await revised(2, 'PAID', 'O3');
    expect([(await coupon(byStaff.id)).state, await redemptions()]).toEqual(['ACTIVE', 1]);
  });

  it('uses the coupon again that comes back with another order of the batch', async () => {
    const batch = (...inputs: object[]): Promise<Data> => staff.ok('mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { userErrors { code } } userErrors { code } } }', { inputs, key: newUuid() });
    const at = (externalId: string, revision: number, status: string): object => basketOf(externalId, { revision, updatedAt: `2026-01-05T04:0${revision}:00Z`, status });
    const used = (): Promise<string[]> => platform.rows<{ external_id: string }>('SELECT external_id FROM gift_coupon.redemption WHERE brand_id = $1 AND reversed_at IS NULL', [shop.id]).then((rows) => rows.map(({ external_id }) => external_id));
    for (const [code, usesPerCoupon, left] of [['A', 1, 0], ['B', 2, 1]] as const) {
      const [one, two] = [`${code}1`, `${code}2`];
      const given = await give(staff, await liveTemplate(staff, code, { usesPerCoupon }), memberId);
      await redeem(given.code, basketOf(one));
      await revised(1, 'PAID', one);
      await revised(2, 'VOIDED', one);
      await redeem(given.code, basketOf(two));
      await revised(1, 'PAID', two);
      await batch(at(two, 2, 'VOIDED'), at(one, 3, 'PAID'));
      expect(await coupon(given.id)).toMatchObject({ state: usesPerCoupon === 1 ? 'REDEEMED' : 'ACTIVE', usesLeft: left });
      expect((await used()).filter((name) => name.startsWith(code))).toEqual([one]);
    }
    await platform.drain();
    expect(await platform.rows('SELECT reaction FROM platform.deferred_reaction WHERE brand_id = $1', [shop.id])).toEqual([]);
  });

  it('moves the coupon and the points of whoever used it, under their own lock, whoever the order is of', async () => {
    const buyer = await join(staff);
    const { code, id } = await give(staff, await liveTemplate(staff, 'A', POINTS), memberId);
    await redeem(code, basketOf('O1'));
    await sell(basketOf('O1', { member: { id: buyer } }));
    const voided = { input: basketOf('O1', { member: { id: buyer }, revision: 2, updatedAt: '2026-01-05T04:02:00Z', status: 'VOIDED' }), key: newUuid() };
    const holder = await platform.owner.connect();
    let done = false;
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM member.member WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE', [shop.id, readId('mbr', memberId)]);
      const voiding = staff.one(ORDER, voided).finally(() => (done = true));
      while (!done && (await platform.rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length === 0) await sleep(2);
      expect(done).toBe(false);
      await holder.query('COMMIT');
      await voiding;
    } finally {
      holder.release();
    }
    expect([(await coupon(id)).state, await points(), await points(buyer)]).toEqual(['ACTIVE', 0, 0]);
  });
});

/** A caller whose rights end at each of these stores. */
async function atStores(...names: readonly (readonly string[])[]): Promise<TestCaller[]> {
  await staff.ok('mutation { a: storeCreate(input: { code: "S1", name: "One" }) { userErrors { message } } b: storeCreate(input: { code: "S2", name: "Two" }) { userErrors { message } } }');
  const stores = await platform.rows<{ id: string; code: string }>('SELECT id, code FROM brand.store WHERE brand_id = $1', [shop.id]);
  return names.map((codes) => shop.as({ permissions: [...staff.scope.actor.permissions], name: codes.join(), storeIds: stores.filter(({ code }) => codes.includes(code)).map(({ id }) => id) }));
}

it('a redemption is given back where it was used, by whoever has rights there', async () => {
  const [one, two] = (await atStores(['S1'], ['S2'])) as [TestCaller, TestCaller];
  const { code, id } = await give(staff, await liveTemplate(staff, 'A'), memberId);
  const { redemption } = await redeem(code, basketOf('O1', { storeCode: 'S1' }));
  const reverse = async (caller: TestCaller): Promise<Data> => (await caller.run(REVERSE, { id: redemption.id, key: newUuid() })).data?.giftCouponReverse as Data;
  expect(reasonsOf(await reverse(two))).toEqual(['NOT_FOUND']);
  expect([(await staff.one(COUPON, { id })).state, await redemptions()]).toEqual(['REDEEMED', 1]);
  expect((await reverse(one)).coupon).toEqual({ state: 'ACTIVE', usesLeft: 1 });
});

describe('a reservation', () => {
  const reserve = async (caller: TestCaller, code: string, more: object = {}): Promise<Data> => (await caller.run(RESERVE, { code, orderRef: 'O1', ...more, key: newUuid() })).data?.giftCouponReserve as Data;
  const release = async (caller: TestCaller, code: string): Promise<Data> => (await caller.run(RELEASE, { code, key: newUuid() })).data?.giftCouponRelease as Data;

  it('is given back at the store that keeps it, which whoever has rights at several names', async () => {
    const [one, two, both] = (await atStores(['S1'], ['S2'], ['S1', 'S2'])) as [TestCaller, TestCaller, TestCaller];
    const { code, id } = await give(staff, await liveTemplate(staff, 'A'), memberId);
    expect((await reserve(both, code)).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['storeCode'] }]);
    expect((await reserve(two, code, { storeCode: 'S1' })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['storeCode'] }]);
    expect((await reserve(one, code)).coupon.state).toBe('RESERVED');
    expect((await release(two, code)).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['code'] }]);
    expect((await staff.one(COUPON, { id })).state).toBe('RESERVED');
    expect((await release(both, code)).coupon.state).toBe('ACTIVE');
    await reserve(staff, code, { storeCode: 'S2' });
    expect(reasonsOf(await release(one, code))).toEqual(['NOT_FOUND']);
    expect((await release(two, code)).coupon.state).toBe('ACTIVE');
    await reserve(staff, code);
    expect(reasonsOf(await release(two, code))).toEqual(['NOT_FOUND']);
    expect((await release(staff, code)).coupon.state).toBe('ACTIVE');
  });

  it('is for the order of the source that it names', async () => {
    const { code } = await give(staff, await liveTemplate(staff, 'A', { usesPerCoupon: 2 }), memberId);
    await reserve(staff, code, { source: 'web' });
    expect(reasonsOf(await redeem(code, basketOf('O1')))).toEqual(['RESERVED']);
    expect(reasonsOf(await redeem(code, basketOf('O1', { source: 'web' })))).toEqual([]);
    await reserve(staff, code);
    expect(reasonsOf(await redeem(code, basketOf('O2')))).toEqual(['RESERVED']);
    expect(reasonsOf(await redeem(code, basketOf('O1')))).toEqual([]);
  });
});

/** How an order is told of once more. */
interface Telling {
  readonly status: 'PAID' | 'VOIDED';
  readonly teas: number;
  /** Pieces given back; or all the money of the line, and no piece. */
  readonly teasBack: number | 'MONEY';
  readonly cake: 'THERE' | 'BACK' | 'DROPPED';
  /** The till numbers its lines anew. */
  readonly numbersFrom: number;
}

const tellings = fc.array(fc.record<Telling>({
  status: fc.constantFrom('PAID', 'PAID', 'PAID', 'VOIDED'), teas: fc.constantFrom(0, 1, 2, 2), teasBack: fc.constantFrom<Telling['teasBack']>(0, 1, 2, 'MONEY'),
  cake: fc.constantFrom('THERE', 'THERE', 'BACK', 'DROPPED'), numbersFrom: fc.constantFrom(1, 1, 11),
}).filter(({ teas, cake }) => teas > 0 || cake !== 'DROPPED'), { minLength: 1, maxLength: 3 });

function told(externalId: string, revision: number, { status, teas, teasBack, cake, numbersFrom }: Telling): object {
  const back = teasBack === 'MONEY' ? { refundedAmount: String(60 * teas) } : { refundedQuantity: Math.min(teasBack, teas) };
  const lines = [
    ...(teas > 0 ? [{ number: numbersFrom, sku: 'TEA', quantity: teas, unitPrice: '60', ...back }] : []),
    ...(cake === 'DROPPED' ? [] : [{ number: numbersFrom + 1, sku: 'CAKE', quantity: 1, unitPrice: '80', refundedQuantity: cake === 'BACK' ? 1 : 0 }]),
  ];
  return basketOf(externalId, { revision, updatedAt: `2026-01-05T04:0${revision}:00Z`, status, lines });
}

/** A coupon for the tea, one for all, and one that takes nothing off. */
const OF_ORDERS = [['O1', { kind: 'FREE_ITEM', sku: 'TEA' }], ['O2', { kind: 'AMOUNT', amount: '150' }], ['O1', { kind: 'REWARD', reward: { kind: 'points', spec: { points: 25 } } }]] as const;
const MANY = 'mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { userErrors { code path message } } userErrors { message } } }';

describe('a till that was offline', () => {
  interface Town { readonly caller: TestCaller; readonly shop: TestShop; readonly owner: string; readonly coupons: readonly Given[] }
  const town = async (): Promise<Town> => {
    const opened = await platform.brand({ plugins: ['gift-coupon'], timeZone: 'Asia/Taipei', currency: 'TWD' });
    const caller = opened.everything();
    const owner = await join(caller);
    const coupons: Given[] = [];
    for (const [index, [, benefit]] of OF_ORDERS.entries()) coupons.push(await give(caller, await liveTemplate(caller, `T${index}`, { stacking: 'STACKABLE', benefit, validity: { daysAfterIssue: 0 } }), owner));
    return { caller, shop: opened, owner, coupons };
  };
  const end = async ({ caller, shop: opened, owner, coupons }: Town): Promise<object> => ({
    coupons: await Promise.all(coupons.map(async ({ id }) => { const { state, usesLeft } = await caller.one(COUPON, { id }); return { state, usesLeft }; })),
    redemptions: await platform.rows(`SELECT external_id, CASE WHEN reversed_at IS NULL THEN discount::text END AS stands FROM gift_coupon.redemption WHERE brand_id = $1 ORDER BY 1, 2`, [opened.id]),
    points: (await caller.one('query ($id: ID!) { member(by: { id: $id }) { points { balance } } }', { id: owner })).points.balance,
    violations: await opened.violations(),
  });

  it('comes to the same end in any order, twice, a day late, as one that was not', async () => {
    await fc.assert(fc.asyncProperty(tellings, tellings, fc.infiniteStream(fc.nat()), async (first, second, dice) => {
      const orders = [...first.map((telling, at) => told('O1', at + 1, telling)), ...second.map((telling, at) => told('O2', at + 1, telling))];
      const online = await town();
      const uses = ({ caller, coupons }: Town) => OF_ORDERS.map(([externalId], index) => async (): Promise<void> => {
        await caller.ok(REDEEM, { code: coupons[index]?.code, basket: basketOf(externalId), key: `use ${index}` });
      });
      const tells = ({ caller }: Town) => orders.map((input) => async (): Promise<void> => void (await caller.ok(MANY, { inputs: [input], key: newUuid() })));
      for (const work of [...uses(online), ...tells(online)]) await work();
      await online.shop.skip({ hours: 26 });
      const offline = await town();
      await offline.shop.skip({ hours: 26 });
      const mixed = [...uses(offline), ...tells(offline), ...uses(offline), ...tells(offline)].map((work) => ({ work, at: dice.next().value as number })).sort((a, b) => a.at - b.at);
      for (const { work } of mixed) await work();
      expect(await end(offline)).toEqual({ ...(await end(online)), violations: [] });
    }), { numRuns: Number(process.env.REGULARS_RUNS ?? 6), endOnFailure: true });
  }, 60_000);
});
