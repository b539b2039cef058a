import type { Data } from '@regulars/testing';
import { shopOfFile, type WholeShop } from './support/shop';
import { COMMIT, couponTemplate, equipTill, LINES, BASKET, QUOTE, quoteTo, type Regular, regularWith, soldNow } from './support/till';

/** Bounds, since what is sent while an answer is still arriving begins no flush of its own. */
const QUOTE_BUDGET = 4;
const COMMIT_BUDGET = 5;

const BENEFITS = [
  { kind: 'AMOUNT', amount: '10' }, { kind: 'PERCENT', percent: '10' }, { kind: 'FREE_ITEM', sku: 'SKU-3' }, { kind: 'FIXED_PRICE', amount: '5', sku: 'SKU-4' }, { kind: 'BOGO', sku: 'SKU-5' },
  { kind: 'SERVICE' }, { kind: 'REWARD', reward: { kind: 'points', spec: { points: 20 } } }, { kind: 'AMOUNT', amount: '20' }, { kind: 'PERCENT', percent: '5' }, { kind: 'FREE_ITEM', sku: 'SKU-9' },
];

let whole: WholeShop;
let regular: Regular;
shopOfFile((opened) => ({ whole } = opened));

/** A member with three cards, a coupon of each benefit there is, ten in all, and points. */
beforeAll(async () => {
  const { staff } = whole;
  await equipTill(staff);
  const templateIds: string[] = [];
  for (const [index, benefit] of BENEFITS.entries()) templateIds.push(await couponTemplate(staff, `T-${index}`, { benefit, usesPerCoupon: 60 }));
  regular = await regularWith(staff, 'regular', templateIds);
  await sell(0);
}, 60_000);

async function saleOf(round: number) {
  const { shop, staff } = whole;
  const [first, second] = regular.codes;
  return { input: { quoteId: (await quoteTo(staff, regular.id)).id as string, couponCodes: [first, second], pointsToBurn: 2, order: await soldNow(shop, `B-${round}`) }, key: `B-${round}` };
}

const sell = async (round: number) => whole.staff.traffic(COMMIT, await saleOf(round));

/** The fewest of several tries: see order-budget. */
async function fewest(budget: number, flushes: (round: number) => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 1; round <= 50 && least > budget; round++) least = Math.min(least, await flushes(round));
  return least;
}

it('quotes twelve lines to a member with three cards and ten coupons in at most four flushes, on both of its connections', async () => {
  const input = { member: { id: regular.id }, basket: BASKET };
  const { data, names } = await whole.staff.traffic(QUOTE, { input });
  const { quote } = data.tillQuote;
  expect([LINES.length, quote.offers.length, quote.member.stampCards.length]).toEqual([12, 10, 3]);
  expect(names).toEqual(expect.arrayContaining(['order.insert-lines', 'points.insert-entries', 'stamp-card.cards-of-members', 'gift-coupon.open-coupons-of']));
  expect(await fewest(QUOTE_BUDGET, async () => (await whole.staff.traffic(QUOTE, { input })).flushes)).toBeLessThanOrEqual(QUOTE_BUDGET);
});

it('commits it, with two coupons and points, in at most five', async () => {
  const { data } = await sell(1_000);
  // 331 less a tenth, rounded down, and 10.
  expect(data.tillCommit.result).toMatchObject({ discount: { amount: '43' }, pointsBurned: 2, payable: { amount: '287' }, order: { paidWithPoints: { amount: '1' } } });
  expect(data.tillCommit.result.effects.map(({ kind }: Data) => kind)).toEqual(expect.arrayContaining(['points', 'stamp-card']));
  expect(await fewest(COMMIT_BUDGET, async (round) => (await sell(round)).flushes)).toBeLessThanOrEqual(COMMIT_BUDGET);
});
