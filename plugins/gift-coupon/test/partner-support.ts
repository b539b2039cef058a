import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { BUNDLE_CREATE, BUNDLE_ISSUE } from './bundle-documents';
import { agree, ask, brandForEach, codeOf, join, SHARES } from './support';

/** A brand that gives, another that honours, and an agreement of the two. */
export interface Pair {
  readonly platform: TestPlatform;
  readonly tea: TestShop;
  readonly cake: TestShop;
  readonly teaStaff: TestCaller;
  readonly cakeStaff: TestCaller;
  /** Public id. */
  readonly agreement: string;
  /** The code of the brand that honours. */
  readonly at: string;
}

let pair: Pair;
let phones = 0;

/** For each spec two brands; the books of both must balance after it. `shareBp` is the agreement's. */
export function pairForEach(use: (made: Pair) => void, shareBp?: number): void {
  brandForEach(async ({ platform, shop: tea, staff: teaStaff }) => {
    const cake = await tea.partner();
    pair = { platform, tea, cake, teaStaff, cakeStaff: cake.everything(), agreement: await agree(tea, cake, shareBp), at: await codeOf(cake) };
    use(pair);
  });
  afterEach(async () => expect(await pair.cake.violations()).toEqual([]));
}

export const ten = { reward: { kind: 'points', spec: { points: 10 } } };
export const coupon = (template: string, quantity = 1): object => ({ reward: { kind: 'gift-coupon', spec: { template } }, quantity });
export const theirs = (template: string, quantity = 1): object => ({ ...coupon(template, quantity), brandCode: pair.at });
export const bundleOf = async (items: readonly object[], onStockout = 'FAIL'): Promise<string> => (await pair.teaStaff.one(BUNDLE_CREATE, { input: { name: 'Both', items, onStockout } })).bundle.id as string;
export const newPhone = (): string => `+8869${String(30_000_000 + ++phones)}`;

/** Somebody both brands know, by one phone; ids in the one and the other. */
export async function both(more: object = SHARES): Promise<readonly [string, string]> {
  const phone = newPhone();
  return [await join(pair.teaStaff, { phone, ...more }), await join(pair.cakeStaff, { phone })];
}

export const issueTo = (bundleId: string, memberId: string, caller = pair.teaStaff): Promise<Data> => ask(caller, BUNDLE_ISSUE, { bundleId, memberId });
export const codes = ({ userErrors }: Data): string[] => (userErrors as { code: string; path: string[] | null }[]).map(({ code, path }) => `${code} ${(path ?? []).join('.')}`);
export const told = ({ issued }: Data): unknown[] => (issued as Data[]).map(({ item, skipped }) => [item.reward.kind, skipped?.code ?? null]);
/** What counts against the partner's stock. */
export const issued = async (template: string): Promise<number> => (await pair.platform.rows<{ issued: number }>('SELECT n.issued FROM gift_coupon.template_counter n JOIN gift_coupon.template t ON t.id = n.template_id WHERE t.brand_id = $1 AND t.code = $2', [pair.cake.id, template]))[0]?.issued ?? -1;
export const wallet = async (shop: TestShop, memberId: string): Promise<unknown> => {
  const { points: purse, giftCoupons } = await shop.everything().one('query ($id: ID!) { member(by: { id: $id }) { points { balance } giftCoupons { nodes { state template { code } } } } }', { id: memberId });
  return [purse.balance, (giftCoupons.nodes as Data[]).map(({ state, template }) => `${String(template.code)} ${String(state)}`).sort((one, next) => one.localeCompare(next))];
};
export const reservations = async (): Promise<unknown> => (await pair.platform.rows<{ state: string }>('SELECT state FROM gift_coupon.partner_reservation WHERE brand_id = $1 ORDER BY state', [pair.cake.id])).map(({ state }) => state);
export const decided = async (): Promise<unknown> => (await pair.platform.rows<{ outcome: string }>('SELECT outcome FROM gift_coupon.partner_decision WHERE brand_id = $1 ORDER BY outcome', [pair.tea.id])).map(({ outcome }) => outcome);
