import { Member } from '@regulars/member/contract';
import { Order, orderById } from '@regulars/order/contract';
import { type Context, DateTimeScalar, defineLoader, manyForEach } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { type OpenInvitationRow, openInvitations } from '../data/invitation.statements';
import { loadSurveys } from './survey.loaders';
import { Survey } from './survey.type';

@ObjectType({ simpleResolvers: true, description: 'A survey that a member was asked to answer, and can.' })
export class SurveyInvitation {
  readonly row: OpenInvitationRow;

  @Field(() => DateTimeScalar)
  invitedAt: Date;

  @Field(() => Survey)
  async survey(@Ctx() ctx: Context): Promise<Survey | null> {
    return (await loadSurveys(ctx, [this.row.survey_id]))[0] ?? null;
  }

  @Field(() => Order, { nullable: true, description: 'The one it is asked about.' })
  order(@Ctx() ctx: Context): Promise<Order | null> {
    return ctx.load(orderById, this.row.order_id);
  }
}

const invitationObject = (row: OpenInvitationRow): SurveyInvitation => Object.assign(Object.create(SurveyInvitation.prototype) as SurveyInvitation, { row, invitedAt: row.decided_at });

const invitationsOf = defineLoader<string, readonly SurveyInvitation[]>(async (ctx, memberIds) =>
  manyForEach(memberIds, await ctx.sql(openInvitations(memberIds)), ({ member_id }) => member_id).map((rows) => rows.map(invitationObject)),
);

@Resolver(() => Member)
export class MemberInvitationsResolver {
  @FieldResolver(() => [SurveyInvitation], { description: 'The latest first; those that were answered are not among them.' })
  surveyInvitations(@Root() member: Member, @Ctx() ctx: Context): Promise<readonly SurveyInvitation[]> {
    return ctx.load(invitationsOf, member.uuid);
  }
}
