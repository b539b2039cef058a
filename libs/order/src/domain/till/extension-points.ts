import { type Context, defineExtensionPoint, type Money, type Text } from '@regulars/plugin-sdk';
import type { OrderState } from '../order-state';
import type { TillBasket } from './basket';

// ---------------------------------------------------------------- what the basket would give

/** The fields that every object of the GraphQL interface `TillBenefit` has. */
export interface ShownBenefit {
  readonly kind: string;
  /** In the caller's language. */
  readonly summary: string;
}

/** What a module gives for a basket. */
export interface TillBenefitSource {
  /**
   * Called in the transaction in which the basket was recorded like any order, reactions and all, and which is then rolled
   * back: read there what the reactions did, with everything sent at once (it costs the quote one flush). `order.memberId` is
   * never null. Answer objects of your own type that implements `TillBenefit`; nothing for nothing. Their fields are
   * resolved when the transaction is gone, so whatever a field loads by then is as it stood before the basket: what the
   * rehearsal changed has to be in the object itself.
   */
  readonly benefits: (rehearsal: Context, order: OrderState) => Promise<readonly ShownBenefit[]>;
}

export const TillBenefits = defineExtensionPoint<TillBenefitSource>('order', 'till-benefits');

// ---------------------------------------------------------------- what lowers the price

/** One reason why an offer cannot be used. */
export interface TillReason {
  /** UPPER_SNAKE_CASE; part of the API. */
  readonly code: string;
  readonly text: Text;
}

/**
 * When an offer is applied: each stage on what the one before has left. Within a stage the one that expires earlier comes
 * first, then the lower code.
 */
export type TillStage = 'ITEM' | 'PERCENT' | 'AMOUNT';

/** The fields that every object of the GraphQL interface `TillOffer` has. */
export interface ShownOffer {
  readonly kind: string;
  readonly code: string;
  readonly usable: boolean;
  /** What it takes off the basket alone; zero when it is not usable. */
  readonly discount: Money;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}

export interface TillOfferState {
  /** The id of the module. */
  readonly kind: string;
  /** As it is shown, and handed in again by the till. */
  readonly code: string;
  /** What the till named it by, where that was something else: another spelling, or a token. */
  readonly namedBy?: string;
  /** All of them, judged at `basket.placedAt` on the basket before any offer; none: it is usable. */
  readonly reasons: readonly TillReason[];
  readonly stage: TillStage;
  /** Goes with no other offer. Points may still be paid with. */
  readonly exclusive: boolean;
  /** Null: never. */
  readonly expiresAt: Date | null;
  /** What it draws on together with others (a stock, a limit for a member): at most `left` offers of one pool go together. */
  readonly pool?: { readonly id: string; readonly left: number };
  /**
   * Pure: what it takes off each of the basket's lines, in minor units, where `left` (in the order of `basket.lines`) is
   * what is left of them by now, and `before` are the offers that were applied before it, in their turn. What is below
   * zero or more than is left is cut off. An amount that is for the whole basket is split with `largestRemainder`. Of
   * stages PERCENT and AMOUNT: where less is left, it takes no more (but for rounding); the best combination counts on it.
   */
  readonly discount: (left: readonly bigint[], before: readonly { readonly code: string }[]) => readonly bigint[];
  /** The object of your own type that implements `TillOffer`. */
  readonly show: (shown: ShownOffer) => ShownOffer;
}

export interface TillQuestion {
  readonly basket: TillBasket;
  /** As the till read or scanned them, trimmed, each once. Those that are not yours are left to others: answer nothing about them. */
  readonly codes: readonly string[];
  /** Also whatever else the basket's member holds, usable or not. Else: the named codes alone. */
  readonly withOwn: boolean;
}

/** A code that is used, and what it takes off which line. */
export interface TillUse {
  readonly code: string;
  /** Minor units by line number; lines it leaves alone are not in it. Together they may be nothing, e.g. of a service. */
  readonly discounts: ReadonlyMap<number, bigint>;
  /** What the quote named it by, where that was something else: a token that is good for one sale is used up by this one. */
  readonly namedBy?: string;
}

export interface TillReservation {
  /** uuid */
  readonly holdId: string;
  readonly orderRef: string;
  readonly expiresAt: Date;
  readonly basket: TillBasket;
  readonly uses: readonly TillUse[];
}

export interface TillRedemption {
  /** The order as it was just recorded, with the offers' shares in its lines' discounts. Its row stands by now. */
  readonly order: OrderState;
  readonly uses: readonly TillUse[];
  /** uuid of the hold that reserved these codes; null when nothing was reserved. */
  readonly holdId: string | null;
}

/** Codes that turned out to be no longer usable, each with all reasons; empty when all went well. Any one undoes the whole transaction. */
export type TillRefused = ReadonlyMap<string, readonly TillReason[]>;

/**
 * Offers of one module. All of the write methods run in the till's transaction, under the member's lock, at most once for
 * each source and with all of its codes: read and write set-based, send what can be sent at once, lock cards and coupons in
 * the order of their ids, and take from shared counters last, by conditional updates whose outcome you wait for.
 *
 * There is no way to give back: a void or refund reaches a source as `OrderUpserted`, as every change of an order does,
 * whoever sends it.
 */
export interface TillOfferSource {
  readonly kind: string;
  /**
   * In a quote this is called on its own connection, before the basket is recorded and without locks; in a commit or a
   * hold under the member's lock. `basket.memberId` is null for a guest. An unusable code of yours is answered with its
   * reasons; an unknown one is not answered.
   */
  readonly offers: (ctx: Context, question: TillQuestion) => Promise<readonly TillOfferState[]>;
  /** Uses up codes that `offers` called usable in this transaction or, with `holdId`, that hold reserved: those are good whatever became of them meanwhile. */
  readonly redeem: (ctx: Context, redemption: TillRedemption) => Promise<TillRefused>;
  /** Keeps codes for a hold until `expiresAt`: nobody else can use them before that, everybody can from then on, whether or not `release` was called. */
  readonly reserve: (ctx: Context, reservation: TillReservation) => Promise<TillRefused>;
  /** Gives back what these holds still keep. Later reservations of the same codes by other holds are left alone. */
  readonly release: (ctx: Context, holds: readonly { readonly holdId: string; readonly codes: readonly string[] }[]) => Promise<void>;
  /**
   * Told of codes that `offers` was asked for in this transaction and that a sale or a hold is refused for, with all reasons:
   * to be counted. Nothing else was written by then, and what is written here is there though the sale is not.
   */
  readonly refused?: (ctx: Context, codes: TillRefused) => void;
}

export const TillOffers = defineExtensionPoint<TillOfferSource>('order', 'till-offers');

// ---------------------------------------------------------------- paying with points

export interface TillPaymentTerms {
  /** Points that can be spent now; 0 when the member may not spend any, whatever the balance. */
  readonly available: number;
  /** Points are taken in multiples of it; what `step` points pay is a whole number of minor units. */
  readonly step: number;
  /** The most points that may go into `payable` minor units: a multiple of `step`, at most `available`, worth at most `payable`. */
  readonly most: (payable: bigint) => number;
  /** What a multiple of `step` pays, in minor units. */
  readonly worth: (points: number) => bigint;
}

/** Points by line number, summing up to the points paid with: what a refund of that line gives back. */
export type PointsByLine = ReadonlyMap<number, number>;

export interface TillPointsHold {
  /** uuid */
  readonly holdId: string;
  readonly memberId: string;
  /** 1 or more. */
  readonly points: number;
  readonly expiresAt: Date;
}

export interface TillBurn {
  /** The order as it was just recorded, with what the points are worth in `paidWithPoints`. */
  readonly order: OrderState;
  readonly memberId: string;
  /** 1 or more; a multiple of `step`. */
  readonly points: number;
  readonly byLine: PointsByLine;
}

/**
 * How a member pays with points. Everything but `terms` runs in the till's transaction, under the member's lock, and rejects
 * (`InsufficientPointsError`, `PointsHeldError`, …) when it cannot be done. It runs beside the reactions to the order: share
 * their ledger, send writes without waiting. What was burned is restored by your own reaction to `OrderUpserted`, by the
 * lines that were given back.
 */
export interface TillPaymentSource {
  readonly terms: (ctx: Context, memberId: string) => Promise<TillPaymentTerms>;
  readonly burn: (ctx: Context, burn: TillBurn) => Promise<void>;
  /** Held points are neither spendable nor do they expire, until `expiresAt`, whether or not `release` was called. */
  readonly hold: (ctx: Context, hold: TillPointsHold) => Promise<void>;
  /** Burns what was held for this, which is good whatever the balance became meanwhile. */
  readonly capture: (ctx: Context, capture: TillBurn & { readonly holdId: string }) => Promise<void>;
  /** Gives back what these holds still keep. */
  readonly release: (ctx: Context, holds: readonly { readonly holdId: string; readonly memberId: string }[]) => Promise<void>;
}

/** At most one module says how points pay. */
export const TillPayment = defineExtensionPoint<TillPaymentSource>('order', 'till-payment');
