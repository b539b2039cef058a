import { type Connection, type Context, condition, Direction, listPage, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { allAgreements } from '../data/agreement.statements';
import { acceptAgreement, endAgreement, proposeAgreementWith } from '../domain/agreements';
import { permissions } from '../permissions';
import { AGREEMENT_PREFIX } from '../domain/ids';
import { agreementObject, GiftAgreement, GiftAgreementInput, GiftAgreementPayload } from './agreement.type';
import { GiftSettlementConnection, type GiftSettlementEntry, settlementList } from './settlement.type';

/** Names nothing. */
const NO_AGREEMENT = '00000000-0000-0000-0000-000000000000';

@Resolver()
export class AgreementResolver {
  @Authorized(permissions.agree)
  @Query(() => [GiftAgreement], { description: 'Whichever side the brand is on; the newest first.' })
  async giftAgreements(@Ctx() ctx: Context): Promise<GiftAgreement[]> {
    return (await ctx.sql(allAgreements())).map((row) => agreementObject(row, ctx));
  }

  @Authorized(permissions.agree)
  @Query(() => GiftSettlementConnection, { description: 'What is owed under an agreement, the newest sale first; to both brands the same, once what happened has been told.' })
  giftSettlement(
    @Arg('agreementId', () => ID) agreementId: string,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<GiftSettlementEntry>> {
    const where = condition('s.agreement_id = ?::uuid', readId(AGREEMENT_PREFIX, agreementId) ?? NO_AGREEMENT);
    return listPage(ctx, settlementList, { page: { first, after }, where, orderBy: [{ expression: 's.at', type: 'timestamptz', direction: Direction.DESC }] });
  }

  @Authorized(permissions.agree)
  @Mutation(() => GiftAgreementPayload, { description: 'Proposes an agreement to another brand of the organisation; one may be open in each direction.' })
  giftAgreementPropose(@Arg('input', () => GiftAgreementInput) { toBrandCode, shareBp }: GiftAgreementInput, @Ctx() ctx: Context): Promise<object> {
    return proposeAgreementWith(ctx, toBrandCode, shareBp);
  }

  @Authorized(permissions.agree)
  @Mutation(() => GiftAgreementPayload, { description: 'Accepts a proposed agreement; only the brand it was proposed to can.' })
  giftAgreementAccept(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    return acceptAgreement(ctx, id);
  }

  @Authorized(permissions.agree)
  @Mutation(() => GiftAgreementPayload, { description: 'By either brand. What is out is honoured and settled.' })
  giftAgreementEnd(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    return endAgreement(ctx, id);
  }
}
