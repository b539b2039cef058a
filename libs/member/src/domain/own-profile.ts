import { type Context, Limits, reject } from '@regulars/plugin-sdk';
import { RateLimitedError } from '../errors';
import { changeMember, type UpdateInput } from './update-member';

const A_DAY = 86_400; // s

/** Whose an e-mail address is can be told by trying to take it: nobody tries many. */
const ADDRESSES = { max: 5, seconds: A_DAY };

/** A member changes what is known about them. */
export async function changeOwnProfile(ctx: Context, memberId: string, input: UpdateInput): Promise<{ readonly memberId: string }> {
  const wait = input.email == null ? null : await ctx.use(Limits).take('member.own-email', memberId, [ADDRESSES]);
  if (wait !== null) reject(new RateLimitedError(wait, 'input.email'));
  return changeMember(ctx, memberId, input, { at: 'input', bySelf: true });
}
