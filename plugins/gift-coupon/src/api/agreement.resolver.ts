import type { Context } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { allAgreements } from '../data/agreement.statements';
import { acceptAgreement, endAgreement, proposeAgreementWith } from '../domain/agreements';
import { permissions } from '../permissions';
import { agreementObject, GiftAgreement, GiftAgreementInput, GiftAgreementPayload } from './agreement.type';

@Resolver()
export class AgreementResolver {
  @Authorized(permissions.agree)
  @Query(() => [GiftAgreement], { description: 'Whichever side the brand is on; the newest first.' })
  async giftAgreements(@Ctx() ctx: Context): Promise<GiftAgreement[]> {
    return (await ctx.sql(allAgreements())).map((row) => agreementObject(row, ctx));
  }

  @Authorized(permissions.agree)
  @Mutation(() => GiftAgreementPayload, { description: 'To another brand of the organisation. One at a time.' })
  giftAgreementPropose(@Arg('input', () => GiftAgreementInput) { toBrandCode, shareBp }: GiftAgreementInput, @Ctx() ctx: Context): Promise<object> {
    return proposeAgreementWith(ctx, toBrandCode, shareBp);
  }

  @Authorized(permissions.agree)
  @Mutation(() => GiftAgreementPayload, { description: 'By the other brand; nothing crosses before.' })
  giftAgreementAccept(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    return acceptAgreement(ctx, id);
  }

  @Authorized(permissions.agree)
  @Mutation(() => GiftAgreementPayload, { description: 'By either brand. What is out is honoured and settled.' })
  giftAgreementEnd(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    return endAgreement(ctx, id);
  }
}
