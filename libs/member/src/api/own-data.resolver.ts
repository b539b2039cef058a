import { JobPayload } from '@regulars/brand/contract';
import { ANY_CALLER, type Context, meOf, type UserError } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { askToErase, eraseMyself } from '../domain/erase-myself';
import { exportMyself } from '../domain/export-member';
import { MemberPayload, type MemberPayloadRef } from './member.payloads';
import { MemberSignInCodePayload, refusal } from './self.payloads';

/** What members may ask for by law, of their own. */
@Resolver()
export class OwnDataResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => JobPayload, {
    description: 'A JSON file of everything held about me; at job.resultUrl for 24 hours, for nobody but me. Within an hour the same job is answered again.',
  })
  async memberExport(@Ctx() ctx: Context): Promise<object> {
    return { jobId: await exportMyself(ctx, meOf(ctx)) };
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => MemberSignInCodePayload, { description: 'Sends a code to my phone that is good for memberErase, and for nothing else. Not within 24 hours of a changed phone.' })
  async memberEraseCodeRequest(
    @Arg('language', () => String, { nullable: true, description: 'BCP 47.' }) language: string | null,
    @Ctx() ctx: Context,
  ): Promise<Partial<MemberSignInCodePayload>> {
    const { refusal: error, ...asked } = await askToErase(ctx, meOf(ctx), language ?? null);
    return { ...asked, ...(error && refusal(ctx, error)) };
  }

  @Authorized(ANY_CALLER)
  @Extensions({ answersAgain: true })
  @Mutation(() => MemberPayload, {
    description: 'For ever: nothing tells any more who I was. Takes a code of memberEraseCodeRequest; refused while something of mine is open. Ends all my sessions.',
  })
  async memberErase(
    @Arg('code', () => String) code: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<MemberPayloadRef | { readonly userErrors: UserError[] }> {
    const memberId = meOf(ctx);
    const wrong = await eraseMyself(ctx, memberId, code);
    return wrong ? refusal(ctx, wrong) : { memberId };
  }
}
