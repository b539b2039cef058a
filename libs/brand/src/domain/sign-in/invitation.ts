import { Aside, type Context, reject, type SessionTokens } from '@regulars/plugin-sdk';
import { acceptInvitation, findInvited, isDone, setPassword } from '../../data/account.statements';
import { hashOfGiven } from '../staff/codes';
import { beNobody, countTry, holdAsSeen, unlessBusy } from './attempts';
import { hashPassword, isFitPassword, isPassword } from './passwords';
import { askForTotp, codeInvalid, failed, unfitPassword } from './refusals';
import { takeSecondFactor } from './second-factor';
import { openSession } from './sign-in';

export interface AcceptInputs {
  readonly code: string;
  readonly password: string;
  readonly totp?: string | null;
}

/**
 * Who holds the code has the address. Somebody new chooses a password; somebody who has one, from another brand, shows
 * it (with a second factor, where there is one): an invitation is no way around either.
 */
export async function acceptInvited(ctx: Context, input: AcceptInputs): Promise<SessionTokens> {
  beNobody(ctx);
  const hash = hashOfGiven(ctx, 'invitation', input.code) ?? codeInvalid('input.code');
  const invited = (await ctx.use(Aside).sql(findInvited(hash)))[0] ?? codeInvalid('input.code');
  if (invited.password === null) {
    if (!isFitPassword(input.password)) unfitPassword('input.password');
    const password = await unlessBusy('input', () => hashPassword(input.password));
    if (!isDone(await ctx.sql(setPassword(invited.id, null, password)))) codeInvalid('input.code');
  } else {
    await countTry(ctx, `account:${invited.id}`, 'input');
    const { password } = invited;
    if (!(await unlessBusy('input', () => isPassword(input.password, password)))) reject(failed('input.password'));
    if (invited.totpSealed && !input.totp) askForTotp('input.totp');
    await holdAsSeen(ctx, invited, 'input');
    if (!(await takeSecondFactor(ctx, invited, input.totp ?? ''))) reject(failed('input.totp'));
  }
  if (!isDone(await ctx.sql(acceptInvitation(hash)))) codeInvalid('input.code');
  return openSession(ctx, { kind: 'staff', id: invited.staffId, brandId: invited.brandId, accountId: invited.id });
}
