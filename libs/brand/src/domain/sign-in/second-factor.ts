import type { Context } from '@regulars/plugin-sdk';
import { type AccountRow, databaseTime, isDone, useRecoveryCode, useTotp } from '../../data/account.statements';
import { hashOfCode, openSecret } from '../staff/accounts';
import { readRecoveryCode, stepOf } from './totp';

type Holder = Pick<AccountRow, 'id' | 'totpSealed'>;

/** Takes a code of the authenticator, or a recovery code, once and never again. */
export async function takeSecondFactor(ctx: Context, account: Holder, code: string): Promise<boolean> {
  if (!account.totpSealed) return true;
  const recovery = readRecoveryCode(code);
  if (recovery !== null) return isDone(await ctx.sql(useRecoveryCode(account.id, hashOfCode(ctx, 'recovery', recovery))));
  const step = stepOf(openSecret(ctx, 'totp_sealed', account.id, account.totpSealed), code.replace(/\s/g, ''), await timeOf(ctx));
  return step !== null && isDone(await ctx.sql(useTotp(account.id, step)));
}

/** A sandbox brand's clock is not the one on people's wrists. */
export async function timeOf(ctx: Context): Promise<Date> {
  const [row] = await ctx.sql(databaseTime());
  return row?.now ?? ctx.now;
}
