import type { JsonObject, LocalDate } from '@regulars/plugin-sdk';
import type { PointsEntryKind } from './enums';

/** From when until when points can be spent: [activeAt, expiresAt). */
export interface LotTerms {
  readonly earnedAt: Date;
  readonly activeAt: Date;
  /** Null: never. */
  readonly expiresAt: Date | null;
  /** The last business date on which they can be used; null: never over. */
  readonly expiresOn: LocalDate | null;
  /** Activity keeps them alive for this many months; null: their expiry is fixed. */
  readonly inactivityMonths: number | null;
  /** No rule makes them expire before. */
  readonly keptUntil: Date | null;
}

/**
 * Points that came in together.
 *
 * `quantity - reversed` is what their source gives today. What burns have not spent of it is free: it pays claims
 * (points taken back after they had been spent), has expired, or remains. Where burns spent more than the source
 * gives today, the lot is overdrawn, and that is a claim on the other lots of the wallet.
 */
export interface Lot extends LotTerms {
  readonly id: string;
  readonly orderId: string | null;
  readonly quantity: number;
  readonly reversed: number;
  readonly spent: number;
  readonly claimed: number;
  readonly expired: number;
  /** Taken back from this lot at the brand's loss. */
  readonly writtenOff: number;
  /** Null until its expiry is posted; then the claims it had paid, and may never pay more than. */
  readonly claimLimit: number | null;
}

/** Points set aside for a sale that a card terminal is still busy with. */
export interface Hold {
  readonly id: string;
  /** 1 or more. */
  readonly points: number;
  /** What of which lot: makes up `points`. */
  readonly allocations: readonly Allocation[];
  /** From then on it holds nothing, whether or not anybody has said so. */
  readonly expiresAt: Date;
}

/** Of one member. `lots` holds at least every lot the next command may touch: see `isWhole`. */
export interface Wallet {
  readonly memberId: string;
  /** Sum of the entries; always Σ remaining - debt. */
  readonly total: number;
  readonly debt: number;
  /** Σ claimed of all lots. */
  readonly claimed: number;
  /** Σ writtenOff of all lots. */
  readonly writtenOff: number;
  readonly lifetimeEarned: number;
  readonly entryCount: number;
  readonly lots: readonly Lot[];
  /** Those nobody has ended; some may have timed out. */
  readonly holds: readonly Hold[];
  /** All lots that have something remaining, pay claims or were written off are in `lots`; else only due and pending ones are. */
  readonly isWhole: boolean;
}

export type Allocation = readonly [lotId: string, points: number];

/** One line of the ledger, before it is written. */
export interface Entry {
  readonly memberId: string;
  readonly number: number;
  readonly kind: PointsEntryKind;
  readonly points: number;
  readonly balanceAfter: number;
  readonly at: Date;
  readonly orderId: string | null;
  readonly restoresId: string | null;
  readonly reason: string | null;
  readonly cause: JsonObject | null;
  readonly allocations: readonly Allocation[];
  readonly explanation: JsonObject;
}

/** What a command came to. */
export interface Posting {
  readonly wallet: Wallet;
  readonly entries: readonly Entry[];
}

export const emptyWallet = (memberId: string): Wallet => ({
  memberId, total: 0, debt: 0, claimed: 0, writtenOff: 0, lifetimeEarned: 0, entryCount: 0, lots: [], holds: [], isWhole: true,
});

export const newLot = (id: string, orderId: string | null, terms: LotTerms): Lot => ({
  ...terms, id, orderId, quantity: 0, reversed: 0, spent: 0, claimed: 0, expired: 0, writtenOff: 0, claimLimit: null,
});

export const freeOf = (lot: Lot): number => Math.max(0, lot.quantity - lot.reversed - lot.spent);
export const overdrawnOf = (lot: Lot): number => Math.max(0, lot.spent + lot.reversed - lot.quantity);
export const remainingOf = (lot: Lot): number => freeOf(lot) - lot.claimed - lot.expired;

export const isDue = (lot: Lot, now: Date): boolean => lot.expiresAt !== null && lot.expiresAt <= now;
export const isPending = (lot: Lot, now: Date): boolean => lot.activeAt > now;

const instant = (at: Date | null): number => at?.getTime() ?? Number.POSITIVE_INFINITY;

/** First to expire, then first earned, then by id: the order in which points are used. */
export function byExpiry(a: Lot, b: Lot): number {
  const [expiryA, expiryB] = [instant(a.expiresAt), instant(b.expiresAt)];
  if (expiryA !== expiryB) return expiryA < expiryB ? -1 : 1;
  const earned = a.earnedAt.getTime() - b.earnedAt.getTime();
  return earned !== 0 ? earned : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

export const pendingOf = (wallet: Wallet, now: Date): number => sumOf(wallet.lots, (lot) => (isPending(lot, now) ? remainingOf(lot) : 0));

/** What the holds of an instant set aside, by lot. */
export function heldByLot({ holds }: Pick<Wallet, 'holds'>, now: Date): ReadonlyMap<string, number> {
  const held = new Map<string, number>();
  for (const hold of holds) if (hold.expiresAt > now) for (const [lotId, points] of hold.allocations) held.set(lotId, (held.get(lotId) ?? 0) + points);
  return held;
}

export const heldOf = ({ holds }: Pick<Wallet, 'holds'>, now: Date): number => sumOf(holds, (hold) => (hold.expiresAt > now ? hold.points : 0));

/**
 * What a member has at an instant, whether or not due expiries have been posted; what is held is part of it, and does
 * not expire. Needs a whole wallet.
 */
export function balanceOf(wallet: Wallet, now: Date): number {
  const held = heldByLot(wallet, now);
  const lasting = (lot: Lot): number => (isDue(lot, now) ? Math.min(remainingOf(lot), held.get(lot.id) ?? 0) : remainingOf(lot));
  return sumOf(wallet.lots, (lot) => (isPending(lot, now) ? 0 : lasting(lot))) - wallet.debt;
}

/** What can be spent at an instant. Needs a whole wallet. */
export const spendableOf = (wallet: Wallet, now: Date): number => balanceOf(wallet, now) - heldOf(wallet, now);

export const sumOf = <T>(items: readonly T[], value: (item: T) => number): number => items.reduce((sum, item) => sum + value(item), 0);
