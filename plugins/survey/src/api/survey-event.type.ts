import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { RESPONSE_PREFIX } from '../domain/ids';
import { responseById } from './response.loaders';
import { SurveyResponse } from './response.type';

@ObjectType({ implements: MemberEvent, simpleResolvers: true })
export class SurveyCompletedEvent extends MemberEvent {
  @Field(() => SurveyResponse, { nullable: true })
  response(@Ctx() ctx: Context): Promise<SurveyResponse | null> | null {
    const uuid = readId(RESPONSE_PREFIX, this.data.responseId as string);
    return uuid === null ? null : ctx.load(responseById, uuid);
  }
}
