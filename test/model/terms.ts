/** The brand the model runs in, and the rows the oracle keeps. */

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** One point for 10, three for the day's first order, a day pending, usable for 30 days; each pays 1. */
export const POINTS = { per: 10, visit: 3, pendingDays: 1, days: 30 } as const;

/** Net spend of 365 days. */
export const TIERS = [
  { code: 'BASE', from: 0, times: 1 },
  { code: 'SILVER', from: 1_000, times: 2 },
  { code: 'GOLD', from: 3_000, times: 3 },
] as const;

export const CARDS = [
  { name: 'Visits', slots: 3, rules: [{ kind: 'VISIT' }], reward: { at: 3, points: 20 } },
  { name: 'Spend', slots: 8, rules: [{ kind: 'PER_AMOUNT', amount: '100' }], reward: { at: 4, points: 7 } },
] as const;

export const TEMPLATES = [
  { kind: 'AMOUNT', value: 30, uses: 2, days: 5, limit: null, alone: false },
  { kind: 'PERCENT', value: 10, uses: 1, days: 12, limit: null, alone: false },
  { kind: 'FREE_ITEM', value: 0, uses: 1, days: 20, limit: 2, alone: true },
] as const;

/** All of them may be given away. */
export const TRANSFERS = { most: 2, hours: 72 } as const;

/** Each line of its own sku: TEA always, CAKE perhaps. */
export type Basket = readonly { readonly sku: 'TEA' | 'CAKE'; readonly quantity: number; readonly price: number }[];

export interface Line {
  readonly quantity: number;
  readonly gross: number;
  readonly off: number;
  readonly burnt: number;
  back: number;
}

export interface Order {
  readonly id: string;
  who: number;
  readonly at: number;
  readonly basket: Basket;
  readonly multiplier: number;
  readonly lines: readonly Line[];
  void: boolean;
  readonly refunds: { readonly at: number }[];
}

export interface Lot {
  /** What gave it. */
  id: string;
  who: number;
  readonly at: number;
  given: number;
  spent: number;
  expired: number;
  /** Of what is owed elsewhere. */
  paid: number;
  /** Of one that has ended: what it had paid. */
  limit: number | null;
  readonly from: number;
  readonly to: number;
}

export type Pick = [lot: Lot, points: number];

export interface Burn {
  readonly order: string;
  /** What is still out of each lot. */
  readonly took: readonly Pick[];
  readonly lines: readonly number[];
  back: number;
}

export interface Offer {
  readonly until: number;
  open: boolean;
  taken: boolean;
}

export interface Coupon {
  holder: number;
  issuedTo: number;
  readonly template: number;
  readonly uses: number;
  readonly until: number;
  readonly used: { readonly order: string; readonly off: readonly number[] }[];
  hold: { readonly ref: string; readonly until: number } | null;
  readonly offered: Offer[];
  revoked: boolean;
}

export interface Hold {
  who: number;
  readonly member: number;
  readonly basket: Basket;
  readonly coupons: readonly Coupon[];
  readonly off: readonly (readonly number[])[];
  readonly burnt: readonly number[];
  readonly payable: number;
  readonly took: readonly Pick[];
  readonly until: number;
  closed: boolean;
}
