import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { join, openStore } from './documents';
import { at, basketJson, fill, give, quote, soldJson, standing } from './till-documents';
import { vouchers } from './vouchers';

let platform: TestPlatform;
let shop: TestShop;
let till: TestCaller;
let count = 0;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, vouchers]);
  shop = await platform.brand({ sandbox: true });
  till = shop.everything();
  await openStore(till, 'S1');
  await openStore(till, 'S2');
});
afterAll(() => platform.stop());

interface Held {
  readonly memberId: string;
  readonly code: string;
  readonly quoteId: string;
  readonly hold: { readonly id: string; readonly expiresAt: string };
  /** What the hold is of, as an order. */
  readonly sold: object;
}

/** A member with 301 points and a tenth off, both held for a sale at S1. */
async function held(ttlSeconds = 300): Promise<Held> {
  const memberId = await join(till, `09${String(80_000_000 + ++count)}`);
  const code = `TENTH-${count}`;
  await give(platform, shop, [{ code, stage: 'PERCENT', value: 1_000, memberId }]);
  await fill(platform, shop, memberId, 301);
  const { quote: promised } = await quote(till, { member: { id: memberId }, basket: basketJson({ storeCode: 'S1' }) });
  const { hold, userErrors } = await at(till, 'tillHold', { input: { quoteId: promised.id, couponCodes: [code], pointsToBurn: 100, orderRef: `T-${count}`, ttlSeconds } });
  expect(userErrors).toEqual([]);
  return { memberId, code, quoteId: promised.id, hold, sold: soldJson(`H-${count}`, { storeCode: 'S1', placedAt: new Date(Date.parse(hold.expiresAt) - ttlSeconds * 1_000).toISOString() }) };
}

const advance = (to: string) => till.ok('mutation ($to: DateTime!) { brandClockAdvance(to: $to) { userErrors { code message } } }', { to });
const stands = ({ memberId, code }: Held) => standing(platform, shop, memberId, [code]);
const stateOf = async ({ hold }: Held) => (await till.one('query ($id: ID!) { node(id: $id) { ... on TillHold { state } } }', { id: hold.id })).state;

describe('a hold', () => {
  it('keeps codes and points, and says what is left to pay', async () => {
    const one = await held();
    expect(one.hold).toEqual({ id: expect.stringMatching(/^thd_/), state: 'OPEN', orderRef: `T-${count}`, expiresAt: expect.any(String), discount: { amount: '30' }, pointsHeld: 100, payable: { amount: '220' } });
    expect(await stands(one)).toEqual({ [one.code]: 'HELD', points: 301, held: 100 });
    // Whoever has a code may use it: it stands nowhere in clear.
    expect(await platform.rows(`SELECT id FROM "order".till_hold AS h WHERE h::text LIKE '%TENTH%' OR position('TENTH'::bytea IN uses_sealed) > 0`)).toEqual([]);
    const { quote: again } = await quote(till, { member: { id: one.memberId } });
    expect(again).toMatchObject({ offers: [{ code: one.code, usable: false, reasons: [{ code: 'RESERVED' }] }], points: { available: 201 } });
    const { hold, userErrors } = await at(till, 'tillHold', { input: { quoteId: one.quoteId, couponCodes: [one.code], orderRef: 'again' } });
    expect([hold, userErrors]).toMatchObject([null, [{ code: 'TILL_OFFER_REFUSED', reasons: [{ code: 'RESERVED' }] }]]);
  });

  it('is captured as it was promised, whatever became of what it holds', async () => {
    const one = await held();
    await platform.owner.query("UPDATE voucher.voucher SET value = 1, expires_at = '2020-01-01Z' WHERE code = $1", [one.code]);
    const { result, userErrors } = await at(till, 'tillCapture', { holdId: one.hold.id, order: one.sold });
    expect(userErrors).toEqual([]);
    expect(result).toMatchObject({
      order: { status: 'PAID', discount: { amount: '30' }, net: { amount: '270' }, paidWithPoints: { amount: '50' }, member: { id: one.memberId } },
      discount: { amount: '30' }, pointsBurned: 100, payable: { amount: '220' }, lines: [{ number: 1, discount: { amount: '20' }, points: 67 }, { number: 2, discount: { amount: '10' }, points: 33 }],
    });
    expect(await stands(one)).toEqual({ [one.code]: 'USED', points: 201, held: 0 });
    expect(await stateOf(one)).toBe('CAPTURED');
    for (const name of ['tillCapture', 'tillRelease'] as const) {
      expect((await at(till, name, { holdId: one.hold.id, order: { ...one.sold, externalId: 'other' } })).userErrors).toEqual([{ __typename: 'TillHoldClosedError', code: 'TILL_HOLD_CLOSED', path: ['holdId'], state: 'CAPTURED' }]);
    }
    await at(till, 'tillVoid', { orderId: result.order.id, reason: 'the terminal failed' });
    expect(await stands(one)).toEqual({ [one.code]: 'FREE', points: 301, held: 0 });
  });

  it('is captured for its own basket and member only', async () => {
    const [one, other] = [await held(), await held()];
    const refusal = async (order: object) => (await at(till, 'tillCapture', { holdId: one.hold.id, order: { ...one.sold, ...order } })).userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path.join('.')]);
    expect(await refusal({ discount: '5' })).toEqual([['TILL_BASKET_CHANGED', 'order.lines']]);
    expect(await refusal({ storeCode: 'S2' })).toEqual([['TILL_BASKET_CHANGED', 'order.lines']]);
    expect(await refusal({ member: { id: other.memberId } })).toEqual([['TILL_BASKET_CHANGED', 'order.member']]);
    expect(await refusal({ paidWithPoints: '221' })).toEqual([['INVALID_INPUT', 'order.paidWithPoints']]);
    expect(await stands(one)).toEqual({ [one.code]: 'HELD', points: 301, held: 100 });
  });

  it('is released, and gives back what it kept', async () => {
    const one = await held();
    const { hold } = await at(till, 'tillRelease', { holdId: one.hold.id });
    expect(hold).toMatchObject({ id: one.hold.id, state: 'RELEASED' });
    expect(await stands(one)).toEqual({ [one.code]: 'FREE', points: 301, held: 0 });
    expect((await at(till, 'tillCapture', { holdId: one.hold.id, order: one.sold })).userErrors).toMatchObject([{ code: 'TILL_HOLD_CLOSED', state: 'RELEASED' }]);
  });

  it('ends at its instant before the job comes by, and the job leaves alone what others reserved since', async () => {
    const one = await held(60);
    // Nobody has come by: the row says OPEN.
    await platform.owner.query(`UPDATE "order".till_hold SET created_at = created_at - interval '1 hour', expires_at = expires_at - interval '30 minutes'`);
    await platform.owner.query(`UPDATE voucher.voucher SET held_until = held_until - interval '30 minutes' WHERE code = $1`, [one.code]);
    expect(await stateOf(one)).toBe('EXPIRED');
    for (const name of ['tillCapture', 'tillRelease'] as const) {
      expect((await at(till, name, { holdId: one.hold.id, order: one.sold })).userErrors).toMatchObject([{ code: 'TILL_HOLD_CLOSED', state: 'EXPIRED' }]);
    }
    const { hold: next } = await at(till, 'tillHold', { input: { quoteId: one.quoteId, couponCodes: [one.code], orderRef: 'next' } });
    await advance(new Date(Date.parse(next.expiresAt) - 30_000).toISOString());
    expect(await platform.rows("SELECT order_ref FROM \"order\".till_hold WHERE state = 'OPEN'")).toEqual([{ order_ref: 'next' }]);
    expect(await stands(one)).toEqual({ [one.code]: 'HELD', points: 301, held: 0 });
    await advance(next.expiresAt);
    expect(await platform.rows("SELECT order_ref FROM \"order\".till_hold WHERE state = 'OPEN'")).toEqual([]);
    expect(await stands(one)).toEqual({ [one.code]: 'FREE', points: 301, held: 0 });
  });

  it.each<[string, object, string, string]>([
    ['no name', { orderRef: ' ' }, 'INVALID_INPUT', 'input.orderRef'],
    ['too short a life', { ttlSeconds: 9 }, 'INVALID_INPUT', 'input.ttlSeconds'],
    ['too long a life', { ttlSeconds: 3_601 }, 'INVALID_INPUT', 'input.ttlSeconds'],
    ['a quote that is none', { quoteId: 'x' }, 'NOT_FOUND', 'input.quoteId'],
    ['a code named twice', { couponCodes: ['A', 'A '] }, 'INVALID_INPUT', 'input.couponCodes.1'],
    ['too many points', { pointsToBurn: 302 }, 'INVALID_INPUT', 'input.pointsToBurn'],
  ])('is refused for %s', async (_, changes, code, path) => {
    const memberId = await join(till, `09${String(80_000_000 + ++count)}`);
    await fill(platform, shop, memberId, 301);
    const { quote: promised } = await quote(till, { member: { id: memberId } });
    const { hold, userErrors } = await at(till, 'tillHold', { input: { quoteId: promised.id, orderRef: 'R', ...changes } });
    expect([hold, userErrors.map((error: { code: string; path: string[] }) => [error.code, error.path.join('.')])]).toEqual([null, [[code, path]]]);
    expect(await standing(platform, shop, memberId, [])).toEqual({ points: 301, held: 0 });
  });

  it('of another store is nothing to who has rights in some', async () => {
    const one = await held();
    const [store] = await platform.rows<{ id: string }>("SELECT id FROM brand.store WHERE code = 'S2' AND brand_id = $1", [shop.id]);
    const elsewhere = shop.as({ storeIds: [store?.id as string], permissions: [...till.scope.actor.permissions] });
    expect((await at(elsewhere, 'tillCapture', { holdId: one.hold.id, order: one.sold })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['holdId'] }]);
    expect((await at(elsewhere, 'tillHold', { input: { quoteId: one.quoteId, orderRef: 'x' } })).userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['input', 'quoteId'] }]);
    expect((await elsewhere.run('query ($id: ID!) { node(id: $id) { id } }', { id: one.hold.id })).data).toEqual({ node: null });
  });
});

it('a member whose sale is being paid for is not erased, and one who is merged takes the hold along', async () => {
  const one = await held();
  const survivor = await join(till, `09${String(80_000_000 + ++count)}`);
  const { data } = await till.run('mutation ($id: ID!) { memberErase(id: $id, reason: "asked", idempotencyKey: "e") { userErrors { code ... on MemberErasureBlockedError { reasons } } } }', { id: one.memberId });
  expect(data.memberErase.userErrors).toEqual([{ code: 'MEMBER_ERASURE_BLOCKED', reasons: ['OPEN_TILL_HOLD'] }]);
  await till.ok('mutation ($a: ID!, $b: ID!) { memberMerge(survivorId: $a, loserId: $b, reason: "same", idempotencyKey: "m") { userErrors { code message path } } }', { a: survivor, b: one.memberId });
  const { result, userErrors: errors } = await at(till, 'tillCapture', { holdId: one.hold.id, order: one.sold });
  expect(errors).toMatchObject([]);
  expect(result.order.member).toEqual({ id: survivor });
});
