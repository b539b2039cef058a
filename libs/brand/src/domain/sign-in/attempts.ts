import { AddressLimits, type Context, InstallationLimits, InvalidInputError, reject } from '@regulars/plugin-sdk';
import { type AccountRow, holdAccount, isDone } from '../../data/account.statements';
import { TooBusy } from './passwords';
import { failed } from './refusals';

/** At one address, whether somebody has it or not, counted over all processes. */
const TRIES = [{ max: 10, seconds: 900 }];
/** From one network, at whatever addresses: an office signs in from one. */
const TRIES_FROM_NETWORK = [{ max: 300, seconds: 900 }];

/**
 * Counts a try at somebody's secrets before anything of them is looked at; rejects where there were too many. The
 * network is counted first: one that may try no more takes none of anybody's tries.
 */
export async function countTry(ctx: Context, subject: string, path: string): Promise<void> {
  await countFromNetwork(ctx, path);
  const wait = await ctx.use(InstallationLimits).take('brand.staff-sign-in', subject, TRIES);
  if (wait !== null) reject(failed(path, wait));
}

/** Counts a try by where it comes from alone. */
export async function countFromNetwork(ctx: Context, path: string): Promise<void> {
  const wait = await ctx.use(AddressLimits).take('brand.staff-sign-in', TRIES_FROM_NETWORK);
  if (wait !== null) reject(failed(path, wait));
}

export const forgetTries = (ctx: Context, subject: string): Promise<void> => ctx.use(InstallationLimits).clear('brand.staff-sign-in', subject);

/** What checks or makes passwords; where too many wait for that, the caller is asked to come again. */
export async function unlessBusy<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooBusy) reject(failed(path, 5));
    throw error;
  }
}

/** Rejects where a credential is shown: its brand is no business of who has yet to sign in, perhaps to another one. */
export function beNobody(ctx: Context): void {
  if (ctx.actor.kind !== 'anonymous') reject(new InvalidInputError({ en: 'Show no credential with this: leave out the Authorization header.', 'zh-TW': '此操作不可帶憑證,請移除 Authorization 標頭。' }));
}

/**
 * Between the look at an account and this transaction a password was checked, and the account may have become another:
 * a reset, or a second factor set up, then counts for this one, too. From here on either waits until this one has ended.
 */
export async function holdAsSeen(ctx: Context, seen: Pick<AccountRow, 'id' | 'password' | 'totpSealed'>, path: string): Promise<void> {
  if (!isDone(await ctx.sql(holdAccount(seen.id, seen.password, seen.totpSealed)))) reject(failed(path));
}
