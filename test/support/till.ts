import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestShop } from '@regulars/testing';
import { join, stampCard } from './shop';

export const QUOTE = `query ($input: TillQuoteInput!) { tillQuote(input: $input) {
  quote { id member { number points { balance } tier { tier { code } } stampCards { stamps } } benefits { kind summary }
    offers { kind code usable discount { amount } reasons { code } ... on GiftCouponTillOffer { coupon { id state template { name } } } }
    best { codes discount { amount } payable { amount } } points { available max } }
  userErrors { code path } } }`;
const RESULT = `result { order { id net { amount } paidWithPoints { amount } member { points { balance } tier { tier { code } } stampCards { stamps } } } effects { kind amount summary }
  discount { amount } pointsBurned payable { amount } lines { number discount { amount } points } } userErrors { code ... on TillOfferRefusedError { offer reasons { code } } }`;
export const COMMIT = `mutation ($input: TillCommitInput!, $key: String!) { tillCommit(input: $input, idempotencyKey: $key) { ${RESULT} } }`;

/** Twelve lines of 20 to 31 each, of one of them two, for 331. */
export const LINES = Array.from({ length: 12 }, (_, index) => ({ number: index + 1, sku: `SKU-${index}`, quantity: index === 5 ? 2 : 1, unitPrice: String(20 + index) }));
export const BASKET = { storeCode: 'S1', lines: LINES };

/** The basket, sold now: a coupon is good from when it was issued. */
export const soldNow = async (shop: TestShop, externalId: string): Promise<object> =>
  ({ source: 'pos', externalId, storeCode: 'S1', placedAt: (await shop.now()).toISOString(), lines: LINES });

/** A live template of 10 off, stackable, unless told otherwise; its public id. */
export async function couponTemplate(staff: TestCaller, code: string, more: object = {}): Promise<string> {
  const input = { code, name: code, purpose: 'THANKS', benefit: { kind: 'AMOUNT', amount: '10' }, validity: { daysAfterIssue: 30 }, stacking: 'STACKABLE', ...more };
  const { template } = await staff.one('mutation ($input: GiftCouponTemplateInput!) { giftCouponTemplateCreate(input: $input) { template { id } userErrors { code message path } } }', { input });
  await staff.ok('mutation ($id: ID!) { giftCouponTemplateActivate(id: $id) { userErrors { message } } }', { id: template.id });
  return template.id as string;
}

/** The code of a coupon that is the member's from now on. */
export async function giveCoupon(staff: TestCaller, templateId: string, memberId: string): Promise<string> {
  const { coupons } = await staff.one('mutation ($templateId: ID!, $ids: [ID!]!, $key: String!) { giftCouponIssue(templateId: $templateId, memberIds: $ids, reason: "thanks", idempotencyKey: $key) { coupons { code } userErrors { message path } } }', { templateId, ids: [memberId], key: newUuid() });
  return coupons[0].code as string;
}

export async function givePoints(staff: TestCaller, memberId: string, points: number): Promise<void> {
  await staff.ok('mutation ($memberId: ID!, $points: Int!, $key: String!) { pointsGrant(memberId: $memberId, points: $points, reason: "gift", idempotencyKey: $key) { userErrors { message } } }', { memberId, points, key: newUuid() });
}

/** Two points pay one dollar, and a third card is run beside the two of the shop. */
export async function equipTill(staff: TestCaller): Promise<void> {
  await staff.ok('mutation { pointsSettingsUpdate(input: { worth: "0.5" }) { userErrors { path message } } }');
  await stampCard(staff, { name: 'Slow', slots: 9, rules: [{ kind: 'PER_AMOUNT', amount: '250' }], rewards: [{ at: 9, reward: { kind: 'points', spec: { points: 9 } } }] });
}

export interface Regular {
  readonly id: string;
  readonly codes: readonly string[];
}

/** Somebody with 500 points and a coupon of each template. */
export async function regularWith(staff: TestCaller, name: string, templateIds: readonly string[]): Promise<Regular> {
  const id = await join(staff, name);
  await givePoints(staff, id, 500);
  const codes: string[] = [];
  for (const templateId of templateIds) codes.push(await giveCoupon(staff, templateId, id));
  return { id, codes };
}

export const quoteTo = async (staff: TestCaller, memberId: string): Promise<Data> => (await staff.one(QUOTE, { input: { member: { id: memberId }, basket: BASKET } })).quote as Data;
