import { setTimeout as sleep } from 'node:timers/promises';
import { newUuid, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform } from '@regulars/testing';
import { shopOfFile, type WholeShop } from './support/shop';
import { COMMIT, couponTemplate, equipTill, quoteTo, type Regular, regularWith, soldNow } from './support/till';

const ERRORS = 'userErrors { code ... on TillOfferRefusedError { offer reasons { code } } ... on GiftCouponNotRedeemableError { reasons { code } } }';
const HOLD = `mutation ($input: TillHoldInput!, $key: String!) { tillHold(input: $input, idempotencyKey: $key) { hold { id } ${ERRORS} } }`;
const CAPTURE = `mutation ($holdId: ID!, $order: OrderUpsertInput!, $key: String!) { tillCapture(holdId: $holdId, order: $order, idempotencyKey: $key) { result { order { id } } ${ERRORS} } }`;
const RELEASE = `mutation ($holdId: ID!, $key: String!) { tillRelease(holdId: $holdId, idempotencyKey: $key) { hold { id } ${ERRORS} } }`;
const VOID = `mutation ($orderId: ID!, $key: String!) { tillVoid(orderId: $orderId, reason: "raced", idempotencyKey: $key) { result { order { id } } ${ERRORS} } }`;
const REDEEM = `mutation ($code: String!, $basket: OrderUpsertInput!, $key: String!) { giftCouponRedeem(code: $code, basket: $basket, idempotencyKey: $key) { redemption { id } ${ERRORS} } }`;

const ROUNDS = 6;
/** How often somebody looks for a sale to undo. */
const LOOKS = 20;

let platform: TestPlatform;
let whole: WholeShop;
let tills: readonly TestCaller[];
let templateId: string;
let count = 0;

shopOfFile((opened) => ({ platform, whole } = opened));

beforeAll(async () => {
  const { staff } = whole;
  await equipTill(staff);
  templateId = await couponTemplate(staff, 'TEN');
  tills = [staff, staff.via(platform.node())];
});
afterEach(async () => expect(await whole.shop.violations()).toEqual([]));

/** As a till does: with the same key again, until there is an answer. A busy machine may have no connection for it in time. */
async function ask(till: number, document: string, variables: object): Promise<Data> {
  const key = newUuid();
  for (;;) {
    const { data } = await (tills[till % 2] as TestCaller).run(document, { ...variables, key });
    if (data) return Object.values(data)[0] as Data;
    await sleep(5);
  }
}

const times = <T>(number: number, make: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: number }, (_, index) => make(index)));
const isDone = ({ userErrors }: Data): boolean => userErrors.length === 0;
const doneOf = (answers: readonly Data[]): number => answers.filter(isDone).length;
const reasonsOf = (answers: readonly Data[]): string[] =>
  [...new Set((answers.flatMap(({ userErrors }) => userErrors) as { code: string; reasons?: { code: string }[] }[]).flatMap(({ code, reasons }) => reasons?.map((reason) => reason.code) ?? [code]))].sort((a, b) => a.localeCompare(b));

const newRegular = (): Promise<Regular> => regularWith(whole.staff, `racer-${++count}`, [templateId]);

const STANDING = `query ($id: ID!) { member(by: { id: $id }) { points { balance } giftCoupons { nodes { state usesLeft } } orders { nodes { status } } } }`;

async function standingOf({ id }: Regular) {
  const { points, giftCoupons, orders } = await whole.staff.one(STANDING, { id });
  const [uses] = await platform.rows<{ n: number }>(
    'SELECT count(*)::int AS n FROM gift_coupon.redemption u JOIN gift_coupon.coupon c ON (c.brand_id, c.id) = (u.brand_id, u.coupon_id) WHERE c.member_id = $1 AND u.reversed_at IS NULL', [readId('mbr', id)]);
  return { coupons: giftCoupons.nodes, balance: points.balance as number, orders: (orders.nodes as Data[]).map(({ status }) => status as string), uses: uses?.n };
}

it('a hold that is captured, released and voided at once, at two gateways, comes to one end: coupon, points and order agree', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const regular = await newRegular();
    const [couponCode] = regular.codes;
    const { hold } = await ask(0, HOLD, { input: { quoteId: (await quoteTo(whole.staff, regular.id)).id, couponCodes: [couponCode], pointsToBurn: 100, orderRef: `R-${round}` } });
    const order = await soldNow(whole.shop, `RACE-${round}`);
    const voidIt = async (till: number): Promise<Data> => {
      for (let look = 0; look < LOOKS; look++) {
        const found = await whole.staff.one('query ($id: String!) { order(source: "pos", externalId: $id) { id } }', { id: `RACE-${round}` });
        if (found) return ask(till, VOID, { orderId: found.id });
      }
      return { userErrors: [{ code: 'NOT_SOLD_YET' }] };
    };
    // By turns with somebody who gives up, with somebody who undoes, and with both.
    const [releasing, voiding] = [round % 3 === 0 ? 0 : 4, round % 3 === 1 ? 0 : 4];
    const [releases, captures, voids] = await Promise.all([
      times(releasing, (till) => ask(till, RELEASE, { holdId: hold.id })), times(4, (till) => ask(till, CAPTURE, { holdId: hold.id, order })), times(voiding, voidIt),
    ]);
    const [captured, released, voided] = [doneOf(captures), doneOf(releases), doneOf(voids)];
    expect([captured + released, voided <= captured]).toEqual([1, true]);
    expect(reasonsOf([...captures, ...releases])).toEqual(['TILL_HOLD_CLOSED']);
    const end = captured === 0 ? 'RELEASED' : voided === 0 ? 'SOLD' : 'VOIDED';
    const { balance, ...standing } = await standingOf(regular);
    const used = end === 'SOLD' ? 1 : 0;
    expect(standing).toEqual({ coupons: [{ state: used ? 'REDEEMED' : 'ACTIVE', usesLeft: 1 - used }], orders: end === 'RELEASED' ? [] : [end === 'SOLD' ? 'PAID' : 'VOIDED'], uses: used });
    // A sale of 321, of which 50 were paid with the 100 points, gives 27 and 3 for the visit.
    expect(balance).toBe(end === 'SOLD' ? 430 : 500);
  }
}, 60_000);

it('one coupon in sixteen sales at two gateways is used by one of them, which alone earns and pays with points', async () => {
  const regular = await newRegular();
  const { id: quoteId } = await quoteTo(whole.staff, regular.id);
  const answers = await times(16, async (till) => ask(till, COMMIT, { input: { quoteId, couponCodes: regular.codes, pointsToBurn: 2, order: await soldNow(whole.shop, `ONE-${till}`) } }));
  expect([doneOf(answers), reasonsOf(answers)]).toEqual([1, ['ALREADY_REDEEMED']]);
  // A sale of 321, of which 1 was paid with points, gives 32 and 3 for the visit.
  expect(await standingOf(regular)).toEqual({ coupons: [{ state: 'REDEEMED', usesLeft: 0 }], balance: 500 - 2 + 35, orders: ['PAID'], uses: 1 });
}, 60_000);

it('one coupon sold with, held and redeemed by itself at once goes to one of them', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const regular = await newRegular();
    const { id: quoteId } = await quoteTo(whole.staff, regular.id);
    const [code] = regular.codes;
    const orders = await times(3, (index) => soldNow(whole.shop, `WAY-${round}-${index}`));
    const [sales, holds, redemptions] = await Promise.all([
      times(3, (till) => ask(till, COMMIT, { input: { quoteId, couponCodes: [code], order: orders[till] } })),
      times(3, (till) => ask(till + 1, HOLD, { input: { quoteId, couponCodes: [code], orderRef: `W-${till}` } })),
      times(3, (till) => ask(till, REDEEM, { code, basket: { ...orders[till], externalId: `BESIDE-${round}-${till}` } })),
    ]);
    const [sold, held, redeemed] = [doneOf(sales), doneOf(holds), doneOf(redemptions)];
    expect(sold + held + redeemed).toBe(1);
    expect(reasonsOf([...sales, ...holds, ...redemptions])).toEqual([held ? 'RESERVED' : 'ALREADY_REDEEMED']);
    const { balance: _, ...standing } = await standingOf(regular);
    expect(standing).toEqual({ coupons: [{ state: held ? 'RESERVED' : 'REDEEMED', usesLeft: held }], orders: sold ? ['PAID'] : [], uses: 1 - held });
  }
}, 60_000);
