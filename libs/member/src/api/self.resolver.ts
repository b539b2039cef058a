import { ANY_CALLER, type Context, meOf, type UserError } from '@regulars/plugin-sdk';
import { toString as qrCode } from 'qrcode';
import { Arg, Authorized, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { newCardToken } from '../domain/card-tokens';
import { changeOwnProfile } from '../domain/own-profile';
import { changePhone } from '../domain/change-phone';
import { move, WITHDRAW } from '../domain/member-life';
import { setConsents } from '../domain/set-consents';
import { ConsentInput } from './member.inputs';
import { MemberPayload, type MemberPayloadRef } from './member.payloads';
import { MemberProfileInput } from './self.inputs';
import { MemberCardPayload, refusal } from './self.payloads';

/** What members do with their own membership. */
@Resolver()
export class SelfResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => MemberPayload)
  memberProfileUpdate(@Arg('input', () => MemberProfileInput) input: MemberProfileInput, @Ctx() ctx: Context): Promise<MemberPayloadRef> {
    return changeOwnProfile(ctx, meOf(ctx), input);
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => MemberPayload, { description: 'The new phone holds a code of memberSignInCodeRequest first; points can be spent again after 24 hours. Another member who proved to hold it becomes one with me.' })
  async memberPhoneChange(
    @Arg('phone', () => String) phone: string,
    @Arg('code', () => String) code: string,
    @Ctx() ctx: Context,
  ): Promise<MemberPayloadRef | { readonly userErrors: UserError[] }> {
    const memberId = meOf(ctx);
    const wrong = await changePhone(ctx, memberId, phone, code);
    return wrong ? refusal(ctx, wrong) : { memberId };
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => MemberPayload, { description: 'The latest answer for a purpose and channel counts.' })
  memberConsentsSet(@Arg('consents', () => [ConsentInput]) consents: ConsentInput[], @Ctx() ctx: Context): Promise<MemberPayloadRef> {
    return setConsents(ctx, meOf(ctx), consents, 'MEMBER');
  }

  @Authorized(ANY_CALLER)
  @Extensions({ answersAgain: true })
  @Mutation(() => MemberPayload, { description: 'Ends my membership and all my sessions. Signing in with `join` takes it up again.' })
  async memberWithdraw(@Arg('idempotencyKey', () => String) _idempotencyKey: string, @Ctx() ctx: Context): Promise<MemberPayloadRef> {
    const memberId = meOf(ctx);
    await move(ctx, memberId, WITHDRAW);
    return { memberId };
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => MemberCardPayload, { description: 'A token for the till, valid 60 seconds.' })
  async memberCardToken(@Ctx() ctx: Context): Promise<Partial<MemberCardPayload>> {
    const card = newCardToken(ctx, meOf(ctx));
    return { ...card, qrSvg: await qrCode(card.token, { type: 'svg' }) };
  }
}
