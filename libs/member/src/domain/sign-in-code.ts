import { type Context, Problems } from '@regulars/plugin-sdk';
import type { SignInCodeInvalidError } from '../errors';
import { type CodeAsked, type CodePurpose, sendCode, useCodeFor } from './code-challenge';
import { indexOf } from './identities';
import { type IdentityValue, phoneValue } from './identity-value';
import { readLanguage } from './profile';
import { say } from './texts';

/** Whoever has the phone: of a code that proves it nothing is known but the phone. */
const toSignIn = (index: string): CodePurpose => ({ name: 'MEMBER_SIGN_IN', index, binding: '' });

/**
 * Sends a code to a phone. Nobody is looked up: what is done, and how long it takes, is the same whether or not a
 * member has the phone.
 */
export async function askForCode(ctx: Context, phone: string, language: string | null): Promise<CodeAsked> {
  const problems = new Problems();
  const value = readPhoneValue(ctx, phone, problems);
  const wanted = language === null ? ctx.language : readLanguage(language, 'language', problems);
  problems.throwIfAny();
  const index = indexOf(ctx, value);
  return sendCode(ctx, toSignIn(index), { phone: value.normalised, phoneIndex: index, language: wanted ?? ctx.language });
}

/** Rejects what is no phone number. */
export function readPhoneValue(ctx: Context, phone: string, problems = new Problems()): IdentityValue {
  const value = phoneValue(phone, ctx.brand.region);
  if (value === null) problems.add('phone', say.malformed.phone);
  if (value === null) problems.throwIfAny();
  return value as IdentityValue;
}

/** Uses a code up that holds the phone; what is wrong must be returned, as of `useCodeFor`. */
export const useCode = (ctx: Context, phone: IdentityValue, code: string): Promise<SignInCodeInvalidError | null> =>
  useCodeFor(ctx, toSignIn(indexOf(ctx, phone)), code);
