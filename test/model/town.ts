import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { openShopWith } from '../support/shop';
import { type Basket, CARDS, POINTS, TEMPLATES, TIERS, TRANSFERS } from './terms';

const USER_ERRORS = 'userErrors { __typename code path message }';
const JOIN = `mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } ${USER_ERRORS} } }`;
const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } ${USER_ERRORS} } }`;
const VOID = `mutation ($id: ID!, $key: String!) { tillVoid(orderId: $id, reason: "mistake", idempotencyKey: $key) { result { order { id } } ${USER_ERRORS} } }`;
const QUOTE = `query ($input: TillQuoteInput!) { tillQuote(input: $input) { quote { id } ${USER_ERRORS} } }`;
const COMMIT = `mutation ($input: TillCommitInput!, $key: String!) { tillCommit(input: $input, idempotencyKey: $key) { result { order { id } payable { amount } } ${USER_ERRORS} } }`;
const HOLD = `mutation ($input: TillHoldInput!, $key: String!) { tillHold(input: $input, idempotencyKey: $key) { hold { id payable { amount } } ${USER_ERRORS} } }`;
const CAPTURE = `mutation ($id: ID!, $order: OrderUpsertInput!, $key: String!) { tillCapture(holdId: $id, order: $order, idempotencyKey: $key) { result { order { id } payable { amount } } ${USER_ERRORS} } }`;
const LET_GO = `mutation ($id: ID!, $key: String!) { tillRelease(holdId: $id, idempotencyKey: $key) { hold { id } ${USER_ERRORS} } }`;
const ISSUE = `mutation ($template: ID!, $members: [ID!]!, $key: String!) { giftCouponIssue(templateId: $template, memberIds: $members, reason: "thanks", idempotencyKey: $key) { coupons { id code } ${USER_ERRORS} } }`;
const RESERVE = `mutation ($code: String!, $ref: String!, $ttl: Int!, $key: String!) { giftCouponReserve(code: $code, orderRef: $ref, ttlSeconds: $ttl, idempotencyKey: $key) { coupon { id } ${USER_ERRORS} } }`;
const RELEASE = `mutation ($code: String!, $key: String!) { giftCouponRelease(code: $code, idempotencyKey: $key) { coupon { id } ${USER_ERRORS} } }`;
const REDEEM = `mutation ($code: String!, $basket: OrderUpsertInput!, $key: String!) { giftCouponRedeem(code: $code, basket: $basket, idempotencyKey: $key) { redemption { id discount { amount } } ${USER_ERRORS} } }`;
const REVERSE = `mutation ($id: ID!, $key: String!) { giftCouponReverse(redemptionId: $id, reason: "mistake", idempotencyKey: $key) { coupon { id } ${USER_ERRORS} } }`;
const REVOKE = `mutation ($id: ID!, $key: String!) { giftCouponRevoke(id: $id, reason: "mistake", idempotencyKey: $key) { coupon { id } ${USER_ERRORS} } }`;
const GRANT = `mutation ($id: ID!, $points: Int!, $key: String!) { pointsGrant(memberId: $id, points: $points, reason: "gift", idempotencyKey: $key) { member { id } ${USER_ERRORS} } }`;
const BURN = `mutation ($id: ID!, $points: Int!, $key: String!) { pointsBurn(memberId: $id, points: $points, reason: "bag", idempotencyKey: $key) { member { id } ${USER_ERRORS} } }`;
const MERGE = `mutation ($survivor: ID!, $loser: ID!, $key: String!) { memberMerge(survivorId: $survivor, loserId: $loser, reason: "one person", idempotencyKey: $key) { member { id } ${USER_ERRORS} } }`;
const OFFER = `mutation ($id: ID!, $key: String!) { giftCouponTransferOffer(id: $id, idempotencyKey: $key) { token ${USER_ERRORS} } }`;
const ACCEPT = `mutation ($token: String!, $member: ID!, $key: String!) { giftCouponTransferAccept(token: $token, memberId: $member, idempotencyKey: $key) { coupon { code } ${USER_ERRORS} } }`;
const TAKE_BACK = `mutation ($id: ID!, $key: String!) { giftCouponTransferCancel(id: $id, idempotencyKey: $key) { coupon { id } ${USER_ERRORS} } }`;
const STANDING = `points { balance pending debt held lifetimeEarned } tier { tier { code } progress { toNext { have } toKeep { have } } }
  stampCards { program { name } stamps } giftCoupons(first: 100) { nodes { id state usesLeft } }`;
/** Of so many members at once. */
const shownOf = (count: number): string => {
  const places = Array.from({ length: count }, (_, place) => place);
  return `query (${places.map((place) => `$m${place}: ID!`).join(', ')}) { ${places.map((place) => `m${place}: member(by: { id: $m${place} }) { ${STANDING} }`).join(' ')} }`;
};

export interface Line {
  readonly off?: number;
  readonly back?: number;
}

export interface SaleTerms {
  readonly member: string;
  readonly id: string;
  readonly at: number;
  readonly basket: Basket;
  /** Beside each line of the basket. */
  readonly lines?: readonly Line[];
  readonly paidWithPoints?: number;
  readonly revision?: number;
  readonly updatedAt?: number;
}

const linesOf = (basket: Basket, lines: readonly Line[] = []): readonly object[] => basket.map(({ sku, quantity, price }, index) => ({
  number: index + 1, sku, quantity, unitPrice: String(price), discount: String(lines[index]?.off ?? 0), refundedQuantity: lines[index]?.back ?? 0,
}));

/** A till's clock is a little behind, in ms: what it dated ahead of the shop's would wait for its time to come. */
const TILL_BEHIND = 50;

const orderOf = ({ member, id, at, basket, lines, paidWithPoints = 0, revision = 1, updatedAt }: SaleTerms): object => ({
  source: 'pos', externalId: id, member: { id: member }, placedAt: new Date(at).toISOString(), lines: linesOf(basket, lines), paidWithPoints: String(paidWithPoints),
  revision, ...(updatedAt === undefined ? {} : { updatedAt: new Date(Math.max(at, updatedAt - TILL_BEHIND)).toISOString() }),
});

/** A sale as its till sends it: what coupons and points did is for the product to say. */
const soldAt = ({ id, at, basket, member }: SaleTerms): object => ({ source: 'pos', externalId: id, member: { id: member }, placedAt: new Date(at).toISOString(), lines: linesOf(basket) });

function standing({ points, tier, stampCards, giftCoupons }: Data, couponIds: readonly string[]): object {
  const { toNext, toKeep } = tier.progress;
  const stamps = (name: string): number => stampCards.reduce((total: number, card: Data) => total + (card.program.name === name ? card.stamps : 0), 0);
  const coupons = giftCoupons.nodes.map((coupon: Data) => [couponIds.indexOf(coupon.id), coupon.state, coupon.usesLeft]).sort(([a]: [number], [b]: [number]) => a - b);
  return { ...points, tier: { code: tier.tier.code, spend: Number((toNext[0] ?? toKeep[0]).have) }, cards: CARDS.map(({ name }) => [name, stamps(name)]), coupons };
}

export interface TownOptions {
  readonly multiplies?: boolean;
  readonly settings?: string;
}

/** A brand under the model's terms, and everything that can be asked of it. What is refused answers null. */
export class Town {
  private constructor(readonly shop: TestShop, readonly staff: TestCaller, private readonly templates: readonly string[]) {}

  static async open(platform: TestPlatform, { multiplies = true, settings = `worth: "1", pendingDays: ${POINTS.pendingDays}, expiry: AFTER_DAYS, expiryCount: ${POINTS.days}, onBurnRefund: RESTORE` }: TownOptions = {}): Promise<Town> {
    const { shop, staff } = await openShopWith(platform, {
      plugins: ['stamp-card', 'gift-coupon'], multiplierBp: multiplies ? [TIERS[1].times * 10_000, TIERS[2].times * 10_000] : [10_000, 10_000],
      cards: CARDS.map(({ name, slots, rules, reward: { at, points } }) => ({ name, slots, rules, rewards: [{ at, reward: { kind: 'points', spec: { points } } }] })),
    });
    // Nobody is reminded of anything: the clock would stop for each of it.
    await staff.ok(`mutation { pointsSettingsUpdate(input: { remindDaysBefore: [], ${settings} }) { ${USER_ERRORS} } pluginConfigure(id: "gift-coupon", settings: { remindDaysBefore: null }) { ${USER_ERRORS} } }`);
    const templates: string[] = [];
    for (const [index, { kind, value, uses, days, limit, alone }] of TEMPLATES.entries()) {
      const benefit = { kind, ...(kind === 'AMOUNT' ? { amount: String(value) } : kind === 'PERCENT' ? { percent: String(value) } : { sku: 'CAKE' }) };
      const input = { code: `T${index}`, name: kind, purpose: 'THANKS', benefit, validity: { daysAfterIssue: days }, usesPerCoupon: uses, perMemberLimit: limit, transferable: true, maxTransfers: TRANSFERS.most, stacking: alone ? 'EXCLUSIVE' : 'STACKABLE' };
      const { template } = await staff.one(`mutation ($input: GiftCouponTemplateInput!) { giftCouponTemplateCreate(input: $input) { template { id } ${USER_ERRORS} } }`, { input });
      await staff.ok(`mutation ($id: ID!) { giftCouponTemplateActivate(id: $id) { ${USER_ERRORS} } }`, { id: template.id });
      templates.push(template.id);
    }
    return new Town(shop, staff, templates);
  }

  join = async (): Promise<string> => (await this.staff.one(JOIN, { input: { externalId: { source: 'pos', id: newUuid() } }, key: newUuid() })).member.id;
  clock = (to: number): Promise<void> => this.shop.advanceTo(new Date(to));
  order = async (terms: SaleTerms): Promise<string | null> => (await this.ask(ORDER, { input: orderOf(terms) }))?.order.id ?? null;
  void = (id: string): Promise<Data> => this.ask(VOID, { id });
  issue = async (member: string, template: number): Promise<{ readonly id: string; readonly code: string } | null> => (await this.ask(ISSUE, { template: this.templates[template], members: [member] }))?.coupons[0] ?? null;
  reserve = (code: string, ref: string, minutes: number): Promise<Data> => this.ask(RESERVE, { code, ref, ttl: minutes * 60 });
  release = (code: string): Promise<Data> => this.ask(RELEASE, { code });
  redeem = async (code: string, terms: SaleTerms): Promise<{ readonly id: string; readonly discount: number } | null> => {
    const done = await this.ask(REDEEM, { code, basket: soldAt(terms) });
    return done && { id: done.redemption.id, discount: Number(done.redemption.discount.amount) };
  };
  reverse = (id: string): Promise<Data> => this.ask(REVERSE, { id });
  revoke = (id: string): Promise<Data> => this.ask(REVOKE, { id });
  offer = async (id: string): Promise<string | null> => (await this.ask(OFFER, { id }))?.token ?? null;
  /** The coupon's new code. */
  accept = async (token: string, member: string): Promise<string | null> => (await this.ask(ACCEPT, { token, member }))?.coupon.code ?? null;
  takeBack = (id: string): Promise<Data> => this.ask(TAKE_BACK, { id });
  grant = (id: string, points: number): Promise<Data> => this.ask(GRANT, { id, points });
  burn = (id: string, points: number): Promise<Data> => this.ask(BURN, { id, points });
  merge = (survivor: string, loser: string): Promise<Data> => this.ask(MERGE, { survivor, loser });

  async sell(terms: SaleTerms, codes: readonly string[], points: number): Promise<{ readonly id: string; readonly payable: number } | null> {
    const quoteId = await this.quote(terms, codes);
    const done = await this.ask(COMMIT, { input: { quoteId, couponCodes: codes, pointsToBurn: points, order: soldAt(terms) } });
    return done && { id: done.result.order.id, payable: Number(done.result.payable.amount) };
  }

  async hold(terms: SaleTerms, codes: readonly string[], points: number, minutes: number): Promise<{ readonly id: string; readonly payable: number } | null> {
    const quoteId = await this.quote(terms, codes);
    const done = await this.ask(HOLD, { input: { quoteId, couponCodes: codes, pointsToBurn: points, orderRef: terms.id, ttlSeconds: minutes * 60 } });
    return done && { id: done.hold.id, payable: Number(done.hold.payable.amount) };
  }

  capture = async (id: string, terms: SaleTerms): Promise<string | null> => (await this.ask(CAPTURE, { id, order: soldAt(terms) }))?.result.order.id ?? null;
  letGo = (id: string): Promise<Data> => this.ask(LET_GO, { id });

  /** As the oracle tells it; of several at once. */
  async shown(ids: readonly string[], couponIds: readonly string[]): Promise<readonly object[]> {
    const answer = await this.staff.ok(shownOf(ids.length), Object.fromEntries(ids.map((id, place) => [`m${place}`, id])));
    return ids.map((_, place) => standing(answer[`m${place}`], couponIds));
  }

  private async quote({ member, basket, at }: SaleTerms, codes: readonly string[]): Promise<string> {
    return (await this.staff.one(QUOTE, { input: { member: { id: member }, basket: { occurredAt: new Date(at).toISOString(), lines: linesOf(basket) }, codes } })).quote.id;
  }

  private async ask(document: string, variables: object): Promise<Data> {
    const { data, errors } = await this.staff.run(document, { ...variables, key: newUuid() });
    if (errors) throw new Error(JSON.stringify(errors));
    const answer = Object.values(data as object)[0] as Data;
    return answer.userErrors.length === 0 ? answer : null;
  }
}
