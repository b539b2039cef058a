import { type Context, InvalidInputError, publicId, reject } from '@regulars/plugin-sdk';
import { verifyIdentity } from '../data/sign-in.statements';
import { IdentityTakenError, type SignInCodeInvalidError } from '../errors';
import { IdentityKind, MemberStatus } from '../enums';
import { IdentityVerified, MemberUpdated } from './events';
import { indexOf, primaryOf, readIdentities } from './identities';
import type { IdentityValue } from './identity-value';
import { lockProof, mergeProved } from './merge-proved';
import { holdPoints } from './phone-hold';
import { replaceIdentities } from './replace-identities';
import { readPhoneValue, useCode } from './sign-in-code';
import { say } from './texts';

/**
 * Gives a member the phone that has just received a code. Answers what is wrong with the code; then nothing but the
 * try counts. Another member who has the phone becomes one with whoever asks, if that is safe; else the phone stays
 * with the other, and staff are told. Either way the unit of work is to be committed.
 */
export async function changePhone(ctx: Context, asking: string, phone: string, code: string): Promise<SignInCodeInvalidError | IdentityTakenError | null> {
  const value = readPhoneValue(ctx, phone);
  const wrong = await useCode(ctx, value, code);
  if (wrong) return wrong;
  const { caller, owner } = await lockProof(ctx, asking, value);
  if (caller.status !== MemberStatus.ACTIVE) reject(new InvalidInputError(say.notActive, 'phone'));
  if (owner !== null && owner.memberId !== caller.memberId) {
    return (await mergeProved(ctx, { caller, owner }, value)) ? null : new IdentityTakenError(IdentityKind.PHONE, 'phone');
  }
  await takePhone(ctx, caller.memberId, value);
  return null;
}

/** The member is locked, and nobody else has the phone. */
async function takePhone(ctx: Context, memberId: string, value: IdentityValue): Promise<void> {
  const identities = await readIdentities(ctx, [memberId]);
  const changed = await replaceIdentities(ctx, memberId, identities, [{ field: 'phone', kind: 'PHONE', value }], ctx.now);
  const isNews = changed.length > 0 || (await ctx.sql(verifyIdentity(memberId, value.kind, indexOf(ctx, value)))).length > 0;
  if (isNews) ctx.emit(IdentityVerified, { memberId: publicId('mbr', memberId), kind: value.kind }, memberId);
  if (changed.length === 0) return;
  // Who had none loses none: nobody's points are held for giving the first.
  if (primaryOf(identities, 'PHONE')) holdPoints(ctx, [memberId]);
  ctx.emit(MemberUpdated, { memberId: publicId('mbr', memberId), changed }, memberId);
}
