import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { join, newKey, openStore, upsert } from './documents';
import { at, basketJson, fill, give, quote, soldJson, standing } from './till-documents';
import { vouchers } from './vouchers';

let platform: TestPlatform;
let shop: TestShop;
let till: TestCaller;
let phone = 0;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, vouchers]);
  shop = await platform.brand();
  till = shop.everything();
  await openStore(till, 'S1');
  await give(platform, shop, [{ code: 'OPEN50', stage: 'AMOUNT', value: 50 }, { code: 'OLD', stage: 'AMOUNT', value: 500, expiresAt: '2020-01-01T00:00:00Z' }]);
});
afterAll(() => platform.stop());

const newMember = (): Promise<string> => join(till, `09${String(70_000_000 + ++phone)}`);

/** A member with a tenth off, a free cake, half off that goes with nothing else, and 301 points. */
async function regular(): Promise<{ id: string; codes: { tenth: string; cake: string; half: string } }> {
  const id = await newMember();
  const codes = { tenth: `TENTH-${phone}`, cake: `CAKE-${phone}`, half: `HALF-${phone}` };
  await give(platform, shop, [
    { code: codes.tenth, stage: 'PERCENT', value: 1_000, memberId: id }, { code: codes.cake, stage: 'ITEM', value: 1, memberId: id },
    { code: codes.half, stage: 'PERCENT', value: 5_000, memberId: id, exclusive: true },
  ]);
  await fill(platform, shop, id, 301);
  return { id, codes };
}

const ordersOf = async (externalId: string) => (await platform.rows(`SELECT id FROM "order"."order" WHERE brand_id = $1 AND external_id = $2`, [shop.id, externalId])).length;

describe('a quote', () => {
  it('says what the basket gives, each offer with its discount or all reasons, the best combination and the points to pay with', async () => {
    const { id, codes } = await regular();
    const { quote: found, userErrors } = await quote(till, { member: { id }, codes: ['OLD', 'OPEN50', 'NOBODYS', ' OPEN50 '] });
    expect(userErrors).toEqual([]);
    expect(found).toEqual({
      id: expect.any(String), expiresAt: expect.any(String), gross: { amount: '300' }, member: { id }, benefits: [{ kind: 'voucher', summary: 'thanks for 300' }],
      offers: [
        { kind: 'voucher', code: codes.cake, usable: true, discount: { amount: '100' }, reasons: [] },
        { kind: 'voucher', code: codes.half, usable: true, discount: { amount: '150' }, reasons: [] },
        { kind: 'voucher', code: 'OLD', usable: false, discount: { amount: '0' }, reasons: [{ code: 'EXPIRED' }] },
        { kind: 'voucher', code: 'OPEN50', usable: true, discount: { amount: '50' }, reasons: [] },
        { kind: 'voucher', code: codes.tenth, usable: true, discount: { amount: '30' }, reasons: [] },
        { kind: 'unknown', code: 'NOBODYS', usable: false, discount: { amount: '0' }, reasons: [{ code: 'UNKNOWN_CODE' }] },
      ],
      best: { codes: [codes.cake, codes.tenth, 'OPEN50'], discount: { amount: '170' }, payable: { amount: '130' } },
      points: { available: 301, max: 260, step: 2, worth: { amount: '1' } },
    });
    expect(await standing(platform, shop, id, Object.values(codes))).toEqual({ [codes.cake]: 'FREE', [codes.half]: 'FREE', [codes.tenth]: 'FREE', points: 301, held: 0 });
    expect(await platform.rows(`SELECT id FROM "order"."order" WHERE source = 'till'`)).toEqual([]);
  });

  it('of a guest knows of named codes alone', async () => {
    expect((await quote(till, { codes: ['OPEN50'] })).quote).toMatchObject({
      member: null, benefits: [], offers: [{ code: 'OPEN50', usable: true }], best: { codes: ['OPEN50'], payable: { amount: '250' } }, points: { available: 0, max: 0, step: 1, worth: { amount: '0' } },
    });
    expect((await quote(till)).quote).toMatchObject({ offers: [], best: { codes: [], discount: { amount: '0' }, payable: { amount: '300' } } });
  });

  it('knows a member by the token that the member shows, again and again within its minute', async () => {
    const { id } = await regular();
    const page = shop.as({ audience: 'member', memberId: id, kind: 'member' });
    const { token } = await page.one('mutation { memberCardToken { token userErrors { message } } }');
    for (let time = 0; time < 2; time++) expect((await quote(till, { memberToken: token })).quote).toMatchObject({ member: { id }, benefits: [{ kind: 'voucher' }], points: { available: 301 } });
    expect((await quote(till, { memberToken: token, member: { id } })).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', 'memberToken'] }]);
    const neighbour = (await platform.brand()).everything();
    expect((await quote(neighbour, { memberToken: token })).userErrors).toMatchObject([{ code: 'TILL_MEMBER_TOKEN' }]);
  });

  it('of whose rights are limited to some stores names one of them', async () => {
    const [store] = await platform.rows<{ id: string }>("SELECT id FROM brand.store WHERE code = 'S1' AND brand_id = $1", [shop.id]);
    const limited = shop.as({ storeIds: [store?.id as string], permissions: [...till.scope.actor.permissions] });
    expect((await quote(limited)).userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', 'basket', 'storeCode'] }]);
    expect((await quote(limited, { basket: basketJson({ storeCode: 'S1' }) })).userErrors).toEqual([]);
  });

  it('tells nothing of any code to who guessed too many', async () => {
    const guesser = shop.everything({ name: 'guesser' });
    for (let first = 0; first < 100; first += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, index) => quote(guesser, { codes: [`GUESS-${first + index}`] })));
    }
    for (const codes of [['GUESS-100'], ['OPEN50']]) {
      expect(await quote(guesser, { codes })).toMatchObject({ quote: null, userErrors: [{ __typename: 'RateLimitedError', code: 'RATE_LIMITED', path: ['input', 'codes'] }] });
    }
    expect((await quote(guesser)).userErrors).toEqual([]);
    expect((await quote(till, { codes: ['OPEN50'] })).userErrors).toEqual([]);
  });

  it.each<[string, object, string, string[]]>([
    ['a negative price', { basket: basketJson({ lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '-5' }] }) }, 'INVALID_INPUT', ['input', 'basket', 'lines', '0', 'unitPrice']],
    ['an empty sku', { basket: basketJson({ lines: [{ number: 1, sku: ' ', quantity: 1, unitPrice: '5' }] }) }, 'INVALID_INPUT', ['input', 'basket', 'lines', '0', 'sku']],
    ['a sku that is too long', { basket: basketJson({ lines: [{ number: 1, sku: 'x'.repeat(101), quantity: 1, unitPrice: '5' }] }) }, 'INVALID_INPUT', ['input', 'basket', 'lines', '0', 'sku']],
    ['something given back', { basket: basketJson({ lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '5', refundedQuantity: 1 }] }) }, 'INVALID_INPUT', ['input', 'basket', 'lines']],
    ['a time to come', { basket: basketJson({ occurredAt: '2999-01-01T00:00:00Z' }) }, 'INVALID_INPUT', ['input', 'basket', 'occurredAt']],
    ['an unknown store', { basket: basketJson({ storeCode: 'NOWHERE' }) }, 'NOT_FOUND', ['input', 'basket', 'storeCode']],
    ['an unknown member', { member: { phone: '0900000000' } }, 'NOT_FOUND', ['input', 'member']],
    ['a token that is none', { memberToken: 'x' }, 'TILL_MEMBER_TOKEN', ['input', 'memberToken']],
    ['too many lines', { basket: { lines: Array.from({ length: 201 }, (_, number) => ({ number, sku: 'A', quantity: 1, unitPrice: '1' })) } }, 'INVALID_INPUT', ['input', 'basket', 'lines']],
    ['too many codes', { codes: Array.from({ length: 21 }, (_, index) => `C${index}`) }, 'INVALID_INPUT', ['input', 'codes']],
  ])('is refused for %s', async (_, input, code, path) => {
    const answer = await quote(till, input);
    expect(answer.quote).toBeNull();
    expect(answer.userErrors.map((error: { code: string; path: string[] }) => [error.code, error.path])).toEqual([[code, path]]);
  });
});

describe('a commit', () => {
  it('records the order with what lowered it, redeems the codes and burns the points', async () => {
    const { id, codes } = await regular();
    const { quote: promised } = await quote(till, { member: { id } });
    const couponCodes = [codes.cake, codes.tenth];
    const { result, userErrors } = await at(till, 'tillCommit', { input: { quoteId: promised.id, couponCodes, pointsToBurn: 60, order: soldJson('C-1') } });
    expect(userErrors).toEqual([]);
    expect(result).toEqual({
      order: { id: expect.stringMatching(/^ord_/), status: 'PAID', discount: { amount: '120' }, net: { amount: '180' }, paidWithPoints: { amount: '30' }, member: { id } },
      discount: { amount: '120' }, pointsBurned: 60, payable: { amount: '150' },
      lines: [{ number: 1, discount: { amount: '20' }, points: 60 }, { number: 2, discount: { amount: '100' }, points: 0 }],
    });
    expect(await standing(platform, shop, id, Object.values(codes))).toEqual({ [codes.cake]: 'USED', [codes.half]: 'FREE', [codes.tenth]: 'USED', points: 241, held: 0 });
    expect(await platform.rows('SELECT l.number, l.gross, l.discount, l.net, l.paid_with_points FROM "order".line l JOIN "order"."order" o ON o.id = l.order_id WHERE o.external_id = $1 ORDER BY 1', ['C-1'])).toEqual([
      { number: 1, gross: 200n, discount: 20n, net: 180n, paid_with_points: 30n }, { number: 2, gross: 100n, discount: 100n, net: 0n, paid_with_points: 0n },
    ]);
  });

  it("keeps the till's own discount out of what the codes give", async () => {
    const { id, codes } = await regular();
    const basket = basketJson({ discount: '30' });
    const { quote: promised } = await quote(till, { member: { id }, basket });
    const { result } = await at(till, 'tillCommit', { input: { quoteId: promised.id, couponCodes: [codes.tenth], order: soldJson('C-2', { discount: '30' }) } });
    expect(result).toMatchObject({ discount: { amount: '27' }, payable: { amount: '243' }, order: { discount: { amount: '57' } }, lines: [{ discount: { amount: '18' } }, { discount: { amount: '9' } }] });
  });

  it('answers a repetition as the first time, and refuses the same order under another key', async () => {
    const { id, codes } = await regular();
    const { quote: promised } = await quote(till, { member: { id } });
    const input = { quoteId: promised.id, couponCodes: [codes.tenth], pointsToBurn: 10, order: soldJson('C-3') };
    const key = newKey();
    const first = await at(till, 'tillCommit', { input }, key);
    expect(await at(till, 'tillCommit', { input }, key)).toEqual(first);
    expect((await at(till, 'tillCommit', { input: { ...input, couponCodes: [] } })).userErrors).toEqual([
      { __typename: 'TillOrderKnownError', code: 'TILL_ORDER_KNOWN', path: ['input', 'order', 'externalId'], orderId: first.result.order.id },
    ]);
    expect(await standing(platform, shop, id, [codes.tenth])).toEqual({ [codes.tenth]: 'USED', points: 291, held: 0 });
  });

  it('refuses codes with every reason, and writes nothing', async () => {
    const { id, codes } = await regular();
    const { quote: promised } = await quote(till, { member: { id }, codes: ['OLD'] });
    await platform.owner.query('UPDATE voucher.voucher SET expires_at = $2, held_until = $3 WHERE code = $1', [codes.tenth, '2020-01-01T00:00:00Z', '2100-01-01T00:00:00Z']);
    const couponCodes = [codes.tenth, codes.half, 'OLD', 'NEVER-ASKED', codes.cake];
    const { result, userErrors } = await at(till, 'tillCommit', { input: { quoteId: promised.id, couponCodes, pointsToBurn: 10, order: soldJson('C-4') } });
    expect(result).toBeNull();
    expect(userErrors.map(({ __typename, offer, path, reasons }: { __typename: string; offer: string; path: string[]; reasons: { code: string }[] }) => [__typename, offer, path.at(-1), reasons.map(({ code }) => code)])).toEqual([
      ['TillOfferRefusedError', codes.tenth, '0', ['RESERVED', 'EXPIRED']], ['TillOfferRefusedError', codes.half, '1', ['EXCLUSIVE']],
      ['TillOfferRefusedError', 'OLD', '2', ['NOT_QUOTED']], ['TillOfferRefusedError', 'NEVER-ASKED', '3', ['NOT_QUOTED']],
    ]);
    expect(await standing(platform, shop, id, [codes.cake])).toEqual({ [codes.cake]: 'FREE', points: 301, held: 0 });
    expect(await ordersOf('C-4')).toBe(0);
  });

  it.each(['tillCommit', 'tillHold'] as const)('tells nothing of codes that the quote did not offer: %s', async (name) => {
    const [{ id }, { codes: others }] = [await regular(), await regular()];
    const { quote: promised } = await quote(till, { member: { id } });
    const couponCodes = ['OPEN50', 'OLD', others.tenth, 'NOBODYS'];
    const before = await shop.digest();
    const more = name === 'tillCommit' ? { order: soldJson('C-10') } : { orderRef: 'C-10' };
    const { userErrors } = await at(till, name, { input: { quoteId: promised.id, couponCodes, ...more } });
    expect(userErrors.map(({ offer, reasons }: { offer: string; reasons: { code: string }[] }) => [offer, ...reasons.map(({ code }) => code)])).toEqual(couponCodes.map((code) => [code, 'NOT_QUOTED']));
    expect(await shop.digest()).toEqual(before);
  });

  it('refuses a code that takes something else off by now', async () => {
    const { id, codes } = await regular();
    const { quote: promised } = await quote(till, { member: { id } });
    await platform.owner.query('UPDATE voucher.voucher SET value = 900 WHERE code = $1', [codes.tenth]);
    const { userErrors } = await at(till, 'tillCommit', { input: { quoteId: promised.id, couponCodes: [codes.tenth], order: soldJson('C-5') } });
    expect(userErrors).toMatchObject([{ code: 'TILL_OFFER_REFUSED', offer: codes.tenth, reasons: [{ code: 'DISCOUNT_CHANGED' }] }]);
  });

  it('refuses another basket, another member, a quote that has expired and one that is none', async () => {
    const [{ id }, other] = [await regular(), await newMember()];
    const { quote: promised } = await quote(till, { member: { id } });
    const refusal = async (changes: object, order: object = {}) => {
      const { userErrors } = await at(till, 'tillCommit', { input: { quoteId: promised.id, order: soldJson('C-6', order), ...changes } });
      return userErrors.map(({ code, path }: { code: string; path: string[] }) => [code, path.join('.')]);
    };
    expect(await refusal({}, { lines: [{ number: 1, sku: 'TEA', quantity: 2, unitPrice: '99' }, { number: 2, sku: 'CAKE', quantity: 1, unitPrice: '100' }] })).toEqual([['TILL_BASKET_CHANGED', 'input.order.lines']]);
    expect(await refusal({}, { storeCode: 'S1' })).toEqual([['TILL_BASKET_CHANGED', 'input.order.lines']]);
    expect(await refusal({}, { discount: '1' })).toEqual([['TILL_BASKET_CHANGED', 'input.order.lines']]);
    expect(await refusal({}, { member: { id: other } })).toEqual([['TILL_BASKET_CHANGED', 'input.order.member']]);
    expect(await refusal({ quoteId: 'quote' })).toEqual([['NOT_FOUND', 'input.quoteId']]);
    expect(await refusal({ pointsToBurn: 3 })).toEqual([['INVALID_INPUT', 'input.pointsToBurn']]);
    expect(await refusal({ pointsToBurn: -2 })).toEqual([['INVALID_INPUT', 'input.pointsToBurn']]);
    expect(await refusal({ pointsToBurn: 602 })).toEqual([['INVALID_INPUT', 'input.pointsToBurn']]);
    expect(await refusal({ pointsToBurn: 302 })).toEqual([['INVALID_INPUT', 'input.pointsToBurn']]);
    expect(await refusal({}, { status: 'REFUNDED' } as never)).toEqual([['INVALID_INPUT', 'input.order.status']]);
    expect(await refusal({}, { paidWithPoints: '301' })).toEqual([['INVALID_INPUT', 'input.order.paidWithPoints']]);
    expect(await ordersOf('C-6')).toBe(0);
  });

  it('takes a quote for ten minutes', async () => {
    const sandbox = await platform.brand({ sandbox: true });
    const staff = sandbox.everything();
    const { quote: promised } = await quote(staff);
    const advance = (before: number) =>
      staff.ok('mutation ($to: DateTime!) { brandClockAdvance(to: $to) { userErrors { code message } } }', { to: new Date(Date.parse(promised.expiresAt) - before).toISOString() });
    await advance(60_000);
    expect((await at(staff, 'tillCommit', { input: { quoteId: promised.id, order: soldJson('C-7') } })).userErrors).toEqual([]);
    await advance(0);
    expect((await at(staff, 'tillCommit', { input: { quoteId: promised.id, order: soldJson('C-8') } })).userErrors).toEqual([{ __typename: 'TillQuoteExpiredError', code: 'TILL_QUOTE_EXPIRED', path: ['input', 'quoteId'] }]);
  });

  it("is nothing to a neighbour's quote", async () => {
    const neighbour = (await platform.brand()).everything();
    const { quote: promised } = await quote(till);
    expect((await at(neighbour, 'tillCommit', { input: { quoteId: promised.id, order: soldJson('C-9') } })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe('a void', () => {
  it('leaves the member as before the sale', async () => {
    const { id, codes } = await regular();
    const before = await standing(platform, shop, id, Object.values(codes));
    const { quote: promised } = await quote(till, { member: { id } });
    const { result } = await at(till, 'tillCommit', { input: { quoteId: promised.id, couponCodes: [codes.tenth, codes.cake], pointsToBurn: 60, order: soldJson('V-1') } });
    const orderId = result.order.id;
    const done = await at(till, 'tillVoid', { orderId, reason: 'changed his mind' });
    expect(done).toEqual({
      result: {
        order: { id: orderId, status: 'VOIDED', discount: { amount: '120' }, net: { amount: '180' }, paidWithPoints: { amount: '30' }, member: { id } },
        discount: { amount: '0' }, pointsBurned: 0, payable: { amount: '0' }, lines: [{ number: 1, discount: { amount: '0' }, points: 0 }, { number: 2, discount: { amount: '0' }, points: 0 }],
      },
      userErrors: [],
    });
    expect(await standing(platform, shop, id, Object.values(codes))).toEqual(before);
    expect((await at(till, 'tillVoid', { orderId, reason: 'again' })).userErrors).toEqual([{ __typename: 'InvalidTransitionError', code: 'INVALID_TRANSITION', path: ['orderId'] }]);
  });

  it('stands against what the source sent before it, and gives way to a later revision', async () => {
    const { order: sold } = await upsert(till, { externalId: 'V-2' });
    await at(till, 'tillVoid', { orderId: sold.id, reason: 'mistake' });
    expect((await upsert(till, { externalId: 'V-2' })).order).toMatchObject({ status: 'VOIDED', revision: 1 });
    expect((await upsert(till, { externalId: 'V-2', revision: 2, updatedAt: '2026-01-05T10:01:00+08:00' })).order).toMatchObject({ status: 'PAID', revision: 2 });
  });

  it('of an order that was given back in part keeps what was given back', async () => {
    const { order: sold } = await upsert(till, { externalId: 'V-3', lines: [{ number: 1, sku: 'A', quantity: 3, unitPrice: '33.3333', refundedQuantity: 1, refundedAmount: '2' }] } as never);
    const row = () => platform.rows('SELECT status, gross, discount, refunded, net FROM "order"."order" WHERE external_id = $1', ['V-3']);
    const [before] = await row();
    await at(till, 'tillVoid', { orderId: sold.id, reason: 'mistake' });
    expect(await row()).toEqual([{ ...before, status: 'VOIDED' }]);
  });

  it("of somebody's order who was erased since takes the goods back, and leaves the order whose it was", async () => {
    const { id } = await regular();
    const { quote: promised } = await quote(till, { member: { id } });
    const { result } = await at(till, 'tillCommit', { input: { quoteId: promised.id, order: soldJson('V-4') } });
    await till.ok('mutation ($id: ID!, $key: String!) { memberErase(id: $id, reason: "asked for", idempotencyKey: $key) { userErrors { message } } }', { id, key: newKey() });
    const row = () => platform.rows('SELECT status, member_id, gross, net FROM "order"."order" WHERE external_id = $1', ['V-4']);
    const [before] = await row();
    expect(await at(till, 'tillVoid', { orderId: result.order.id, reason: 'brought back' })).toMatchObject({ result: { order: { id: result.order.id, status: 'VOIDED' } }, userErrors: [] });
    expect(await row()).toEqual([{ ...before, status: 'VOIDED' }]);
  });

  it('of an unknown order is refused', async () => {
    expect((await at(till, 'tillVoid', { orderId: 'ord_x', reason: 'x' })).userErrors).toEqual([{ __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['orderId'] }]);
  });
});
