import { ANY_CALLER, ANYONE, type Context, InvalidInputError, Sessions, type UserError } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { signIn, type SignedIn } from '../domain/sign-in';
import { askForCode, readPhoneValue, useCode } from '../domain/sign-in-code';
import { say } from '../domain/texts';
import { MemberSelfJoinInput } from './self.inputs';
import { MemberSessionPayload, MemberSignInCodePayload, refusal } from './self.payloads';

export type SessionAnswer = SignedIn | { readonly created: false; readonly userErrors?: UserError[] };

export const JOIN = { nullable: true, description: 'Makes a member of who is none; NOT_FOUND without it.' };

/** How a member's front-end gets its tokens. */
@Resolver()
export class SignInResolver {
  @Authorized(ANYONE)
  @Mutation(() => MemberSignInCodePayload, { description: 'Always answers the same, whether or not the phone is known; sends a code when it may.' })
  async memberSignInCodeRequest(
    @Arg('phone', () => String) phone: string,
    @Arg('language', () => String, { nullable: true, description: 'BCP 47.' }) language: string | null,
    @Ctx() ctx: Context,
  ): Promise<Partial<MemberSignInCodePayload>> {
    const { refusal: error, ...asked } = await askForCode(ctx, phone, language ?? null);
    return { ...asked, ...(error && refusal(ctx, error)) };
  }

  @Authorized(ANYONE)
  @Mutation(() => MemberSessionPayload, { description: 'Joins the phone\'s owner when there is no member yet and `join` is given.' })
  async memberSignInCodeVerify(
    @Arg('phone', () => String) phone: string,
    @Arg('code', () => String) code: string,
    @Arg('join', () => MemberSelfJoinInput, JOIN) join: MemberSelfJoinInput | null,
    @Ctx() ctx: Context,
  ): Promise<SessionAnswer> {
    const value = readPhoneValue(ctx, phone);
    const wrong = await useCode(ctx, value, code);
    return wrong ? { created: false, ...refusal(ctx, wrong) } : signIn(ctx, value, join ?? null);
  }

  @Authorized(ANYONE)
  @Mutation(() => MemberSessionPayload, { description: 'The next pair of tokens. A refresh token that is shown twice ends its session.' })
  async memberSessionRefresh(@Arg('refreshToken', () => String) refreshToken: string, @Ctx() ctx: Context): Promise<SessionAnswer> {
    const tokens = await ctx.use(Sessions).refresh(refreshToken);
    return tokens ? { ...tokens, created: false } : { created: false, ...refusal(ctx, new InvalidInputError(say.signInAgain, 'refreshToken')) };
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => MemberSessionPayload, { description: 'Ends this session, or every one of mine.' })
  async memberSignOut(
    @Arg('everywhere', () => Boolean, { defaultValue: false }) everywhere: boolean,
    @Ctx() ctx: Context,
  ): Promise<SessionAnswer> {
    const { memberId } = ctx.actor;
    if (everywhere && memberId !== null) await ctx.use(Sessions).endAll({ id: memberId, accountId: null });
    else await ctx.use(Sessions).end();
    return { created: false };
  }
}
