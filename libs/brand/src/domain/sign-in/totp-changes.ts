import { type Context, InvalidInputError, reject, type SessionTokens } from '@regulars/plugin-sdk';
import { type AccountRow, beginTotp, isDone, removeTotp, setRecoveryCodes, setTotp } from '../../data/account.statements';
import { addressOf, hashOfCode, openSecret, sealSecret } from '../staff/accounts';
import { countTry, forgetTries, holdAsSeen } from './attempts';
import { confirmPassword, ownAccount, startAnew } from './password-changes';
import { failed } from './refusals';
import { takeSecondFactor, timeOf } from './second-factor';
import { newRecoveryCodes, newSecret, otpauthUrl, readRecoveryCode, stepOf } from './totp';

const ISSUER = 'Regulars';

const alreadyOn = (): never => reject(new InvalidInputError({ en: 'A second factor is set up: remove it first.', 'zh-TW': '已設定第二因素,請先移除。' }));
const notOn = (): never => reject(new InvalidInputError({ en: 'No second factor is set up.', 'zh-TW': '尚未設定第二因素。' }));

export interface TotpBegun {
  /** Base32. */
  readonly secret: string;
  readonly otpauthUrl: string;
}

/** Makes a secret that counts once a code of it was shown. */
export async function beginEnrolment(ctx: Context, password: string): Promise<TotpBegun> {
  const { account } = await ownAccount(ctx);
  if (account.totpSealed) alreadyOn();
  await confirmPassword(ctx, account, password, 'password');
  await holdAsSeen(ctx, account, 'password');
  const secret = newSecret();
  if (!isDone(await ctx.sql(beginTotp(account.id, sealSecret(ctx, 'totp_pending', account.id, secret))))) alreadyOn();
  return { secret, otpauthUrl: otpauthUrl(ISSUER, addressOf(ctx, account), secret) };
}

const hashesOf = (ctx: Context, codes: readonly string[]): Buffer[] => codes.map((code) => hashOfCode(ctx, 'recovery', readRecoveryCode(code) ?? code));

/** From here on nobody is signed in as this person who has not shown the second factor: every other session ends. */
export async function confirmEnrolment(ctx: Context, code: string): Promise<SessionTokens & { readonly recoveryCodes: readonly string[] }> {
  const own = await ownAccount(ctx);
  const { id, totpPending } = own.account;
  if (own.account.totpSealed) alreadyOn();
  if (!totpPending) return notOn();
  await countTry(ctx, addressOf(ctx, own.account), 'code');
  const secret = openSecret(ctx, 'totp_pending', id, totpPending);
  const step = stepOf(secret, code.replace(/\s/g, ''), await timeOf(ctx)) ?? reject(failed('code'));
  const recoveryCodes = newRecoveryCodes();
  await holdAsSeen(ctx, own.account, 'code');
  if (!isDone(await ctx.sql(setTotp(id, totpPending, sealSecret(ctx, 'totp_sealed', id, secret), step, hashesOf(ctx, recoveryCodes))))) reject(failed('code'));
  await forgetTries(ctx, addressOf(ctx, own.account));
  return { ...(await startAnew(ctx, own)), recoveryCodes };
}

/** Both factors, since either alone may be in somebody else's hands. */
async function confirmBoth(ctx: Context, password: string, totp: string): Promise<AccountRow> {
  const { account } = await ownAccount(ctx);
  if (!account.totpSealed) return notOn();
  await confirmPassword(ctx, account, password, 'password');
  await holdAsSeen(ctx, account, 'password');
  if (!(await takeSecondFactor(ctx, account, totp))) reject(failed('totp'));
  await forgetTries(ctx, addressOf(ctx, account));
  return account;
}

export async function endEnrolment(ctx: Context, password: string, totp: string): Promise<void> {
  const { id } = await confirmBoth(ctx, password, totp);
  await ctx.sql(removeTotp(id));
}

/** The codes of before are good no more. */
export async function renewRecoveryCodes(ctx: Context, password: string, totp: string): Promise<readonly string[]> {
  const { id } = await confirmBoth(ctx, password, totp);
  const recoveryCodes = newRecoveryCodes();
  await ctx.sql(setRecoveryCodes(id, hashesOf(ctx, recoveryCodes)));
  return recoveryCodes;
}
