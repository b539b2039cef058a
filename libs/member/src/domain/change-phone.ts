import { type Context, InvalidInputError, NotFoundError, publicId, reject } from '@regulars/plugin-sdk';
import { verifyIdentity } from '../data/sign-in.statements';
import { IdentityTakenError, type SignInCodeInvalidError } from '../errors';
import { IdentityKind, MemberStatus } from '../enums';
import { IdentityVerified, MemberUpdated } from './events';
import { indexOf, primaryOf } from './identities';
import { holdPoints } from './phone-hold';
import { replaceIdentities } from './replace-identities';
import { readPhoneValue, useCode } from './sign-in-code';
import { suggestProved } from './suggest-merges';
import { say } from './texts';
import { lockAndRead } from './update-member';

/**
 * Gives a member the phone that has just received a code. Answers what is wrong with the code; then nothing but the
 * try counts. A phone that is another member's stays with that one: that whoever asks has it is suggested to staff as
 * a reason to merge the two. Either way the unit of work is to be committed.
 */
export async function changePhone(ctx: Context, memberId: string, phone: string, code: string): Promise<SignInCodeInvalidError | IdentityTakenError | null> {
  const value = readPhoneValue(ctx, phone);
  const wrong = await useCode(ctx, value, code);
  if (wrong) return wrong;
  const wanted = [{ field: 'phone', kind: 'PHONE', value }] as const;
  const { member, identities, owners } = await lockAndRead(ctx, memberId, wanted);
  if (!member) return reject(new NotFoundError(say.noSuchMember));
  if (member.status !== MemberStatus.ACTIVE) reject(new InvalidInputError(say.notActive, 'phone'));
  const [owner] = owners;
  if (owner != null && owner !== memberId) {
    await suggestProved(ctx, memberId, owner);
    return new IdentityTakenError(IdentityKind.PHONE, 'phone');
  }

  const changed = await replaceIdentities(ctx, memberId, identities, wanted, ctx.now);
  const isNews = changed.length > 0 || (await ctx.sql(verifyIdentity(memberId, value.kind, indexOf(ctx, value)))).length > 0;
  if (isNews) ctx.emit(IdentityVerified, { memberId: publicId('mbr', memberId), kind: value.kind }, memberId);
  if (changed.length === 0) return null;
  // Who had none loses none: nobody's points are held for giving the first.
  if (primaryOf(identities, 'PHONE')) holdPoints(ctx, [memberId]);
  ctx.emit(MemberUpdated, { memberId: publicId('mbr', memberId), changed }, memberId);
  return null;
}
