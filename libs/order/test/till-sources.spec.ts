import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { type Context, newUuid } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { type OrderState, type TillBasket, TillOffers, TillPayment } from '../src/contract';
import { applyOffers } from '../src/domain/till/apply-offers';
import { bestCombination } from '../src/domain/till/best-combination';
import { OrderChannel } from '../src/enums';
import { vouchers } from './vouchers';

let platform: TestPlatform;
let shop: TestShop;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, vouchers]);
  shop = await platform.brand();
  await platform.owner.query(
    `INSERT INTO voucher.voucher (brand_id, code, stage, value, exclusive, expires_at) SELECT $1, * FROM (VALUES
       ('TENTH', 'PERCENT', 1000, false, NULL::timestamptz), ('A50', 'AMOUNT', 50, false, NULL), ('OLD', 'AMOUNT', 500, false, '2020-01-01Z'), ('HALF', 'PERCENT', 5000, true, NULL)) AS v`,
    [shop.id],
  );
});
afterAll(() => platform.stop());

const basketOf = (now: Date): TillBasket => ({
  memberId: null, storeId: null, storeCode: null, channel: OrderChannel.POS, placedAt: now, businessDate: now.toISOString().slice(0, 10),
  gross: 300n, discount: 0n, net: 300n,
  lines: [200n, 100n].map((net, index) => ({
    number: index + 1, sku: 'A', name: null, category: null, quantity: 1, refundedQuantity: 0, unitPrice: String(net), gross: net, discount: 0n, refunded: 0n, net, paidWithPoints: 0n,
  })),
});

/** What a till does with a source of offers, in one transaction. */
const sourceOf = (ctx: Context) => {
  const [source] = ctx.extensions(TillOffers);
  if (!source) throw new Error('There is no source');
  return source;
};

it('a source answers its offers, the engine combines them, and what was reserved is redeemed once', async () => {
  const holdId = newUuid();
  const orderId = newUuid();
  const found = await shop.context(async (ctx) => {
    const basket = basketOf(ctx.now);
    const offers = await sourceOf(ctx).offers(ctx, { basket, codes: ['TENTH', 'A50', 'OLD', 'HALF', 'NOBODYS'], withOwn: true });
    const usable = offers.filter(({ reasons }) => reasons.length === 0);
    const { offers: chosen } = bestCombination(usable, basket.lines.map(({ net }) => net));
    const uses = applyOffers(usable.filter(({ exclusive }) => !exclusive), basket.lines.map(({ net }) => net)).applied.map(({ offer, shares }) => ({
      code: offer.code, discounts: new Map(shares.map((share, index) => [basket.lines[index]?.number ?? 0, share])),
    }));
    const taken = await sourceOf(ctx).reserve(ctx, { holdId, orderRef: 'T-1', expiresAt: new Date(ctx.now.getTime() + 300_000), basket, uses });
    const elsewhere = await sourceOf(ctx).reserve(ctx, { holdId: newUuid(), orderRef: 'T-2', expiresAt: new Date(ctx.now.getTime() + 300_000), basket, uses });
    const sale = { order: { ...basket, id: orderId } as OrderState, uses, holdId };
    const first = await sourceOf(ctx).redeem(ctx, sale);
    const second = await sourceOf(ctx).redeem(ctx, sale);
    return {
      refused: offers.filter(({ reasons }) => reasons.length > 0).map(({ code, reasons }) => [code, reasons.map((reason) => reason.code)]),
      best: chosen.map(({ code }) => code), taken: [...taken.keys()], elsewhere: [...elsewhere.keys()], first: [...first.keys()], second: [...second.keys()],
    };
  });
  expect(found).toEqual({ refused: [['OLD', ['EXPIRED']]], best: ['HALF'], taken: [], elsewhere: ['TENTH', 'A50'], first: [], second: ['TENTH', 'A50'] });
  expect(await platform.rows("SELECT code, order_id, taken FROM voucher.voucher WHERE code IN ('TENTH', 'A50') ORDER BY code")).toEqual([
    { code: 'A50', order_id: orderId, taken: { 1: '33', 2: '17' } }, { code: 'TENTH', order_id: orderId, taken: { 1: '20', 2: '10' } },
  ]);
});

it('one module says how points pay', async () => {
  const memberId = newUuid();
  await platform.owner.query('INSERT INTO voucher.purse (brand_id, member_id, points) VALUES ($1, $2, 301)', [shop.id, memberId]);
  const found = await shop.context(async (ctx) => {
    const [payment, ...more] = ctx.extensions(TillPayment);
    const terms = await payment?.terms(ctx, memberId);
    return { more, available: terms?.available, step: terms?.step, most: [100n, 1_000n].map((payable) => terms?.most(payable)), worth: terms?.worth(300) };
  });
  expect(found).toEqual({ more: [], available: 301, step: 2, most: [200, 300], worth: 150n });
});
