import { type Context, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import { readSurveyNow } from '../domain/survey';
import { Survey, surveyObject } from './survey.type';

@ObjectType({ simpleResolvers: true })
export class SurveyPayload extends Payload {
  readonly surveyId?: string;

  @Field(() => Survey, { nullable: true })
  async survey(@Ctx() ctx: Context): Promise<Survey | null> {
    const survey = this.surveyId === undefined ? null : await readSurveyNow(ctx, this.surveyId);
    return survey && surveyObject(survey);
  }
}
