import { randomUUID } from 'node:crypto';
import type { BrandClient } from '../platform-client';
import { DRINKS } from './boba-data';

const REFUSALS = 'userErrors { code message path }';
const SOURCE = 'boba-pos';
const STORE = 'XINYI';

interface Campaign {
  readonly input: { readonly code: string } & Readonly<Record<string, unknown>>;
  readonly each: number;
  readonly reason: string;
}

/** One of each idea; `each`: every how many-th member gets one. */
const TEMPLATES: readonly Campaign[] = [
  {
    each: 2, reason: '新會員迎賓',
    input: { code: 'WELCOME', name: '入會禮:珍珠奶茶一杯', purpose: 'WELCOME', benefit: { kind: 'FREE_ITEM', sku: 'T01' }, validity: { daysAfterIssue: 30 }, perMemberLimit: 1 },
  },
  {
    each: 1, reason: '感謝月',
    input: {
      code: 'THANKS-10', name: '滿百九折,最多折 50 元', purpose: 'THANKS', benefit: { kind: 'PERCENT', percent: '10', maxDiscount: '50' }, minSpend: '100',
      validity: { daysAfterIssue: 60 }, stacking: 'STACKABLE', usesPerCoupon: 3,
    },
  },
  {
    each: 3, reason: '週年慶',
    input: { code: 'ANNIVERSARY', name: '週年慶滿 200 折 50,限量 100 張', purpose: 'FESTIVAL', benefit: { kind: 'AMOUNT', amount: '50' }, minSpend: '200', stock: 100, validity: { daysAfterIssue: 14 }, stacking: 'STACKABLE' },
  },
  {
    each: 5, reason: '好久不見',
    input: { code: 'WEEKNIGHT', name: '週一至週四晚間四季春買一送一', purpose: 'WAKE_UP', benefit: { kind: 'BOGO', sku: 'T04' }, window: { weekdays: [1, 2, 3, 4], from: '17:00', to: '22:00' }, validity: { daysAfterIssue: 45 } },
  },
  {
    each: 3, reason: '呼朋引伴',
    input: { code: 'FRIEND', name: '送朋友一杯 39 元冬瓜檸檬', purpose: 'TRANSFER', benefit: { kind: 'FIXED_PRICE', amount: '39', sku: 'T05' }, validity: { daysAfterIssue: 90 }, transferable: true, maxTransfers: 1 },
  },
  {
    each: 6, reason: '生日快樂',
    input: { code: 'BIRTHDAY', name: '生日再送 20 點', purpose: 'BIRTHDAY', benefit: { kind: 'REWARD', reward: { kind: 'points', spec: { points: 20 } } }, validity: { daysAfterIssue: 31 }, perMemberLimit: 1 },
  },
];

/** How many members use the best of their coupons at a till. */
const AT_A_TILL = 3;

const [PEARL_TEA, , , , , PASSION_FRUIT] = DRINKS;
const lineOf = ({ price, ...drink }: (typeof DRINKS)[number], number: number): object => ({ ...drink, number, quantity: 2, unitPrice: String(price) });

/** 250 of tea. */
const ROUND = [lineOf(PEARL_TEA, 1), lineOf(PASSION_FRUIT, 2)];

const sold = (externalId: string, more: object = {}): object => ({ source: SOURCE, externalId, storeCode: STORE, channel: 'POS', placedAt: new Date().toISOString(), lines: ROUND, ...more });

/** Six kinds of coupons in members' hands; some were used at a till, some beside one, and one use was undone. */
export async function runCoupons(brand: BrandClient, memberIds: readonly string[]): Promise<void> {
  await brand.run(`mutation { pluginEnable(id: "gift-coupon") { ${REFUSALS} } }`);
  const codes = new Map(memberIds.map((id) => [id, new Map<string, string>()]));
  for (const { input, each, reason } of TEMPLATES) {
    const owners = memberIds.filter((_, index) => (index + 1) % each === 0);
    const issued = await issue(brand, input, owners, reason);
    owners.forEach((owner, index) => codes.get(owner)?.set(input.code, issued[index] as string));
  }
  const known = [...codes];
  const atTill = known.filter(([, own]) => own.has('ANNIVERSARY')).slice(0, AT_A_TILL);
  for (const [index, [id]] of atTill.entries()) await sellAtTill(brand, id, index);
  const beside = known.filter(([, own]) => own.has('WELCOME') && !own.has('ANNIVERSARY'));
  await useBesideTill(brand, beside.map(([memberId, own]) => ({ memberId, code: own.get('WELCOME') as string })));
}

/** Answers the codes, in the order of the members. */
async function issue(brand: BrandClient, input: object, memberIds: readonly string[], reason: string): Promise<readonly string[]> {
  const { giftCouponTemplateCreate } = await brand.run<{ giftCouponTemplateCreate: { template: { id: string } } }>(
    `mutation ($input: GiftCouponTemplateInput!) { giftCouponTemplateCreate(input: $input) { template { id } ${REFUSALS} } }`, { input },
  );
  const { id } = giftCouponTemplateCreate.template;
  await brand.run(`mutation ($id: ID!) { giftCouponTemplateActivate(id: $id) { ${REFUSALS} } }`, { id });
  const { giftCouponIssue } = await brand.run<{ giftCouponIssue: { coupons: { code: string }[] } }>(
    `mutation ($id: ID!, $memberIds: [ID!]!, $reason: String!, $key: String!) { giftCouponIssue(templateId: $id, memberIds: $memberIds, reason: $reason, idempotencyKey: $key) { coupons { code } ${REFUSALS} } }`,
    { id, memberIds, reason, key: randomUUID() },
  );
  return giftCouponIssue.coupons.map(({ code }) => code);
}

interface Quote {
  readonly id: string;
  readonly best: { readonly codes: readonly string[] };
  readonly points: { readonly max: number };
}

/** One sale with the best of the member's coupons and some points; every second one waits for a card terminal. */
async function sellAtTill(brand: BrandClient, memberId: string, index: number): Promise<void> {
  const { tillQuote } = await brand.run<{ tillQuote: { quote: Quote } }>(
    `query ($input: TillQuoteInput!) { tillQuote(input: $input) { quote { id best { codes } points { max } } ${REFUSALS} } }`,
    { input: { member: { id: memberId }, basket: { storeCode: STORE, lines: ROUND } } },
  );
  const { id: quoteId, best, points } = tillQuote.quote;
  const chosen = { quoteId, couponCodes: best.codes, pointsToBurn: Math.min(points.max, 10) };
  const externalId = `TILL-${index + 1}`;
  if (index % 2 === 0) {
    await brand.run(`mutation ($input: TillCommitInput!, $key: String!) { tillCommit(input: $input, idempotencyKey: $key) { ${REFUSALS} } }`, { input: { ...chosen, order: sold(externalId) }, key: randomUUID() });
    return;
  }
  const { tillHold } = await brand.run<{ tillHold: { hold: { id: string } } }>(
    `mutation ($input: TillHoldInput!, $key: String!) { tillHold(input: $input, idempotencyKey: $key) { hold { id } ${REFUSALS} } }`, { input: { ...chosen, orderRef: externalId }, key: randomUUID() },
  );
  await brand.run(`mutation ($id: ID!, $order: OrderUpsertInput!, $key: String!) { tillCapture(holdId: $id, order: $order, idempotencyKey: $key) { ${REFUSALS} } }`, { id: tillHold.hold.id, order: sold(externalId), key: randomUUID() });
}

interface Given {
  readonly memberId: string;
  readonly code: string;
}

/** A till that only redeems, and sends its order afterwards; of the second sale nothing came, and the coupon is given back. */
async function useBesideTill(brand: BrandClient, [first, second]: readonly Given[]): Promise<void> {
  if (!first || !second) return;
  const redeem = async ({ memberId, code }: Given, externalId: string): Promise<string> => {
    const { giftCouponRedeem } = await brand.run<{ giftCouponRedeem: { redemption: { id: string } } }>(
      `mutation ($code: String!, $basket: OrderUpsertInput!, $key: String!) { giftCouponRedeem(code: $code, basket: $basket, idempotencyKey: $key) { redemption { id } ${REFUSALS} } }`,
      { code, basket: sold(externalId, { member: { id: memberId } }), key: randomUUID() },
    );
    return giftCouponRedeem.redemption.id;
  };
  await redeem(first, 'GIFT-1');
  // A cup of 60 off: the order says what it cost.
  await brand.run(`mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { ${REFUSALS} } }`, { input: sold('GIFT-1', { member: { id: first.memberId }, discount: '60' }), key: randomUUID() });
  await brand.run(`mutation ($id: ID!, $reason: String!, $key: String!) { giftCouponReverse(redemptionId: $id, reason: $reason, idempotencyKey: $key) { ${REFUSALS} } }`, {
    id: await redeem(second, 'GIFT-2'), reason: '客人改變心意', key: randomUUID(),
  });
}
