import { readId } from '@regulars/plugin-sdk';
import type { TestCaller, TestShop } from '@regulars/testing';
import { type Calls, calledBy, newKey, orderOf, type Town } from './town';

const byStaff = calledBy(({ staff }) => staff);
const bySecond = calledBy(({ shop }) => shop.everything({ name: 'second' }));
const byStampStaff = calledBy(({ stamps }) => stamps.staff);

const ruleInput = (code: string): object => ({ code, name: code, kind: 'PER_VISIT', points: 1 });

async function rule(town: Town, n: number, isLive = false): Promise<string> {
  const { rule: made } = await town.do('mutation ($input: EarnRuleInput!) { earnRuleCreate(input: $input) { rule { id } userErrors { message } } }', { input: ruleInput(`R-${n}`) });
  if (isLive) await town.do('mutation ($id: ID!) { earnRuleActivate(id: $id) { userErrors { message } } }', { id: made.id });
  return made.id;
}

const spend = (atLeast: string): object => ({ conditions: [{ metric: 'NET_SPEND', atLeast, window: 'ROLLING_DAYS', count: 365 }] });
const ladder = (atLeast: string): object => ({ tiers: [{ code: 'BASE', name: 'Base', rank: 0 }, { code: 'SILVER', name: 'Silver', rank: 1, upgradeWhen: spend(atLeast) }, { code: 'GOLD', name: 'Gold', rank: 2, upgradeWhen: spend('3000') }] });

const tierDraft = async (town: Town): Promise<string> =>
  (await town.do('mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id } userErrors { message } } }', { input: ladder('1000') })).program.id;

const cardInput = (name: string): object => ({ name, slots: 3, startsAt: '2025-01-01T00:00:00Z', rules: [{ kind: 'VISIT' }], rewards: [{ at: 3, reward: { kind: 'points', spec: { points: 20 } } }] });

async function card(town: Town, n: number, isLive = false): Promise<string> {
  const { staff } = town.stamps;
  const { program } = await town.do('mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } userErrors { message } } }', { input: cardInput(`Card ${n}`) }, staff);
  if (isLive) await town.do('mutation ($id: ID!) { stampCardProgramActivate(id: $id) { userErrors { message } } }', { id: program.id }, staff);
  return program.id;
}

const couponInput = (code: string): object => ({ code, name: code, purpose: 'THANKS', benefit: { kind: 'PERCENT', percent: '10' }, validity: { daysAfterIssue: 7 }, stock: 50, transferable: true, maxTransfers: 1 });

async function couponTemplate(town: Town, n: number, isLive = false): Promise<string> {
  const { staff } = town.stamps;
  const { template } = await town.do('mutation ($input: GiftCouponTemplateInput!) { giftCouponTemplateCreate(input: $input) { template { id } userErrors { message } } }', { input: couponInput(`C-${n}`) }, staff);
  if (isLive) await town.do('mutation ($id: ID!) { giftCouponTemplateActivate(id: $id) { userErrors { message } } }', { id: template.id }, staff);
  return template.id;
}

/** A member of the shop with stamp cards and coupons. */
const couponMember = async (town: Town): Promise<string> =>
  (await town.do('mutation ($phone: String!, $key: String!) { memberJoin(input: { phone: $phone }, idempotencyKey: $key) { member { id } userErrors { message } } }', { phone: town.phone(), key: newKey() }, town.stamps.staff)).member.id;

interface GivenCoupon {
  readonly id: string;
  readonly code: string;
  readonly owner: { readonly id: string };
}

async function coupon(town: Town, n: number): Promise<GivenCoupon> {
  const { coupons } = await town.do('mutation ($templateId: ID!, $memberIds: [ID!]!, $key: String!) { giftCouponIssue(templateId: $templateId, memberIds: $memberIds, reason: "thanks", idempotencyKey: $key) { coupons { id code owner { id } } userErrors { message } } }', {
    templateId: await couponTemplate(town, n, true), memberIds: [await couponMember(town)], key: newKey(),
  }, town.stamps.staff);
  return coupons[0];
}

const bundleInput = (name: string): object => ({ name, items: [{ reward: { kind: 'points', spec: { points: 5 } } }] });

const bundle = async (town: Town, n: number): Promise<string> =>
  (await town.do('mutation ($input: GiftBundleInput!) { giftBundleCreate(input: $input) { bundle { id } userErrors { message } } }', { input: bundleInput(`Bundle ${n}`) }, town.stamps.staff)).bundle.id;

/** With a brand that the shop has nothing to do with yet. */
const PROPOSE_AGREEMENT = 'mutation ($input: GiftAgreementInput!) { giftAgreementPropose(input: $input) { agreement { id } userErrors { message } } }';
const codeOf = (shop: TestShop): Promise<string> => shop.read((ctx) => Promise.resolve(ctx.brand.code));
const agreementInput = async (town: Town, to?: TestShop): Promise<object> => ({ toBrandCode: await codeOf(to ?? (await town.stamps.shop.partner())), shareBp: 2_500 });

/** Proposed to the shop by such a brand. */
async function offeredAgreement(town: Town): Promise<string> {
  const partner = await town.stamps.shop.partner();
  const { agreement } = await town.do(PROPOSE_AGREEMENT, { input: await agreementInput(town, town.stamps.shop) }, partner.everything());
  await town.platform.drain();
  return agreement.id;
}

/** Bought when the coupon is there already, however long the sweep took to come here. */
async function couponBasket(town: Town, n: number): Promise<object> {
  const { now } = await town.do('{ brand { now } }', {}, town.stamps.staff);
  return { source: 'pos', externalId: `G-${n}`, placedAt: now, lines: [{ number: 1, sku: 'A', quantity: 2, unitPrice: '250' }] };
}

async function redemption(town: Town, n: number): Promise<string> {
  const { code } = await coupon(town, n);
  const { redemption: made } = await town.do('mutation ($code: String!, $basket: OrderUpsertInput!, $key: String!) { giftCouponRedeem(code: $code, basket: $basket, idempotencyKey: $key) { redemption { id } userErrors { message } } }', { code, basket: await couponBasket(town, n), key: newKey() }, town.stamps.staff);
  return made.id;
}

async function reservedCoupon(town: Town, n: number): Promise<string> {
  const { code } = await coupon(town, n);
  await town.do('mutation ($code: String!, $key: String!) { giftCouponReserve(code: $code, orderRef: "R", idempotencyKey: $key) { userErrors { message } } }', { code, key: newKey() }, town.stamps.staff);
  return code;
}

async function pausedCard(town: Town, n: number): Promise<string> {
  const id = await card(town, n, true);
  await town.do('mutation ($id: ID!) { stampCardProgramPause(id: $id) { userErrors { message } } }', { id }, town.stamps.staff);
  return id;
}

const TRANSFER_OFFER = 'mutation ($id: ID!, $key: String!) { giftCouponTransferOffer(id: $id, idempotencyKey: $key) { token userErrors { message } } }';

async function offeredCoupon(town: Town, n: number): Promise<{ readonly id: string; readonly token: string; readonly ownerId: string }> {
  const { id, owner } = await coupon(town, n);
  const { token } = await town.do(TRANSFER_OFFER, { id, key: newKey() }, town.stamps.staff);
  return { id, token, ownerId: owner.id };
}

/** The member of a public id, at the shop with stamp cards and coupons. */
const memberCaller = (town: Town, id: string): TestCaller =>
  town.stamps.shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', id) as string, name: id });

/** What members do with their own coupons. */
export const ownCouponCalls: Calls = {
  giftCouponTransferOffer: async (town) => {
    const { id, owner } = await coupon(town, town.next());
    return { caller: memberCaller(town, owner.id), variables: { id, idempotencyKey: newKey() } };
  },
  giftCouponTransferAccept: async (town) => {
    const { token } = await offeredCoupon(town, town.next());
    return { caller: memberCaller(town, await couponMember(town)), variables: { token, idempotencyKey: newKey() } };
  },
  giftCouponTransferCancel: async (town) => {
    const { id, ownerId } = await offeredCoupon(town, town.next());
    return { caller: memberCaller(town, ownerId), variables: { id, idempotencyKey: newKey() } };
  },
};

/** The whole order, given back. */
async function refund(town: Town, n: number): Promise<object> {
  const memberId = await town.member();
  await town.do('mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { userErrors { message path } } }', { input: orderOf(memberId, `R-${n}`), key: newKey() });
  return orderOf(memberId, `R-${n}`, { revision: 2, status: 'REFUNDED', updatedAt: '2026-01-04T05:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 2, unitPrice: '250', refundedQuantity: 2 }] });
}

/** A meal that a member pays for with a coupon and with points; and what the quote made of it. */
async function quoted(town: Town, n: number): Promise<{ readonly quoteId: string; readonly couponCodes: readonly string[]; readonly pointsToBurn: number; readonly order: object }> {
  const { staff } = town.stamps;
  const { code, owner } = await coupon(town, n);
  await town.do('mutation ($id: ID!, $key: String!) { pointsGrant(memberId: $id, points: 500, reason: "gift", idempotencyKey: $key) { userErrors { message } } }', { id: owner.id, key: newKey() }, staff);
  const { quote } = await town.do('query ($input: TillQuoteInput!) { tillQuote(input: $input) { quote { id } userErrors { message path } } }', {
    input: { member: { id: owner.id }, basket: { lines: [{ number: 1, sku: 'A', quantity: 2, unitPrice: '250' }] }, codes: [code] },
  }, staff);
  return { quoteId: quote.id, couponCodes: [code], pointsToBurn: 100, order: await couponBasket(town, n) };
}

async function heldTerms(town: Town, n: number): Promise<object> {
  const { order: _, ...terms } = await quoted(town, n);
  return { ...terms, orderRef: `T-${n}` };
}

async function held(town: Town, n: number): Promise<string> {
  const { hold } = await town.do('mutation ($input: TillHoldInput!, $key: String!) { tillHold(input: $input, idempotencyKey: $key) { hold { id } userErrors { message path } } }', { input: await heldTerms(town, n), key: newKey() }, town.stamps.staff);
  return hold.id;
}

async function sold(town: Town, n: number): Promise<string> {
  const input = await quoted(town, n);
  const { result } = await town.do('mutation ($input: TillCommitInput!, $key: String!) { tillCommit(input: $input, idempotencyKey: $key) { result { order { id } } userErrors { message path } } }', { input, key: newKey() }, town.stamps.staff);
  return result.order.id;
}

export const loyaltyCalls: Calls = {
  orderUpsert: byStaff(async (town, n) => ({ input: orderOf(await town.member(), `O-${n}`), idempotencyKey: newKey() })),
  'orderUpsert of a refund': byStaff(async (town, n) => ({ input: await refund(town, n), idempotencyKey: newKey() })),
  ordersUpsert: byStaff(async (town, n) => ({ inputs: [orderOf(await town.member(), `B-${n}`), orderOf(await town.member(), `C-${n}`)], idempotencyKey: newKey() })),
  tillCommit: byStampStaff(async (town, n) => ({ input: await quoted(town, n), idempotencyKey: newKey() })),
  tillHold: byStampStaff(async (town, n) => ({ input: await heldTerms(town, n), idempotencyKey: newKey() })),
  tillCapture: byStampStaff(async (town, n) => ({ holdId: await held(town, n), order: await couponBasket(town, n), idempotencyKey: newKey() })),
  tillRelease: byStampStaff(async (town, n) => ({ holdId: await held(town, n), idempotencyKey: newKey() })),
  tillVoid: byStampStaff(async (town, n) => ({ orderId: await sold(town, n), reason: 'mistake', idempotencyKey: newKey() })),
  pointsGrant: byStaff(async (town) => ({ memberId: await town.member(), points: 5, reason: 'gift', idempotencyKey: newKey() })),
  'pointsGrant of what takes two': byStaff(async (town) => ({ memberId: await town.member(), points: 1_000_001, reason: 'jackpot', idempotencyKey: newKey() })),
  pointsGrantApprove: bySecond(async (town) => ({ id: await town.grantRequest(), idempotencyKey: newKey() })),
  pointsGrantReject: bySecond(async (town) => ({ id: await town.grantRequest(), reason: 'too many', idempotencyKey: newKey() })),
  pointsBurn: byStaff(async (town) => ({ memberId: await town.regular(), points: 7, reason: 'use', idempotencyKey: newKey() })),
  pointsSettingsUpdate: byStaff((_, n) => ({ input: { pendingDays: 0, remindDaysBefore: [1 + (n % 300)] } })),
  earnRuleCreate: byStaff((_, n) => ({ input: ruleInput(`N-${n}`) })),
  earnRuleUpdate: byStaff(async (town, n) => ({ id: await rule(town, n), input: { ...ruleInput(`R-${n}`), points: 2 } })),
  earnRuleActivate: byStaff(async (town, n) => ({ id: await rule(town, n) })),
  earnRuleEnd: byStaff(async (town, n) => ({ id: await rule(town, n, true) })),
  tierProgramCreate: byStaff(() => ({ input: ladder('1000') })),
  tierProgramUpdate: byStaff(async (town) => ({ id: await tierDraft(town), input: ladder('1500') })),
  tierProgramActivate: byStaff(async (town) => ({ id: await tierDraft(town) })),
  tierSet: byStaff(async (town) => ({ memberId: await town.member(), tierCode: 'GOLD', reason: 'guest', idempotencyKey: newKey() })),
  tierUnlock: byStaff(async (town) => {
    const memberId = await town.member();
    await town.do('mutation ($id: ID!, $key: String!) { tierSet(memberId: $id, tierCode: "GOLD", lock: true, reason: "guest", idempotencyKey: $key) { userErrors { message } } }', { id: memberId, key: newKey() });
    return { memberId, reason: 'enough', idempotencyKey: newKey() };
  }),
  stampCardProgramCreate: byStampStaff((_, n) => ({ input: cardInput(`New ${n}`) })),
  stampCardProgramUpdate: byStampStaff(async (town, n) => ({ id: await card(town, n), input: cardInput(`Renamed ${n}`) })),
  stampCardProgramActivate: byStampStaff(async (town, n) => ({ id: await card(town, n) })),
  giftCouponTemplateCreate: byStampStaff((_, n) => ({ input: couponInput(`N-${n}`) })),
  giftCouponTemplateUpdate: byStampStaff(async (town, n) => ({ id: await couponTemplate(town, n), input: couponInput(`R-${n}`) })),
  giftCouponTemplateActivate: byStampStaff(async (town, n) => ({ id: await couponTemplate(town, n) })),
  giftCouponTemplatePause: byStampStaff(async (town, n) => ({ id: await couponTemplate(town, n, true) })),
  giftCouponTemplateEnd: byStampStaff(async (town, n) => ({ id: await couponTemplate(town, n, true) })),
  giftCouponIssue: byStampStaff(async (town, n) => ({ templateId: await couponTemplate(town, n, true), memberIds: [await couponMember(town)], reason: 'thanks', idempotencyKey: newKey() })),
  giftCouponRevoke: byStampStaff(async (town, n) => ({ id: (await coupon(town, n)).id, reason: 'mistake', idempotencyKey: newKey() })),
  giftCouponReserve: byStampStaff(async (town, n) => ({ code: (await coupon(town, n)).code, orderRef: `G-${n}`, idempotencyKey: newKey() })),
  giftCouponRelease: byStampStaff(async (town, n) => ({ code: await reservedCoupon(town, n), idempotencyKey: newKey() })),
  giftCouponRedeem: byStampStaff(async (town, n) => {
    const { code } = await coupon(town, n);
    return { code, basket: await couponBasket(town, n), idempotencyKey: newKey() };
  }),
  giftCouponReverse: byStampStaff(async (town, n) => ({ redemptionId: await redemption(town, n), reason: 'mistake', idempotencyKey: newKey() })),
  giftBundleCreate: byStampStaff((_, n) => ({ input: bundleInput(`Bundle ${n}`) })),
  giftBundleUpdate: byStampStaff(async (town, n) => ({ id: await bundle(town, n), input: bundleInput(`Renamed ${n}`) })),
  giftBundleIssue: byStampStaff(async (town, n) => ({ bundleId: await bundle(town, n), memberId: await couponMember(town), reason: 'thanks', idempotencyKey: newKey() })),
  giftCouponTransferOffer: byStampStaff(async (town, n) => ({ id: (await coupon(town, n)).id, idempotencyKey: newKey() })),
  giftCouponTransferAccept: byStampStaff(async (town, n) => ({ token: (await offeredCoupon(town, n)).token, memberId: await couponMember(town), idempotencyKey: newKey() })),
  giftCouponTransferCancel: byStampStaff(async (town, n) => ({ id: (await offeredCoupon(town, n)).id, idempotencyKey: newKey() })),
  giftAgreementPropose: byStampStaff(async (town) => ({ input: await agreementInput(town) })),
  giftAgreementAccept: byStampStaff(async (town) => ({ id: await offeredAgreement(town) })),
  giftAgreementEnd: byStampStaff(async (town) => ({ id: await offeredAgreement(town) })),
  stampCardProgramEnd: byStampStaff(async (town, n) => ({ id: await card(town, n, true) })),
  stampCardProgramPause: byStampStaff(async (town, n) => ({ id: await card(town, n, true) })),
  stampCardProgramResume: byStampStaff(async (town, n) => ({ id: await pausedCard(town, n) })),
  stampCardGrant: byStampStaff(async (town, n) => ({ memberId: await couponMember(town), programId: await card(town, n, true), stamps: 2, reason: 'sorry', idempotencyKey: newKey() })),
  stampCardRevoke: byStampStaff(async (town, n) => {
    const [memberId, programId] = [await couponMember(town), await card(town, n, true)];
    const given = 'mutation ($m: ID!, $p: ID!, $key: String!) { stampCardGrant(memberId: $m, programId: $p, stamps: 2, reason: "sorry", idempotencyKey: $key) { userErrors { message } } }';
    await town.do(given, { m: memberId, p: programId, key: newKey() }, town.stamps.staff);
    return { memberId, programId, stamps: 1, reason: 'mistake', idempotencyKey: newKey() };
  }),
};
