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
}

type Packed = readonly [expiresAt: number, memberId: string | null, basket: PackedBasket, offers: readonly (readonly [string, string])[]];

export function sealQuote(ctx: Context, { memberId, basket, offers }: QuoteFacts): { readonly id: string; readonly expiresAt: Date } {
  const expiresAt = new Date(ctx.now.getTime() + QUOTE_LIFE);
  const packed: Packed = [expiresAt.getTime(), memberId, basket, [...offers].map(([code, minor]) => [code, String(minor)] as const)];
  return { id: ctx.seal(PURPOSE, packed), expiresAt };
}

/** What the quote promised; `EXPIRED` when that was too long ago, null when this is no quote of the brand's. */
export function unsealQuote(ctx: Context, id: string): QuoteFacts | 'EXPIRED' | null {
  const packed = ctx.unseal(PURPOSE, id) as Packed | null;
  if (!Array.isArray(packed)) return null;
  const [expiresAt, memberId, basket, offers] = packed as Packed;
  if (expiresAt <= ctx.now.getTime()) return 'EXPIRED';
  return { memberId, basket, offers: new Map(offers.map(([code, minor]) => [code, BigInt(minor)])) };
}
