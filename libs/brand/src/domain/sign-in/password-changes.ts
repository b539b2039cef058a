import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AddressLimits, Aside, type Context, InstallationLimits, NotFoundError, reject, Sessions, type SessionTokens } from '@regulars/plugin-sdk';
import { type AccountRow, beginReset, finishReset, isDone, mayReset, setPassword } from '../../data/account.statements';
import { selectStaff, type StaffRow } from '../../data/staff.statements';
import { accountOf, addressOf, indexOf, readAddress } from '../staff/accounts';
import { deliver, hashOfGiven, LIVES, newCode } from '../staff/codes';
import { beNobody, countTry, forgetTries, holdAsSeen, unlessBusy } from './attempts';
import { hashPassword, isFitPassword, isPassword } from './passwords';
import { codeInvalid, failed, unfitPassword } from './refusals';
import { openSession } from './sign-in';

const REQUESTS = [{ max: 3, seconds: 3_600 }];
const REQUESTS_FROM_NETWORK = [{ max: 60, seconds: 3_600 }];
/** At most so long, by chance: the few ms that there is more to do for an address somebody has are lost in it. */
const WAITS = 200; // ms

/** The person behind a caller who signed in as staff. */
export async function ownAccount(ctx: Context): Promise<{ readonly staff: StaffRow; readonly account: AccountRow }> {
  const [staff] = ctx.actor.kind === 'staff' ? await ctx.use(Aside).sql(selectStaff([ctx.actor.id])) : [];
  const account = staff && (await accountOf(ctx, { id: staff.accountId }));
  if (!staff || !account) return reject(new NotFoundError({ en: 'Only somebody who signed in has this.', 'zh-TW': '僅限已登入的人員使用。' }));
  return { staff, account };
}

/** Rejects unless it is the person's password; tries are counted as at sign-in, and forgotten by who goes on to succeed. */
export async function confirmPassword(ctx: Context, account: AccountRow, password: string, path: string): Promise<void> {
  await countTry(ctx, addressOf(ctx, account), path);
  if (!(await unlessBusy(path, () => isPassword(password, account.password)))) reject(failed(path));
}

/** Whoever else is signed in as this person has to sign in again; the caller goes on with a session of their own. */
export async function startAnew(ctx: Context, { staff, account }: Awaited<ReturnType<typeof ownAccount>>): Promise<SessionTokens> {
  await ctx.use(Sessions).endAll({ id: staff.id, accountId: account.id });
  return openSession(ctx, { kind: 'staff', id: staff.id, brandId: ctx.brand.id, accountId: account.id });
}

export async function changePassword(ctx: Context, current: string, next: string): Promise<SessionTokens> {
  const own = await ownAccount(ctx);
  if (!isFitPassword(next)) unfitPassword('newPassword');
  await confirmPassword(ctx, own.account, current, 'currentPassword');
  const password = await unlessBusy('newPassword', () => hashPassword(next));
  await holdAsSeen(ctx, own.account, 'currentPassword');
  if (!isDone(await ctx.sql(setPassword(own.account.id, own.account.password, password)))) reject(failed('currentPassword'));
  await forgetTries(ctx, addressOf(ctx, own.account));
  return startAnew(ctx, own);
}

/** The network is counted first: one that may ask no more takes nothing of what others may. */
const mayAskForReset = async (ctx: Context, address: string): Promise<boolean> =>
  (await ctx.use(AddressLimits).take('brand.staff-reset', REQUESTS_FROM_NETWORK)) === null && (await ctx.use(InstallationLimits).take('brand.staff-reset', address, REQUESTS)) === null;

/** Says the same whether somebody has the address or not, and waits before the database is asked, so that no connection does. */
export async function requestReset(ctx: Context, email: string): Promise<void> {
  beNobody(ctx);
  await sleep(randomInt(WAITS));
  const address = readAddress(email);
  if (address !== null && (await mayAskForReset(ctx, address))) {
    const { code, hash } = newCode(ctx, 'reset');
    if (isDone(await ctx.sql(beginReset(indexOf(ctx, address), hash, LIVES.reset)))) await deliver(ctx, 'reset', code, address);
  }
}

/** A second factor stays as it is: the address alone lets nobody in. */
export async function confirmReset(ctx: Context, code: string, next: string): Promise<void> {
  beNobody(ctx);
  const hash = hashOfGiven(ctx, 'reset', code) ?? codeInvalid('code');
  if (!isFitPassword(next)) unfitPassword('newPassword');
  if (!isDone(await ctx.use(Aside).sql(mayReset(hash)))) codeInvalid('code');
  const password = await unlessBusy('newPassword', () => hashPassword(next));
  const { id, password: before } = (await ctx.sql(finishReset(hash)))[0] ?? codeInvalid('code');
  if (!isDone(await ctx.sql(setPassword(id, before, password)))) codeInvalid('code');
  await ctx.use(Sessions).endAll({ id, accountId: id });
}
