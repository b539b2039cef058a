import { ANYONE, type Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Mutation, Resolver } from 'type-graphql';
import { signIn, type SignedIn } from '../domain/sign-in';
import { provenByLine, provenByOidc } from '../domain/sign-in-token';
import { MemberSelfJoinInput } from './self.inputs';
import { MemberSessionPayload } from './self.payloads';
import { JOIN } from './sign-in.resolver';

/** Who was recognised elsewhere signs in by an id token. */
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
}
