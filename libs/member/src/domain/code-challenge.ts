import { randomInt, timingSafeEqual } from 'node:crypto';
import { AddressLimits, CodeDelivery, type Context, Limits, newUuid, PersonalData, reject, type SentCode } from '@regulars/plugin-sdk';
import { deleteChallenge, forgetChallenges, tryChallenge, writeChallenge } from '../data/sign-in.statements';
import { RateLimitedError, SignInCodeInvalidError } from '../errors';
import { memberSettings } from '../settings';

const DIGITS = 6;
const LIFE = 300; // s
const RESEND_AFTER = 60; // s
const AN_HOUR = 3_600; // s
const A_DAY = 86_400; // s
const CODES_A_DAY = 10;
const MAX_TRIES = 5;
/** From one address, for each code that may be asked for from there. */
const TRIES_FOR_EACH_CODE = 3;

/** What asking for a code comes to. */
export interface CodeAsked {
  readonly resendAfterSeconds: number;
  readonly expiresInSeconds: number;
  readonly refusal: RateLimitedError | null;
}

/** What a code is good for. One that was sent for one thing is never compared with what is tried for another. */
export interface CodePurpose {
  readonly name: Extract<SentCode['purpose'], `MEMBER_${string}`>;
  /** Where the challenge stands: a blind index, in hex. One stands there at a time. */
  readonly index: string;
  /** Goes into the hash beside the code. */
  readonly binding: string;
}

interface Recipient {
  /** E.164. */
  readonly phone: string;
  /** Its blind index, in hex. */
  readonly phoneIndex: string;
  readonly language: string;
}

/** Sends a code to a phone, if it may. A new one takes the place of the one before. */
export async function sendCode(ctx: Context, purpose: CodePurpose, { phone, phoneIndex, language }: Recipient): Promise<CodeAsked> {
  // Before the attempt is counted: what makes this unit of work run again shows with its first statement.
  await ctx.sql(forgetChallenges());
  const refusal = await refusalOf(ctx, phoneIndex);
  if (refusal) return refusedCode(refusal);
  const [id, code, expiresAt] = [newUuid(), newCode(), new Date(ctx.now.getTime() + LIFE * 1_000)];
  void ctx.sql(writeChallenge(purpose.index, id, hashOf(ctx, purpose, id, code).toString('hex'), expiresAt));
  await ctx.use(CodeDelivery).deliver({ channel: 'SMS', to: phone, purpose: purpose.name, code, language, expiresAt });
  return { resendAfterSeconds: RESEND_AFTER, expiresInSeconds: LIFE, refusal: null };
}

export const refusedCode = (refusal: RateLimitedError): CodeAsked => ({ resendAfterSeconds: refusal.retryAfterSeconds, expiresInSeconds: LIFE, refusal });

/**
 * The network is counted before the phone: one that may ask no more uses up none of a phone's codes. The key and the
 * brand are counted last: who asks again and again for one phone uses up nothing of what others may have of them.
 */
async function refusalOf(ctx: Context, phoneIndex: string): Promise<RateLimitedError | null> {
  const limits = ctx.use(Limits);
  const { codesPerHour, codesPerHourAndKey, codesPerHourAndAddress } = await ctx.settings(memberSettings);
  const ofNetwork = await ctx.use(AddressLimits).take('member.sign-in-codes', [{ max: codesPerHourAndAddress, seconds: AN_HOUR }]);
  if (ofNetwork !== null) return new RateLimitedError(ofNetwork);
  const ofPhone = await limits.take('member.sign-in-code', phoneIndex, [{ max: 1, seconds: RESEND_AFTER }, { max: CODES_A_DAY, seconds: A_DAY }]);
  if (ofPhone !== null) return new RateLimitedError(ofPhone, 'phone');
  const ofAll = (await limits.take('member.sign-in-codes-by-key', ctx.actor.id, [{ max: codesPerHourAndKey, seconds: AN_HOUR }]))
    ?? (await limits.take('member.sign-in-codes', 'brand', [{ max: codesPerHour, seconds: AN_HOUR }]));
  return ofAll === null ? null : new RateLimitedError(ofAll);
}

const newCode = (): string => String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');

/** Bound to the challenge, so that equal codes are not equal in the database. */
const hashOf = (ctx: Context, { binding }: CodePurpose, challengeId: string, code: string): Buffer =>
  ctx.use(PersonalData).blindIndex('SIGN_IN_CODE', `${challengeId} ${binding}${code}`);

/** However many phones somebody tries codes at: rejects before any is looked at. */
async function countTryFromAddress(ctx: Context): Promise<void> {
  const { codesPerHourAndAddress } = await ctx.settings(memberSettings);
  const wait = await ctx.use(AddressLimits).take('member.sign-in-tries', [{ max: TRIES_FOR_EACH_CODE * codesPerHourAndAddress, seconds: AN_HOUR }]);
  if (wait !== null) reject(new RateLimitedError(wait));
}

/**
 * Uses a code up. Null when it was right, as long as this unit of work takes place. What is wrong must be returned, not
 * rejected with: the try counts only if the unit of work is committed.
 */
export async function useCodeFor(ctx: Context, purpose: CodePurpose, code: string): Promise<SignInCodeInvalidError | null> {
  await countTryFromAddress(ctx);
  const [challenge] = await ctx.sql(tryChallenge(purpose.index, MAX_TRIES));
  if (!challenge) return new SignInCodeInvalidError(0, 'code');
  const given = hashOf(ctx, purpose, challenge.id, code.normalize('NFKC').replace(/[\s-]/g, ''));
  if (!timingSafeEqual(given, challenge.code_hash)) return new SignInCodeInvalidError(MAX_TRIES - challenge.tries, 'code');
  void ctx.sql(deleteChallenge(purpose.index));
  return null;
}
