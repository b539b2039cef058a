import { type Context, MINUTE, newUuid } from '@regulars/plugin-sdk';
import { forgetTokens, useTokens } from '../data/redemption.statements';

const PURPOSE = 'gift-coupon-qr';
const LIFE = MINUTE;
/** Longer than a token lives, and a quote after that, which was made with it. */
const REMEMBERED = 15 * MINUTE;

/** What a token names. */
export interface QrToken {
  readonly id: string;
  /** uuid */
  readonly couponId: string;
  /** How often the coupon had changed hands: whoever gave it away has no live token of it. */
  readonly hops: number;
  readonly expiresAt: Date;
}

/** What a member shows to the till: names a coupon for a minute, in this brand only. Writes nothing. */
export const newQrToken = (ctx: Context, couponId: string, hops: number): string => ctx.seal(PURPOSE, [newUuid(), couponId, ctx.now.getTime() + LIFE, hops]);

/** Not when it was made for whoever had the coupon before. */
export const isTokenOf = ({ couponId, hops }: QrToken, row: { readonly id: string; readonly hops: number }): boolean => couponId === row.id && hops === row.hops;

/** Null when it is no token of ours, whether or not it still holds. */
export function readQrToken(ctx: Context, text: string): QrToken | null {
  const read = ctx.unseal(PURPOSE, text.trim());
  if (!Array.isArray(read)) return null;
  const [id, couponId, expires, hops] = read as [string, string, number, number];
  return { id, couponId, hops, expiresAt: new Date(expires) };
}

/** Of these tokens the ids of those that were not shown before; they were from now on. */
export async function takeQrTokens(ctx: Context, tokens: readonly QrToken[]): Promise<ReadonlySet<string>> {
  if (tokens.length === 0) return new Set();
  void ctx.sql(forgetTokens());
  return new Set((await ctx.sql(useTokens(tokens.map(({ id }) => id), new Date(ctx.now.getTime() + REMEMBERED)))).map(({ id }) => id));
}

export const takeQrToken = async (ctx: Context, token: QrToken): Promise<boolean> => (await takeQrTokens(ctx, [token])).has(token.id);
