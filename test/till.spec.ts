import type { Data, TestPlatform } from '@regulars/testing';
import { join, shopOfFile, type WholeShop } from './support/shop';
import { couponTemplate, equipTill, type Regular, regularWith } from './support/till';

const QUOTE = `query ($input: TillQuoteInput!) { tillQuote(input: $input) {
  quote {
    id expiresAt gross { amount } member { number points { balance } tier { tier { code } } stampCards { stamps } }
    benefits { kind summary ... on PointsTillBenefit { points pendingUntil } ... on TierTillBenefit { progress { next { code } toNext { have required } } reaches { code } } }
    offers { kind code usable discount { amount } reasons { code } } best { codes discount { amount } payable { amount } } points { available max step worth { amount } }
  } userErrors { code path message } } }`;
const COMMIT = `mutation ($input: TillCommitInput!, $key: String!) { tillCommit(input: $input, idempotencyKey: $key) {
  result { order { id net { amount } paidWithPoints { amount } lines { number net { amount } } member { points { balance pending } tier { tier { code } } stampCards { stamps } } } effects { kind amount } discount { amount } pointsBurned payable { amount } lines { number discount { amount } points } }
  userErrors { code path message } } }`;

const HOLD = 'mutation ($input: TillHoldInput!) { tillHold(input: $input, idempotencyKey: "hold") { hold { id } userErrors { code message } } }';
const CAPTURE = 'mutation ($holdId: ID!, $order: OrderUpsertInput!) { tillCapture(holdId: $holdId, order: $order, idempotencyKey: "capture") { result { order { id } } userErrors { code } } }';

let platform: TestPlatform;
let whole: WholeShop;
/** Three dollars off. */
let templateId: string;
shopOfFile((opened) => ({ platform, whole } = opened));

beforeAll(async () => {
  await equipTill(whole.staff);
  templateId = await couponTemplate(whole.staff, 'THREE', { benefit: { kind: 'AMOUNT', amount: '3' } });
});

let count = 0;

/** With three cards to fill, so many coupons and 500 points. */
const regular = (coupons: number): Promise<Regular> => regularWith(whole.staff, `till-${++count}`, Array.from({ length: coupons }, () => templateId));

const lines = Array.from({ length: 12 }, (_, index) => ({ number: index + 1, sku: `SKU-${index}`, quantity: 1, unitPrice: String(20 + index) }));
const basket = { storeCode: 'S1', lines };
/** The basket of a quote, sold when it was quoted. */
const sold = (externalId: string, { expiresAt }: Data): object => ({ source: 'pos', externalId, storeCode: 'S1', placedAt: new Date(Date.parse(expiresAt) - 600_000).toISOString(), lines });
const quoted = async (id: string): Promise<Data> => (await whole.staff.one(QUOTE, { input: { member: { id }, basket } })).quote;
const standingOf = (id: string): Promise<Data> =>
  whole.staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance pending debt lifetimeEarned lots { remaining } } tier { tier { code } progress { toNext { have } } } stampCards { stamps } giftCoupons(first: 20) { nodes { state } } } }', { id });

it('says what the basket gives in points and towards the tier, and leaves the member as before', async () => {
  const { id, codes } = await regular(10);
  const before = await standingOf(id);
  const quote = await quoted(id);
  expect(quote.gross).toEqual({ amount: '306' });
  expect(quote.member).toMatchObject({ points: { balance: 500 }, tier: { tier: { code: 'BASE' } } });
  expect(quote.benefits).toEqual(expect.arrayContaining([
    { kind: 'points', summary: '33 points', points: 33, pendingUntil: null },
    { kind: 'tier', summary: '306 of 1000 to Silver', progress: { next: { code: 'SILVER' }, toNext: [{ have: '306', required: '1000' }] }, reaches: null },
  ]));
  expect(new Map(quote.offers.map(({ code, usable, discount }: Data) => [code, [usable, discount.amount]]))).toEqual(new Map(codes.map((code) => [code, [true, '3']])));
  expect([quote.best.codes.length, quote.best.discount.amount, quote.best.payable.amount]).toEqual([10, '30', '276']);
  expect(quote.points).toEqual({ available: 500, max: 500, step: 2, worth: { amount: '1' } });
  expect(await standingOf(id)).toEqual(before);
});

it('says which tier the basket reaches', async () => {
  const { id } = await regular(0);
  const { quote } = await whole.staff.one(QUOTE, { input: { member: { id }, basket: { storeCode: 'S1', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '1000' }] } } });
  expect(quote.benefits).toContainEqual({ kind: 'tier', summary: 'Reaches Silver', progress: { next: { code: 'GOLD' }, toNext: [{ have: '1000', required: '3000' }] }, reaches: { code: 'SILVER' } });
});

it('gives what it promised: a sale earns on what was paid in money, and a void leaves the member as before', async () => {
  const { id, codes } = await regular(2);
  const before = await standingOf(id);
  const quote = await quoted(id);
  const { result } = await whole.staff.one(COMMIT, { input: { quoteId: quote.id, couponCodes: codes.slice(0, 2), pointsToBurn: 200, order: sold('T-1', quote) }, key: 'T-1' });
  expect(result).toMatchObject({ order: { net: { amount: '300' }, paidWithPoints: { amount: '100' } }, discount: { amount: '6' }, pointsBurned: 200, payable: { amount: '200' } });
  expect(result.effects.filter(({ kind }: { kind: string }) => kind === 'points')).toEqual([{ kind: 'points', amount: 23 }]);
  expect(result.order.member.points).toEqual({ balance: 323, pending: 0 });
  expect(result.lines.reduce((sum: number, { points }: { points: number }) => sum + points, 0)).toBe(200);
  await whole.staff.ok('mutation ($id: ID!) { tillVoid(orderId: $id, reason: "mistake", idempotencyKey: "void-T-1") { userErrors { code message path } } }', { id: result.order.id });
  const { points, ...rest } = await standingOf(id);
  const { points: pointsBefore, ...restBefore } = before;
  expect(rest).toEqual(restBefore);
  expect({ ...points, lots: undefined }).toEqual({ ...pointsBefore, lots: undefined });
});

it('takes goods back whose buyer was erased since: nobody gets anything for them, and the books balance', async () => {
  const { id, codes } = await regular(1);
  const quote = await quoted(id);
  const { result } = await whole.staff.one(COMMIT, { input: { quoteId: quote.id, couponCodes: codes, pointsToBurn: 100, order: sold('T-3', quote) }, key: 'T-3' });
  await whole.staff.ok('mutation ($id: ID!) { memberErase(id: $id, reason: "asked for", idempotencyKey: "erase-T-3") { userErrors { code message } } }', { id });
  const given = (): Promise<unknown[]> => platform.rows("SELECT name FROM platform.event WHERE brand_id = $1 AND name IN ('points.earned', 'coupon.issued', 'stamp-card.stamped', 'tier.changed')", [whole.shop.id]);
  const before = await given();
  expect(await whole.staff.one('mutation ($id: ID!) { tillVoid(orderId: $id, reason: "brought back", idempotencyKey: "void-T-3") { result { order { id status } } userErrors { code message path } } }', { id: result.order.id }))
    .toEqual({ result: { order: { id: result.order.id, status: 'VOIDED' } }, userErrors: [] });
  expect(await given()).toEqual(before);
  expect(await whole.shop.violations()).toEqual([]);
});

it('undoes with each line that is given back what that line gave and took, and with the last all of it', async () => {
  const { id, codes } = await regular(1);
  const before = await standingOf(id);
  const quote = await quoted(id);
  const { result } = await whole.staff.one(COMMIT, { input: { quoteId: quote.id, couponCodes: codes, pointsToBurn: 100, order: sold('T-2', quote) }, key: 'T-2' });
  expect(result).toMatchObject({ discount: { amount: '3' }, pointsBurned: 100, payable: { amount: '253' }, order: { paidWithPoints: { amount: '50' } } });
  const shares = new Map<number, Data>(result.lines.map((line: Data) => [line.number, line]));
  /** As the till tells of it: with what the sale took off each line, and so many of them given back. */
  const giveBack = (revision: number, lineCount: number): Promise<Data> => {
    const changed = { revision, updatedAt: new Date(Date.parse(quote.expiresAt) - 600_000 + revision).toISOString(), paidWithPoints: '50' };
    const told = lines.map((line, index) => ({ ...line, discount: shares.get(line.number).discount.amount, refundedQuantity: index < lineCount ? 1 : 0 }));
    return whole.staff.ok('mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { userErrors { code message path } } }', {
      input: { ...sold('T-2', quote), member: { id }, ...changed, lines: told }, key: `T-2/${revision}`,
    });
  };
  await giveBack(2, 6);
  const restored = lines.slice(0, 6).reduce((sum, { number }) => sum + shares.get(number).points, 0);
  const half = await standingOf(id);
  const left = lines.slice(6).reduce((sum, { number, unitPrice }) => sum + Number(unitPrice) - Number(shares.get(number).discount.amount), 0);
  // What is left was paid in money but for its share of the points' 50.
  const earned = half.points.balance - (before.points.balance - 100 + restored);
  expect(earned).toBeGreaterThanOrEqual(Math.floor((left - 50) / 10) + 3);
  expect(earned).toBeLessThanOrEqual(Math.floor(left / 10) + 3);
  expect(half.giftCoupons.nodes).toEqual([{ state: 'REDEEMED' }]);
  await giveBack(3, 12);
  const { points, ...rest } = await standingOf(id);
  const { points: pointsBefore, ...restBefore } = before;
  expect(rest).toEqual(restBefore);
  expect({ ...points, lots: undefined }).toEqual({ ...pointsBefore, lots: undefined });
  expect(await whole.shop.violations()).toEqual([]);
});

it('captures for the survivor what a member held who was merged meanwhile', async () => {
  const [{ id, codes }, survivor] = [await regular(1), await join(whole.staff, 'survivor')];
  const quote = await quoted(id);
  const { hold } = await whole.staff.one(HOLD, { input: { quoteId: quote.id, couponCodes: codes, pointsToBurn: 100, orderRef: 'MERGE' } });
  await whole.staff.ok('mutation ($a: ID!, $b: ID!) { memberMerge(survivorId: $a, loserId: $b, reason: "same", idempotencyKey: "merge") { userErrors { code message path } } }', { a: survivor, b: id });
  await whole.staff.ok(CAPTURE, { holdId: hold.id, order: sold('MERGE', quote) });
  const { points, giftCoupons } = await standingOf(survivor);
  expect([points.balance, giftCoupons.nodes]).toEqual([428, [{ state: 'REDEEMED' }]]);
  expect(await whole.shop.violations()).toEqual([]);
});
