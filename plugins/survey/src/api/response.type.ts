import { connectionOf, type Context, DateTimeScalar, type Json, JsonScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { ResponseRow } from '../data/response.statements';
import { RESPONSE_PREFIX } from '../domain/ids';
import { openUntil, stateAt } from '../domain/response-state';
import { termsOf } from '../domain/survey';
import { SurveyResponseState } from './enums';
import { contentObject, outcomeObject, SurveyContent, SurveyOutcome, SurveyQuestion } from './survey-content.type';
import { loadSurveys } from './survey.loaders';
import { Survey } from './survey.type';

@ObjectType({ simpleResolvers: true })
export class SurveyAnswer {
  @Field(() => SurveyQuestion)
  question: SurveyQuestion;

  @Field(() => JsonScalar, { nullable: true, description: 'Depends on the kind of the question. Null once the member is erased, but for options.' })
  value: Json;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What a member answered, or is about to.' })
export class SurveyResponse extends Node {
  readonly row: ResponseRow;
  readonly memberUuid: string;

  @Field(() => SurveyResponseState)
  state: ResponseRow['state'];

  @Field(() => Int, { description: 'Of the survey: what it was begun with it is answered with.' })
  version: number;

  @Field(() => DateTimeScalar)
  startedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when answers are taken; null once it is over.' })
  openUntil: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  completedAt: Date | null;

  @Field(() => Survey)
  async survey(@Ctx() ctx: Context): Promise<Survey | null> {
    return (await loadSurveys(ctx, [this.row.survey_id]))[0] ?? null;
  }

  @Field(() => SurveyContent, { description: 'What is asked, in the version it was begun with.' })
  async content(@Ctx() ctx: Context): Promise<SurveyContent> {
    return contentObject(await termsOf(ctx, this.row.survey_id, this.row.version));
  }

  @Field(() => SurveyOutcome, { nullable: true })
  async outcome(@Ctx() ctx: Context): Promise<SurveyOutcome | null> {
    const terms = await termsOf(ctx, this.row.survey_id, this.row.version);
    const outcome = terms.outcomes.find(({ code }) => code === this.row.outcome);
    return outcome ? outcomeObject(outcome, terms.languages) : null;
  }
}

export const SurveyResponseConnection = connectionOf(() => SurveyResponse, 'SurveyResponse');

export function responseObject(row: ResponseRow, ctx: Context): SurveyResponse {
  const state = stateAt(row, ctx.now);
  return Object.assign(Object.create(SurveyResponse.prototype) as SurveyResponse, {
    id: publicId(RESPONSE_PREFIX, row.id), row, memberUuid: row.member_id, state, version: row.version, startedAt: row.started_at, completedAt: row.completed_at,
    openUntil: state === 'STARTED' ? openUntil(row.started_at) : null,
  });
}
