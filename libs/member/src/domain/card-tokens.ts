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

/** The uuid of the member who shows a token; null when it is none, has expired, or was taken before. */
export async function useCardToken(ctx: Context, token: string): Promise<string | null> {
  const read = ctx.unseal(PURPOSE, token);
  if (!Array.isArray(read)) return null;
  const [id, memberId, expires] = read as [string, string, number];
  const expiresAt = new Date(expires);
  if (expiresAt <= ctx.now) return null;
  void ctx.sql(forgetCardTokens());
  return (await ctx.sql(takeCardToken(id, expiresAt))).length > 0 ? memberId : null;
}
