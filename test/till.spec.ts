import { modules } from '@regulars/gateway/installation';
import { createTestPlatform, type Data, type TestPlatform } from '@regulars/testing';
import { give } from '../libs/order/test/till-documents';
import { vouchersWithoutPurse } from '../libs/order/test/vouchers';
import { join, openShop, stampCard, type WholeShop } from './support/shop';

const QUOTE = `query ($input: TillQuoteInput!) { tillQuote(input: $input) {
  quote {
    id gross { amount } member { number points { balance } tier { tier { code } } stampCards { stamps } }
    benefits { kind summary ... on PointsTillBenefit { points pendingUntil } ... on TierTillBenefit { progress { next { code } toNext { have required } } reaches { code } } }
    offers { kind code usable discount { amount } reasons { code } } best { codes discount { amount } payable { amount } } points { available max step worth { amount } }
  } userErrors { code path message } } }`;
const COMMIT = `mutation ($input: TillCommitInput!, $key: String!) { tillCommit(input: $input, idempotencyKey: $key) {
  result { order { id net { amount } paidWithPoints { amount } lines { number net { amount } } member { points { balance } tier { tier { code } } stampCards { stamps } } } effects { kind amount } discount { amount } pointsBurned payable { amount } lines { number discount { amount } points } }
  userErrors { code path message } } }`;

/** Bounds, since what is sent while an answer is still arriving begins no flush of its own. */
const QUOTE_BUDGET = 4;
const COMMIT_BUDGET = 5;

let platform: TestPlatform;
let whole: WholeShop;

beforeAll(async () => {
  platform = await createTestPlatform([...modules, vouchersWithoutPurse]);
  whole = await openShop(platform);
  await stampCard(whole.staff, { name: 'Slow', slots: 9, rules: [{ kind: 'PER_AMOUNT', amount: '500' }], rewards: [{ at: 9, reward: { kind: 'points', spec: { points: 9 } } }] });
  await whole.staff.ok('mutation { pointsSettingsUpdate(input: { worth: "0.5" }) { userErrors { path message } } }');
});
afterAll(() => platform.stop());

let count = 0;

/** With three cards, ten vouchers of 1 % and 500 points. */
async function regular(): Promise<{ id: string; codes: readonly string[] }> {
  const { staff, shop } = whole;
  const id = await join(staff, `till-${++count}`);
  const codes = Array.from({ length: 10 }, (_, index) => `V${count}-${index}`);
  await give(platform, shop, codes.map((code) => ({ code, stage: 'PERCENT', value: 100, memberId: id })));
  await staff.ok('mutation ($id: ID!, $key: String!) { pointsGrant(memberId: $id, points: 500, reason: "gift", idempotencyKey: $key) { userErrors { message } } }', { id, key: `grant-${id}` });
  return { id, codes };
}

const lines = Array.from({ length: 12 }, (_, index) => ({ number: index + 1, sku: `SKU-${index}`, quantity: 1, unitPrice: String(20 + index) }));
const basket = { storeCode: 'S1', occurredAt: '2026-01-04T04:00:00Z', lines };
const sold = (externalId: string) => ({ source: 'pos', externalId, storeCode: 'S1', placedAt: basket.occurredAt, lines });
const quoted = async (id: string): Promise<Data> => (await whole.staff.one(QUOTE, { input: { member: { id }, basket } })).quote;
const standingOf = (id: string): Promise<Data> =>
  whole.staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance pending debt lifetimeEarned lots { remaining } } tier { tier { code } progress { toNext { have } } } stampCards { stamps } } }', { id });

it('says what the basket gives in points and towards the tier, and leaves the member as before', async () => {
  const { id } = await regular();
  const before = await standingOf(id);
  const quote = await quoted(id);
  expect(quote.gross).toEqual({ amount: '306' });
  expect(quote.member).toMatchObject({ points: { balance: 500 }, tier: { tier: { code: 'BASE' } } });
  expect(quote.benefits).toEqual(expect.arrayContaining([
    { kind: 'points', summary: '33 points', points: 33, pendingUntil: null },
    { kind: 'tier', summary: '306 of 1000 to Silver', progress: { next: { code: 'SILVER' }, toNext: [{ have: '306', required: '1000' }] }, reaches: null },
  ]));
  expect(quote.points).toEqual({ available: 500, max: 500, step: 2, worth: { amount: '1' } });
  expect(await standingOf(id)).toEqual(before);
});

it('says which tier the basket reaches', async () => {
  const { id } = await regular();
  const { quote } = await whole.staff.one(QUOTE, { input: { member: { id }, basket: { storeCode: 'S1', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '1000' }] } } });
  expect(quote.benefits).toContainEqual({ kind: 'tier', summary: 'Reaches Silver', progress: { next: { code: 'GOLD' }, toNext: [{ have: '1000', required: '3000' }] }, reaches: { code: 'SILVER' } });
});

it('gives what it promised: a sale earns on what was paid in money, and a void leaves the member as before', async () => {
  const { id, codes } = await regular();
  const before = await standingOf(id);
  const quote = await quoted(id);
  const { result } = await whole.staff.one(COMMIT, { input: { quoteId: quote.id, couponCodes: codes.slice(0, 2), pointsToBurn: 200, order: sold('T-1') }, key: 'T-1' });
  // 306 less 1 % of each line, rounded down, is as much: nobody is charged parts of a dollar.
  expect(result).toMatchObject({ order: { net: { amount: '306' }, paidWithPoints: { amount: '100' } }, discount: { amount: '0' }, pointsBurned: 200, payable: { amount: '206' } });
  expect(result.effects.filter(({ kind }: { kind: string }) => kind === 'points')).toEqual([{ kind: 'points', amount: 23 }]);
  expect(result.order.member.points).toEqual({ balance: 323 });
  expect(result.lines.reduce((sum: number, { points }: { points: number }) => sum + points, 0)).toBe(200);
  await whole.staff.ok('mutation ($id: ID!) { tillVoid(orderId: $id, reason: "mistake", idempotencyKey: "void-T-1") { userErrors { code message path } } }', { id: result.order.id });
  const { points, ...rest } = await standingOf(id);
  const { points: pointsBefore, ...restBefore } = before;
  expect(rest).toEqual(restBefore);
  expect({ ...points, lots: undefined }).toEqual({ ...pointsBefore, lots: undefined });
});

/** The fewest of several tries: see order-budget. */
async function flushesOf(budget: number, document: string, variables: (round: number) => Promise<object>): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let round = 1; round <= 9 && fewest > budget; round++) fewest = Math.min(fewest, (await whole.staff.traffic(document, (await variables(round)) as Readonly<Record<string, unknown>>)).flushes);
  return fewest;
}

it('quotes twelve lines to a member with three cards and ten vouchers in at most four flushes, on both of its connections', async () => {
  const { id } = await regular();
  const input = { member: { id }, basket };
  const traffic = await whole.staff.traffic(QUOTE, { input });
  expect(traffic.names).toEqual(expect.arrayContaining(['voucher.asked', 'points.of-order', 'order.insert-lines', 'points.insert-entries']));
  expect(await flushesOf(QUOTE_BUDGET, QUOTE, () => Promise.resolve({ input }))).toBeLessThanOrEqual(QUOTE_BUDGET);
});

it('commits it, with vouchers and points, in at most five', async () => {
  const { id, codes } = await regular();
  const variables = async (round: number) => ({ input: { quoteId: (await quoted(id)).id, couponCodes: [codes[round]], pointsToBurn: 2, order: sold(`B-${round}`) }, key: `B-${round}` });
  await whole.staff.ok(COMMIT, await variables(0));
  expect(await flushesOf(COMMIT_BUDGET, COMMIT, (round) => variables(round))).toBeLessThanOrEqual(COMMIT_BUDGET);
});
