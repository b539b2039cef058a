import { ANY_CALLER, ANYONE, type Context, meOf, type UserError } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { linkAccount } from '../domain/link-account';
import type { IdentityValue } from '../domain/identity-value';
import { signIn, type SignedIn } from '../domain/sign-in';
import { provenByLine, provenByOidc } from '../domain/sign-in-token';
import { MemberPayload, type MemberPayloadRef } from './member.payloads';
import { MemberSelfJoinInput } from './self.inputs';
import { MemberSessionPayload, refusal } from './self.payloads';
import { JOIN } from './sign-in.resolver';

type Linked = MemberPayloadRef | { readonly userErrors: UserError[] };

const LINKED = 'I sign in by it, too, from now on; points can be spent again after 24 hours. Another member who proved to hold it becomes one with me. The same again changes nothing.';

/** Who was recognised elsewhere signs in by an id token, or has it to sign in by. */
@Resolver()
export class SignInTokenResolver {
  @Authorized(ANYONE)
  @Mutation(() => MemberSessionPayload, { description: 'By the id token of LINE Login or LIFF, of the channel in the brand\'s member settings.' })
  async memberSignInLine(
    @Arg('idToken', () => String) idToken: string,
    @Arg('join', () => MemberSelfJoinInput, JOIN) join: MemberSelfJoinInput | null,
    @Ctx() ctx: Context,
  ): Promise<SignedIn> {
    return signIn(ctx, await provenByLine(ctx, idToken), join ?? null);
  }

  @Authorized(ANYONE)
  @Mutation(() => MemberSessionPayload, { description: 'By an id token of the brand\'s own OpenID provider, as its member settings say.' })
  async memberSignInOidc(
    @Arg('idToken', () => String) idToken: string,
    @Arg('join', () => MemberSelfJoinInput, JOIN) join: MemberSelfJoinInput | null,
    @Ctx() ctx: Context,
  ): Promise<SignedIn> {
    return signIn(ctx, await provenByOidc(ctx, idToken), join ?? null);
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => MemberPayload, { description: `An id token as for memberSignInLine. ${LINKED}` })
  async memberLineLink(@Arg('idToken', () => String) idToken: string, @Ctx() ctx: Context): Promise<Linked> {
    return link(ctx, await provenByLine(ctx, idToken));
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => MemberPayload, { description: `An id token as for memberSignInOidc. ${LINKED}` })
  async memberOidcLink(@Arg('idToken', () => String) idToken: string, @Ctx() ctx: Context): Promise<Linked> {
    return link(ctx, await provenByOidc(ctx, idToken));
  }
}

async function link(ctx: Context, account: IdentityValue): Promise<Linked> {
  const memberId = meOf(ctx);
  const taken = await linkAccount(ctx, memberId, account);
  return taken ? refusal(ctx, taken) : { memberId };
}
