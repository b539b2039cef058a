import { type Context, reject, Sessions, type SessionSubject, type SessionTokens } from '@regulars/plugin-sdk';
import { type Employment, employments, markSeen } from '../../data/account.statements';
import { selectStaff } from '../../data/staff.statements';
import { StaffBrandRequiredError } from '../../errors';
import { accountOf, readAddress } from '../staff/accounts';
import { beNobody, countTry, forgetTries, holdAsSeen, unlessBusy } from './attempts';
import { isPassword } from './passwords';
import { askForTotp, failed } from './refusals';
import { takeSecondFactor } from './second-factor';

export interface SignInInputs {
  readonly email: string;
  readonly password: string;
  readonly totp?: string | null;
  readonly brandCode?: string | null;
}

const SHOWN_BRANDS = 100;

const subjectOf = ({ brandId, staffId }: Employment, accountId: string): SessionSubject => ({ kind: 'staff', id: staffId, brandId, accountId });

/** Where the person is to work: the brand that was named, or the only one. */
export async function chooseBrand(ctx: Context, accountId: string, brandCode: string | null, paths: { readonly input: string; readonly brandCode: string }): Promise<SessionSubject> {
  const all = await ctx.sql(employments(accountId));
  const chosen = brandCode === null && all.length === 1 ? all[0] : all.find((one) => one.brandCode === brandCode);
  if (chosen) return subjectOf(chosen, accountId);
  if (all.length === 0) return reject(failed(paths.input));
  const codes = all.slice(0, SHOWN_BRANDS).map((one) => one.brandCode);
  return reject(new StaffBrandRequiredError({ en: 'Say which of your brands this is for.', 'zh-TW': '請指定要登入的品牌。' }, paths.brandCode, codes));
}

/** @param secondFactor whether one was shown to an identity provider; one that was shown here stands with the account */
export async function openSession(ctx: Context, subject: SessionSubject, secondFactor = false): Promise<SessionTokens> {
  void ctx.sql(markSeen(subject.brandId, subject.id));
  return ctx.use(Sessions).open(subject, { secondFactor });
}

/**
 * A wrong password costs and answers what an unknown address does: one look for the account, one comparison. What
 * comes after it only somebody who knows the password sees. Until the password is right the database is asked aside
 * only: whoever makes up addresses keeps no connection while passwords wait for their turn.
 */
export async function signIn(ctx: Context, input: SignInInputs): Promise<SessionTokens> {
  beNobody(ctx);
  const address = readAddress(input.email) ?? '';
  await countTry(ctx, address, 'input');
  const account = await accountOf(ctx, { address });
  const isRight = await unlessBusy('input', () => isPassword(input.password, account?.password ?? null));
  if (!account || !isRight) return reject(failed('input'));
  if (account.totpSealed && !input.totp) askForTotp('input.totp');
  await holdAsSeen(ctx, account, 'input');
  if (account.totpSealed && !(await takeSecondFactor(ctx, account, input.totp ?? ''))) return reject(failed('input'));
  const subject = await chooseBrand(ctx, account.id, input.brandCode ?? null, { input: 'input', brandCode: 'input.brandCode' });
  const tokens = await openSession(ctx, subject);
  await forgetTries(ctx, address);
  return tokens;
}

/** The next pair of tokens, for another of the person's brands where one is named. Null: the token is of no use. */
export async function refreshSession(ctx: Context, refreshToken: string, brandCode: string | null): Promise<SessionTokens | null> {
  const inBrand = async (accountId: string): Promise<SessionSubject | null> => {
    const chosen = (await ctx.sql(employments(accountId))).find((one) => one.brandCode === brandCode);
    if (chosen) void ctx.sql(markSeen(chosen.brandId, chosen.staffId));
    return chosen ? subjectOf(chosen, accountId) : null;
  };
  return ctx.use(Sessions).refresh(refreshToken, brandCode === null ? undefined : inBrand);
}

/** Of a caller who signed in; none for keys. */
export async function brandsOfCaller(ctx: Context): Promise<readonly Employment[]> {
  const accountId = await accountIdOf(ctx);
  return accountId === null ? [] : ctx.sql(employments(accountId));
}

async function accountIdOf(ctx: Context): Promise<string | null> {
  const { actor } = ctx;
  const [staff] = actor.kind === 'staff' ? await ctx.sql(selectStaff([actor.id])) : [];
  return staff?.accountId ?? null;
}

export async function signOutEverywhere(ctx: Context): Promise<void> {
  await ctx.use(Sessions).endAll({ id: ctx.actor.id, accountId: await accountIdOf(ctx) });
}
