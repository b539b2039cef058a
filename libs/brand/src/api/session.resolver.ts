import { ANY_CALLER, ANYONE, type Context, Sessions, textIn } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { acceptInvited } from '../domain/sign-in/invitation';
import { signInOidc } from '../domain/sign-in/oidc';
import { failed } from '../domain/sign-in/refusals';
import { refreshSession, signIn, signOutEverywhere } from '../domain/sign-in/sign-in';
import { SessionPayload, StaffInvitationAcceptInput, StaffSignInInput, StaffSignInOidcInput } from './session.types';

@Resolver()
export class SessionResolver {
  @Authorized(ANYONE)
  @Mutation(() => SessionPayload, { description: 'At most 10 tries at one address in 15 minutes.' })
  async staffSignIn(@Arg('input', () => StaffSignInInput) input: StaffSignInInput, @Ctx() ctx: Context): Promise<object> {
    return signIn(ctx, input);
  }

  @Authorized(ANYONE)
  @Mutation(() => SessionPayload, { description: 'By the word of an identity provider that the installation trusts, for somebody who has accepted an invitation.' })
  async staffSignInOidc(@Arg('input', () => StaffSignInOidcInput) input: StaffSignInOidcInput, @Ctx() ctx: Context): Promise<object> {
    return signInOidc(ctx, input);
  }

  @Authorized(ANYONE)
  @Mutation(() => SessionPayload, { description: 'The next pair; with `brandCode` for another brand the person works for.' })
  async staffSessionRefresh(
    @Arg('refreshToken', () => String) refreshToken: string,
    @Arg('brandCode', () => String, { nullable: true }) brandCode: string | null,
    @Ctx() ctx: Context,
  ): Promise<object> {
    const tokens = await refreshSession(ctx, refreshToken, brandCode ?? null);
    if (tokens) return tokens;
    // Answered, not rejected: that a token was used twice has ended its session, and that must stay.
    const error = failed('refreshToken');
    error.message = textIn(error.text, ctx.language);
    return { userErrors: [error] };
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => SessionPayload, { description: 'Ends the session, or with `everywhere` every session of the person in every brand.' })
  async staffSignOut(@Arg('everywhere', () => Boolean, { defaultValue: false }) everywhere: boolean, @Ctx() ctx: Context): Promise<object> {
    await (everywhere ? signOutEverywhere(ctx) : ctx.use(Sessions).end());
    return {};
  }

  @Authorized(ANYONE)
  @Mutation(() => SessionPayload, { description: 'Signs in, too.' })
  async staffInvitationAccept(@Arg('input', () => StaffInvitationAcceptInput) input: StaffInvitationAcceptInput, @Ctx() ctx: Context): Promise<object> {
    return acceptInvited(ctx, input);
  }
}
