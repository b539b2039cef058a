import { type Context, InvalidInputError, Problems, reject } from '@regulars/plugin-sdk';
import { lockByIds } from '../data/member.statements';
import { RateLimitedError, type SignInCodeInvalidError } from '../errors';
import { type CodeAsked, type CodePurpose, refusedCode, sendCode, useCodeFor } from './code-challenge';
import { eraseChallengeOf } from './erase-code';
import { eraseLocked } from './erase-member';
import { type KnownIdentity, primaryOf, readIdentities } from './identities';
import { isLiving } from './member-state';
import { Members } from './members';
import { readLanguage } from './profile';
import { say } from './texts';

/** A code for this stands at the member, not at a phone, and holds only while the member has the phone it was sent to. */
const toErase = (ctx: Context, memberId: string, phone: KnownIdentity): CodePurpose => ({
  name: 'MEMBER_ERASE', index: eraseChallengeOf(ctx, memberId), binding: `erase ${phone.index} `,
});

const ownPhone = async (ctx: Context, memberId: string): Promise<KnownIdentity | null> => primaryOf(await readIdentities(ctx, [memberId]), 'PHONE');

/**
 * Sends a code to the member's own phone, good for nothing but the erasure. While a changed phone holds the member's
 * points, none is sent: who took a session over, and gave it a phone of their own, would else erase somebody.
 */
export async function askToErase(ctx: Context, memberId: string, language: string | null): Promise<CodeAsked> {
  const problems = new Problems();
  const wanted = language === null ? ctx.language : readLanguage(language, 'language', problems);
  problems.throwIfAny();
  const [phone, standings] = await Promise.all([ownPhone(ctx, memberId), ctx.use(Members).standings([memberId])]);
  if (!phone) return reject(new InvalidInputError(say.noPhoneYet));
  const held = (standings.get(memberId)?.spendableFrom?.getTime() ?? 0) - ctx.now.getTime();
  if (held > 0) return refusedCode(new RateLimitedError(Math.ceil(held / 1_000)));
  return sendCode(ctx, toErase(ctx, memberId, phone), { phone: phone.value, phoneIndex: phone.index, language: wanted ?? ctx.language });
}

/** Erases the member who proves it with such a code. Answers what is wrong with the code; then nothing but the try counts. */
export async function eraseMyself(ctx: Context, memberId: string, code: string): Promise<SignInCodeInvalidError | null> {
  const phone = await ownPhone(ctx, memberId);
  if (!phone) return reject(new InvalidInputError(say.noPhoneYet));
  const wrong = await useCodeFor(ctx, toErase(ctx, memberId, phone), code);
  if (wrong) return wrong;
  const [row] = await ctx.sql(lockByIds([memberId]));
  if (!row?.status || !isLiving(row.status)) return reject(new InvalidInputError(say.notLiving));
  await eraseLocked(ctx, memberId);
  return null;
}
