import { MemberEvent } from '@regulars/member/contract';
import { Order, orderById } from '@regulars/order/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { RESPONSE_PREFIX, SURVEY_PREFIX } from '../domain/ids';
import { responseById } from './response.loaders';
import { SurveyResponse } from './response.type';
import { loadSurveys } from './survey.loaders';
import { Survey } from './survey.type';

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class SurveyCompletedEvent extends MemberEvent {
  @Field(() => SurveyResponse, { nullable: true })
  response(@Ctx() ctx: Context): Promise<SurveyResponse | null> | null {
    const uuid = readId(RESPONSE_PREFIX, this.data.responseId as string);
    return uuid === null ? null : ctx.load(responseById, uuid);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'The member is asked to answer: whoever sends messages takes it from here.' })
export class SurveyInvitedEvent extends MemberEvent {
  @Field(() => Survey, { nullable: true })
  async survey(@Ctx() ctx: Context): Promise<Survey | null> {
    const uuid = readId(SURVEY_PREFIX, this.data.surveyId as string);
    return uuid === null ? null : ((await loadSurveys(ctx, [uuid]))[0] ?? null);
  }

  @Field(() => Order, { nullable: true, description: 'The one it is asked about.' })
  order(@Ctx() ctx: Context): Promise<Order | null> | null {
    const uuid = readId('ord', this.data.orderId as string);
    return uuid === null ? null : ctx.load(orderById, uuid);
  }
}
