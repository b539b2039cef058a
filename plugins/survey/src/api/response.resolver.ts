import { Store, storeById } from '@regulars/brand/contract';
import { Member, memberById } from '@regulars/member/contract';
import { Order, orderById } from '@regulars/order/contract';
import { ANY_CALLER, type Connection, type Context, condition, listPage, meOf, Payload, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { SURVEY_PREFIX } from '../domain/ids';
import { type ResponseRef, showQuestion, startResponse, submitResponse } from '../domain/respond';
import { termsOf } from '../domain/survey';
import { permissions } from '../permissions';
import { answersGiven, responseById, responsesOfMember, responsesOfSurvey } from './response.loaders';
import { SurveyAnswer, SurveyResponse, SurveyResponseConnection } from './response.type';
import { contentObject } from './survey-content.type';
import { SurveyAnswerInput } from './survey.inputs';

@ObjectType({ simpleResolvers: true })
export class SurveyResponsePayload extends Payload {
  readonly responseId?: string;

  @Field(() => SurveyResponse, { nullable: true })
  response(@Ctx() ctx: Context): Promise<SurveyResponse | null> | null {
    return this.responseId === undefined ? null : ctx.load(responseById, this.responseId);
  }
}

/** What members do themselves. */
@Resolver()
export class OwnResponseResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => SurveyResponsePayload, { description: 'Begins a survey, or goes on where it was begun. Once a survey.' })
  surveyStart(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<ResponseRef> {
    return startResponse(ctx, meOf(ctx), id);
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => SurveyResponsePayload, { description: 'Which question is being looked at: told by forms, so that results show where members left. What was answered stays in the form until it is submitted.' })
  surveyQuestionShow(@Arg('responseId', () => ID) responseId: string, @Arg('question', () => String) question: string, @Ctx() ctx: Context): Promise<ResponseRef> {
    return showQuestion(ctx, meOf(ctx), responseId, question);
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => SurveyResponsePayload, { description: 'All answers at once: of the questions on the way that they lead, and of no other.' })
  surveySubmit(
    @Arg('responseId', () => ID) responseId: string,
    @Arg('answers', () => [SurveyAnswerInput]) answers: SurveyAnswerInput[],
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<ResponseRef> {
    return submitResponse(ctx, meOf(ctx), responseId, answers);
  }
}

@Resolver()
export class StaffResponseResolver {
  @Authorized(permissions.answers)
  @Query(() => SurveyResponseConnection, { description: 'The newest first, those that are begun included.' })
  surveyResponses(
    @Ctx() ctx: Context,
    @Arg('surveyId', () => ID, { nullable: true }) surveyId?: string,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<SurveyResponse>> {
    const where = surveyId == null ? condition('true') : condition('r.survey_id = ?::uuid', readId(SURVEY_PREFIX, surveyId));
    return listPage(ctx, responsesOfSurvey, { page: { first, after }, where });
  }
}

@Resolver(() => SurveyResponse)
export class ResponseFieldResolver {
  @FieldResolver(() => [SurveyAnswer], { description: 'In the order of the questions. Empty to staff without survey:answers.' })
  async answers(@Root() { row }: SurveyResponse, @Ctx() ctx: Context): Promise<SurveyAnswer[]> {
    if (ctx.audience !== 'member' && !ctx.can(permissions.answers)) return [];
    const [given, terms] = await Promise.all([answersGiven(ctx, row), termsOf(ctx, row.survey_id, row.version)]);
    return contentObject(terms).questions.filter(({ code }) => given.has(code)).map((question) => ({ question, value: given.get(question.code) ?? null }));
  }
}

/** What only staff see of responses. */
@Resolver(() => SurveyResponse)
export class StaffResponseFieldResolver {
  @FieldResolver(() => Member)
  member(@Root() { row }: SurveyResponse, @Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, row.member_id);
  }

  @FieldResolver(() => Order, { nullable: true, description: 'The one it was asked about.' })
  order(@Root() { row }: SurveyResponse, @Ctx() ctx: Context): Promise<Order | null> | null {
    return row.order_id === null ? null : ctx.load(orderById, row.order_id);
  }

  @FieldResolver(() => Store, { nullable: true, description: "Of that order, else of the member's last one." })
  store(@Root() { row }: SurveyResponse, @Ctx() ctx: Context): Promise<Store | null> | null {
    return row.store_id === null ? null : ctx.load(storeById, row.store_id);
  }

  @FieldResolver(() => String, { nullable: true, description: "The member's when it was completed." })
  tierCode(@Root() { row }: SurveyResponse): string | null {
    return row.tier_code;
  }
}

@Resolver(() => Member)
export class MemberResponsesResolver {
  @FieldResolver(() => SurveyResponseConnection, { description: 'The newest first.' })
  surveyResponses(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<SurveyResponse>> {
    return ctx.load(responsesOfMember, { parent: member.uuid, page: { first, after } });
  }
}
