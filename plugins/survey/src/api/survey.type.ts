import { DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import { SURVEY_PREFIX } from '../domain/ids';
import { currentTerms, type Survey as KnownSurvey } from '../domain/survey';
import { SurveyState } from './enums';
import { contentObject, SurveyContent } from './survey-content.type';

@ObjectType({ implements: Node, simpleResolvers: true })
export class Survey extends Node {
  readonly survey: KnownSurvey;

  @Field(() => SurveyState)
  state: KnownSurvey['state'];

  @Field(() => Int, { description: 'The published one; 0 before the first publication.' })
  version: number;

  @Field(() => SurveyContent, { description: 'As it is published; before the first publication the draft.' })
  content: SurveyContent;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the version was published.' })
  publishedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  closedAt: Date | null;
}

export const surveyObject = (survey: KnownSurvey): Survey =>
  Object.assign(Object.create(Survey.prototype) as Survey, {
    id: publicId(SURVEY_PREFIX, survey.id), survey, state: survey.state, version: survey.version, content: contentObject(currentTerms(survey)), publishedAt: survey.publishedAt, closedAt: survey.closedAt,
  });
