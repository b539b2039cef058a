import { type Context, newUuid } from '@regulars/plugin-sdk';
import { forgetCardTokens, takeCardToken } from '../data/sign-in.statements';

const PURPOSE = 'member-card';
const LIFE = 60_000; // ms

export interface CardToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** What a member shows to the till: names the member for a minute, in this brand only. Writes nothing. */
export function newCardToken(ctx: Context, memberId: string): CardToken {
  const expiresAt = new Date(ctx.now.getTime() + LIFE);
  return { token: ctx.seal(PURPOSE, [newUuid(), memberId, expiresAt.getTime()]), expiresAt };
}

interface ReadToken {
  readonly id: string;
  readonly memberId: string;
  readonly expiresAt: Date;
}

/** Null when it is none, or has expired. */
function readToken(ctx: Context, token: string): ReadToken | null {
  const read = ctx.unseal(PURPOSE, token);
  if (!Array.isArray(read)) return null;
  const [id, memberId, expires] = read as [string, string, number];
  const expiresAt = new Date(expires);
  return expiresAt > ctx.now ? { id, memberId, expiresAt } : null;
}

/** The uuid of the member who shows a token; null when it is none, has expired, or was taken before. */
export async function useCardToken(ctx: Context, token: string): Promise<string | null> {
  const read = readToken(ctx, token);
  if (!read) return null;
  void ctx.sql(forgetCardTokens());
  return (await ctx.sql(takeCardToken(read.id, read.expiresAt))).length > 0 ? read.memberId : null;
}

/** Whom a token that has not expired names, whether or not it was taken; asks nobody. */
export const memberOfCardToken = (ctx: Context, token: string): string | null => readToken(ctx, token)?.memberId ?? null;
