import type { Context } from '@regulars/plugin-sdk';
import type { PackedBasket } from './basket';

const PURPOSE = 'till-quote';
export const QUOTE_LIFE = 10 * 60_000; // ms

/** What a quote promises, and to whom; all of it is in its id, and nowhere else. */
export interface QuoteFacts {
  /** uuid; null for a guest's. */
  readonly memberId: string | null;
  readonly basket: PackedBasket;
  /** Usable offers: what each takes off the basket alone, in minor units, by code. */
  readonly offers: ReadonlyMap<string, bigint>;
  /** By code: what named it, where that was something else. */
  readonly namedBy: ReadonlyMap<string, string>;
}

type Packed = readonly [expiresAt: number, memberId: string | null, basket: PackedBasket, offers: readonly (readonly [string, string])[], namedBy: readonly (readonly [string, string])[]];

export function sealQuote(ctx: Context, { memberId, basket, offers, namedBy }: QuoteFacts): { readonly id: string; readonly expiresAt: Date } {
  const expiresAt = new Date(ctx.now.getTime() + QUOTE_LIFE);
  const packed: Packed = [expiresAt.getTime(), memberId, basket, [...offers].map(([code, minor]) => [code, String(minor)] as const), [...namedBy]];
  return { id: ctx.seal(PURPOSE, packed), expiresAt };
}

/** What the quote promised; `EXPIRED` when that was too long ago, null when this is no quote of the brand's. */
export function unsealQuote(ctx: Context, id: string): QuoteFacts | 'EXPIRED' | null {
  const packed = ctx.unseal(PURPOSE, id) as Packed | null;
  if (!Array.isArray(packed)) return null;
  // A quote of the version before says nothing of names.
  const [expiresAt, memberId, basket, offers, namedBy = []] = packed as [...Packed] | [Packed[0], Packed[1], Packed[2], Packed[3], undefined];
  if (expiresAt <= ctx.now.getTime()) return 'EXPIRED';
  return { memberId, basket, offers: new Map(offers.map(([code, minor]) => [code, BigInt(minor)])), namedBy: new Map(namedBy) };
}
