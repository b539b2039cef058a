import { randomInt, timingSafeEqual } from 'node:crypto';
import { CodeDelivery, type Context, Limits, newUuid, PersonalData, Problems } from '@regulars/plugin-sdk';
import { deleteChallenge, forgetChallenges, tryChallenge, writeChallenge } from '../data/sign-in.statements';
import { RateLimitedError, SignInCodeInvalidError } from '../errors';
import { memberSettings } from '../settings';
import { indexOf } from './identities';
import { type IdentityValue, phoneValue } from './identity-value';
import { readLanguage } from './profile';
import { say } from './texts';

const DIGITS = 6;
const LIFE = 300; // s
const RESEND_AFTER = 60; // s
const AN_HOUR = 3_600; // s
const A_DAY = 86_400; // s
const CODES_A_DAY = 10;
const MAX_TRIES = 5;

/** What asking for a code comes to. */
export interface CodeAsked {
  readonly resendAfterSeconds: number;
  readonly expiresInSeconds: number;
  readonly refusal: RateLimitedError | null;
}

/**
 * Sends a code to a phone. Nobody is looked up: what is done, and how long it takes, is the same whether or not a
 * member has the phone. A new code takes the place of the one before.
 */
export async function askForCode(ctx: Context, phone: string, language: string | null): Promise<CodeAsked> {
  const problems = new Problems();
  const value = readPhoneValue(ctx, phone, problems);
  const wanted = language === null ? ctx.language : readLanguage(language, 'language', problems);
  problems.throwIfAny();
  // Before the attempt is counted: what makes this unit of work run again shows with its first statement.
  await ctx.sql(forgetChallenges());
  const index = indexOf(ctx, value);
  const refusal = await refusalOf(ctx, index);
  if (refusal) return { resendAfterSeconds: refusal.retryAfterSeconds, expiresInSeconds: LIFE, refusal };

  const [id, code, expiresAt] = [newUuid(), newCode(), new Date(ctx.now.getTime() + LIFE * 1_000)];
  void ctx.sql(writeChallenge(index, id, hashOf(ctx, id, code).toString('hex'), expiresAt));
  await ctx.use(CodeDelivery).deliver({ channel: 'SMS', to: value.normalised, purpose: 'MEMBER_SIGN_IN', code, language: wanted ?? ctx.language, expiresAt });
  return { resendAfterSeconds: RESEND_AFTER, expiresInSeconds: LIFE, refusal: null };
}

/**
 * The phone is counted first and the brand last: who asks again and again for one phone, or by one key, uses up nothing
 * of what others may have.
 */
async function refusalOf(ctx: Context, phoneIndex: string): Promise<RateLimitedError | null> {
  const limits = ctx.use(Limits);
  const wait = await limits.take('member.sign-in-code', phoneIndex, [{ max: 1, seconds: RESEND_AFTER }, { max: CODES_A_DAY, seconds: A_DAY }]);
  if (wait !== null) return new RateLimitedError(wait, 'phone');
  const { codesPerHour, codesPerHourAndKey } = await ctx.settings(memberSettings);
  const waitForAll = (await limits.take('member.sign-in-codes-by-key', ctx.actor.id, [{ max: codesPerHourAndKey, seconds: AN_HOUR }]))
    ?? (await limits.take('member.sign-in-codes', 'brand', [{ max: codesPerHour, seconds: AN_HOUR }]));
  return waitForAll === null ? null : new RateLimitedError(waitForAll);
}

const newCode = (): string => String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');

/** Bound to the challenge, so that equal codes are not equal in the database. */
const hashOf = (ctx: Context, challengeId: string, code: string): Buffer => ctx.use(PersonalData).blindIndex('SIGN_IN_CODE', `${challengeId} ${code}`);

/** Rejects what is no phone number. */
export function readPhoneValue(ctx: Context, phone: string, problems = new Problems()): IdentityValue {
  const value = phoneValue(phone, ctx.brand.region);
  if (value === null) problems.add('phone', say.malformed.phone);
  if (value === null) problems.throwIfAny();
  return value as IdentityValue;
}

/**
 * Uses a code up. Null when it was right: then it holds the phone as long as this unit of work takes place. What is
 * wrong must be returned, not rejected with: the try counts only if the unit of work is committed.
 */
export async function useCode(ctx: Context, phone: IdentityValue, code: string): Promise<SignInCodeInvalidError | null> {
  const index = indexOf(ctx, phone);
  const [challenge] = await ctx.sql(tryChallenge(index, MAX_TRIES));
  if (!challenge) return new SignInCodeInvalidError(0, 'code');
  const given = hashOf(ctx, challenge.id, code.normalize('NFKC').replace(/[\s-]/g, ''));
  if (!timingSafeEqual(given, challenge.code_hash)) return new SignInCodeInvalidError(MAX_TRIES - challenge.tries, 'code');
  void ctx.sql(deleteChallenge(index));
  return null;
}
