import { ANY_CALLER, ANYONE, type Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { changePassword, confirmReset, requestReset } from '../domain/sign-in/password-changes';
import { beginEnrolment, confirmEnrolment, endEnrolment, renewRecoveryCodes } from '../domain/sign-in/totp-changes';
import { SessionPayload, StaffAccountPayload, StaffRecoveryCodesPayload, StaffTotpConfirmPayload, StaffTotpPayload } from './session.types';

/** What people do about their own account: it is the same in every brand they work for. */
@Resolver()
export class AccountResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => SessionPayload, { description: 'Every other session of the person ends.' })
  async staffPasswordChange(
    @Arg('currentPassword', () => String) currentPassword: string,
    @Arg('newPassword', () => String) newPassword: string,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return changePassword(ctx, currentPassword, newPassword);
  }

  @Authorized(ANYONE)
  @Mutation(() => StaffAccountPayload, { description: 'Sends a code, good once and for an hour, if somebody has the address; answers the same if nobody has.' })
  async staffPasswordResetRequest(@Arg('email', () => String) email: string, @Ctx() ctx: Context): Promise<object> {
    await requestReset(ctx, email);
    return {};
  }

  @Authorized(ANYONE)
  @Mutation(() => StaffAccountPayload, { description: 'Every session of the person ends. A second factor stays.' })
  async staffPasswordResetConfirm(@Arg('code', () => String) code: string, @Arg('newPassword', () => String) newPassword: string, @Ctx() ctx: Context): Promise<object> {
    await confirmReset(ctx, code, newPassword);
    return {};
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => StaffTotpPayload, { description: 'Begins to set up a second factor.' })
  async staffTotpEnrol(@Arg('password', () => String) password: string, @Ctx() ctx: Context): Promise<object> {
    return beginEnrolment(ctx, password);
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => StaffTotpConfirmPayload, { description: 'From here on every sign-in asks for the second factor.' })
  async staffTotpConfirm(@Arg('code', () => String) code: string, @Ctx() ctx: Context): Promise<object> {
    return confirmEnrolment(ctx, code);
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => StaffAccountPayload, { description: '`totp` may be a recovery code.' })
  async staffTotpRemove(@Arg('password', () => String) password: string, @Arg('totp', () => String) totp: string, @Ctx() ctx: Context): Promise<object> {
    await endEnrolment(ctx, password, totp);
    return {};
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => StaffRecoveryCodesPayload, { description: '`totp` may be a recovery code.' })
  async staffRecoveryCodesRenew(@Arg('password', () => String) password: string, @Arg('totp', () => String) totp: string, @Ctx() ctx: Context): Promise<object> {
    return { recoveryCodes: await renewRecoveryCodes(ctx, password, totp) };
  }
}
