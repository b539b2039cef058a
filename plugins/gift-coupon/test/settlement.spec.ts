import { giveRewards, rewardsOfCauses, usedRewards } from '@regulars/member/contract';
import { readId } from '@regulars/plugin-sdk';
import { type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { copySettlements, settlementsById } from '../src/data/settlement.statements';
import { AGREEMENTS, END_AGREEMENT } from './agreement-documents';
import { ORDER, REDEEM, REVERSE } from './documents';
import { both, bundleOf, pairForEach, theirs } from './partner-support';
import { ask, basketOf, give, liveTemplate } from './support';

const SETTLEMENT = 'query ($id: ID!, $first: Int, $after: String) { giftSettlement(agreementId: $id, first: $first, after: $after) { nodes { at couponCode amount { amount currency } reversed agreement { id } } pageInfo { hasNextPage endCursor } } }';
const cause = { module: 'tier', key: 'one' };

let platform: TestPlatform;
let tea: TestShop;
let cake: TestShop;
let teaStaff: TestCaller;
let cakeStaff: TestCaller;
let agreement: string;

pairForEach((made) => void ({ platform, tea, cake, teaStaff, cakeStaff, agreement } = made), 3_333);

/** So many coupons of a template of the partner's, given to somebody as a reward; their codes, and whose they are there. */
async function given(quantity: number, more: object = {}): Promise<readonly [codes: readonly string[], there: string]> {
  await liveTemplate(cakeStaff, 'C', more);
  const bundle = await bundleOf([theirs('C', quantity)]);
  const [here, there] = await both();
  await tea.context((ctx) => giveRewards(ctx, [{ kind: 'gift-bundle', spec: { bundle }, memberId: readId('mbr', here) ?? '', cause, at: ctx.now }]));
  await platform.drain();
  const { giftCoupons } = await cakeStaff.one('query ($id: ID!) { member(by: { id: $id }) { giftCoupons { nodes { code } } } }', { id: there });
  return [(giftCoupons.nodes as Data[]).map(({ code }) => code as string), there];
}

const use = (code: string, externalId: string, more: object = {}): Promise<Data> => ask(cakeStaff, REDEEM, { code, basket: basketOf(externalId, more) });
const entries = async (shop: TestShop): Promise<unknown> => ((await shop.everything().one(SETTLEMENT, { id: agreement })).nodes as Data[]).map(({ couponCode, amount, reversed }) => [couponCode, amount.amount, reversed]);

/** As both brands see it, once everything has been told. */
async function owed(): Promise<unknown> {
  await platform.drain();
  const [there, here] = [await entries(cake), await entries(tea)];
  expect(here).toEqual(there);
  return there;
}

it('is the share of each discount, rounded down, of coupons that came under the agreement and of no others', async () => {
  const [[one = '', two = ''], there] = await given(2);
  const own = await give(cakeStaff, await liveTemplate(cakeStaff, 'OWN'), there);
  await use(one, 'O1'); // 20 of 200
  await use(two, 'O2', { placedAt: '2026-01-05T04:02:00Z', lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '95' }] }); // 10 of 95, halves up
  await use(own.code, 'O3');
  const masked = (code: string): string => `****-****-****-${code.slice(-4)}`;
  expect(await owed()).toEqual([[masked(two), '3', false], [masked(one), '6', false]]);
  const page = await teaStaff.one(SETTLEMENT, { id: agreement, first: 1 });
  expect(page).toMatchObject({ nodes: [{ at: '2026-01-05T04:02:00.000Z', amount: { amount: '3', currency: 'TWD' }, agreement: { id: agreement } }], pageInfo: { hasNextPage: true } });
  expect((await teaStaff.one(SETTLEMENT, { id: agreement, first: 1, after: page.pageInfo.endCursor })).nodes).toMatchObject([{ amount: { amount: '6' } }]);
  expect((await (await tea.partner()).everything().one(SETTLEMENT, { id: agreement })).nodes).toEqual([]);
});

it('is not owed for what is given back, and is again when that is taken back, in whatever order the other brand is told', async () => {
  const [[code = '']] = await given(1, { usesPerCoupon: 2 });
  const { redemption } = await use(code, 'O1');
  await cakeStaff.ok(ORDER, { input: basketOf('O1'), key: 'paid' });
  const refund = { lines: [{ number: 1, sku: 'TEA', category: 'HOT', quantity: 2, refundedQuantity: 2, unitPrice: '60' }, { number: 2, sku: 'CAKE', quantity: 1, refundedQuantity: 1, unitPrice: '80' }] };
  await cakeStaff.ok(ORDER, { input: basketOf('O1', { ...refund, status: 'REFUNDED', revision: 2, updatedAt: '2026-01-05T04:02:00Z' }), key: 'back' });
  const end = `****-****-****-${code.slice(-4)}`;
  expect(await entries(tea)).toEqual([]);
  expect(await owed()).toEqual([[end, '6', true]]);
  await cakeStaff.ok(ORDER, { input: basketOf('O1', { revision: 3, updatedAt: '2026-01-05T04:03:00Z' }), key: 'again' });
  expect(await owed()).toEqual([[end, '6', false]]);
  await cakeStaff.ok(REVERSE, { id: redemption.id, key: 'r' });
  await use(code, 'O2');
  expect(await owed()).toEqual([[end, '6', false], [end, '6', true]]);
  // An older word that comes late changes nothing.
  const [row] = await tea.read((ctx) => ctx.sql(settlementsById([readId('gcr', redemption.id) ?? ''])));
  expect(row).toMatchObject({ version: 4, reversed_at: expect.any(Date) });
  await tea.context((ctx) => ctx.sql(copySettlements(JSON.stringify([{ ...row, amount: '6', version: 3, reversed_at: null }]))));
  expect(await owed()).toEqual([[end, '6', false], [end, '6', true]]);
});

it('follows a discount that the order cuts, and that is whole again', async () => {
  const [[code = '']] = await given(1, { benefit: { kind: 'AMOUNT', amount: '100' } });
  await use(code, 'O1');
  const amounts = async (): Promise<unknown> => ((await owed()) as unknown[][]).map(([, amount, reversed]) => [amount, reversed]);
  expect(await amounts()).toEqual([['33', false]]);
  const lines = [{ number: 1, sku: 'TEA', category: 'HOT', quantity: 1, unitPrice: '60' }];
  await cakeStaff.ok(ORDER, { input: basketOf('O1', { lines }), key: 'paid' });
  expect(await amounts()).toEqual([['19', false]]);
  await cakeStaff.ok(ORDER, { input: basketOf('O1', { revision: 2, updatedAt: '2026-01-05T04:02:00Z' }), key: 'more' });
  expect(await amounts()).toEqual([['33', false]]);
});

it('goes on for what is out when the agreement has ended, once for each use of a coupon', async () => {
  const [[code = '']] = await given(1, { usesPerCoupon: 3 });
  await teaStaff.ok(END_AGREEMENT, { id: agreement });
  await platform.drain();
  for (const id of ['O1', 'O2', 'O1']) await use(code, id);
  expect(((await owed()) as unknown[][]).map(([, amount]) => amount)).toEqual(['6', '6']);
});

it('is told again, within a day, what came up while the plugin was off', async () => {
  const [[one = '', two = '']] = await given(2);
  await use(one, 'O1');
  await platform.drain();
  await use(two, 'O2');
  await cakeStaff.ok(END_AGREEMENT, { id: agreement });
  await cake.disable('gift-coupon');
  await platform.drain();
  await cake.enable('gift-coupon');
  const states = async (): Promise<unknown> => (await teaStaff.one(AGREEMENTS) as Data[]).map(({ state }) => state as string);
  expect([((await entries(tea)) as unknown[]).length, await states()]).toEqual([1, ['LIVE']]);
  await cake.advance({ days: 1 });
  expect([((await owed()) as unknown[]).length, await states()]).toEqual([2, ['ENDED']]);
});

it('tells who gave a bundle as a reward that it was used', async () => {
  const [[code = '']] = await given(1);
  const used = (): Promise<number> => tea.context(async (ctx) => (await usedRewards(ctx, await rewardsOfCauses(ctx, [cause]))).size);
  expect(await used()).toBe(0);
  await use(code, 'O1');
  await platform.drain();
  expect(await used()).toBe(1);
});
