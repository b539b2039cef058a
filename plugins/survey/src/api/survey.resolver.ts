import { describeReward } from '@regulars/member/contract';
import { OrderScope } from '@regulars/order/contract';
import { ANY_CALLER, type Context, type Json, JsonScalar, readId, Reward } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { SURVEY_PREFIX } from '../domain/ids';
import { changeSurvey, closeSurvey, createSurvey, publishSurvey } from '../domain/surveys';
import { permissions } from '../permissions';
import { SurveyState } from './enums';
import { contentObject, outcomeObject, SurveyContent, SurveyOption, SurveyOutcome } from './survey-content.type';
import { SurveyInput } from './survey.inputs';
import { shownSurveys } from './survey.loaders';
import { SurveyPayload } from './survey.payloads';
import { Survey } from './survey.type';

/** What the mutations below answer: the uuid of the survey. */
interface SurveyRef {
  readonly surveyId: string;
}

async function surveyNamed(ctx: Context, id: string): Promise<Survey | null> {
  const uuid = readId(SURVEY_PREFIX, id);
  return (await shownSurveys(ctx)).find(({ survey }) => survey.id === uuid) ?? null;
}

@Resolver()
export class SurveyResolver {
  @Authorized(permissions.read)
  @Query(() => [Survey], { description: 'In the order they were made.' })
  async surveys(@Ctx() ctx: Context, @Arg('states', () => [SurveyState], { nullable: true }) states: SurveyState[] | null): Promise<Survey[]> {
    return (await shownSurveys(ctx)).filter(({ state }) => !states || (states as string[]).includes(state));
  }

  @Authorized(permissions.read)
  @Query(() => Survey, { nullable: true })
  survey(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<Survey | null> {
    return surveyNamed(ctx, id);
  }

  @Authorized(permissions.manage)
  @Mutation(() => SurveyPayload, { description: 'A draft: nobody can answer it before it is published.' })
  async surveyCreate(@Ctx() ctx: Context, @Arg('input', () => SurveyInput) input: SurveyInput): Promise<SurveyRef> {
    return { surveyId: await createSurvey(ctx, input) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => SurveyPayload, { description: 'Changes the draft; what is published stays until it is published anew.' })
  async surveyUpdate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('input', () => SurveyInput) input: SurveyInput): Promise<SurveyRef> {
    return { surveyId: await changeSurvey(ctx, id, input) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => SurveyPayload, { description: 'Makes the draft the next version. Refused with SurveyCycleError or SurveyUnreachableError where not every way through it leads to an end, or a question is on none. Who has begun answers the version they began.' })
  async surveyPublish(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<SurveyRef> {
    return { surveyId: await publishSurvey(ctx, id) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => SurveyPayload, { description: 'For good. Who has begun can answer it to the end.' })
  async surveyClose(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<SurveyRef> {
    return { surveyId: await closeSurvey(ctx, id) };
  }
}

/** What members see of surveys. */
@Resolver()
export class OwnSurveyResolver {
  @Authorized(ANY_CALLER)
  @Query(() => Survey, { nullable: true, description: 'One that was published.' })
  survey(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<Survey | null> {
    return surveyNamed(ctx, id);
  }
}

@Resolver(() => SurveyContent)
export class SurveyContentResolver {
  @FieldResolver(() => [Reward], { description: 'For whoever completes it.' })
  rewards(@Root() { terms }: SurveyContent, @Ctx() ctx: Context): Reward[] {
    return terms.rewards.map((reward) => describeReward(ctx, reward));
  }
}

@ObjectType({ simpleResolvers: true })
export class SurveyAnswerRule {
  @Field(() => JsonScalar, { nullable: true, description: 'As it was given; null: always.' })
  when: Json;

  @Field(() => [String])
  addTags: readonly string[];

  @Field(() => [String])
  removeTags: readonly string[];

  @Field(() => JsonScalar, { description: 'A list of objects with a name and either a value or a question.' })
  attributes: Json;
}

@ObjectType({ simpleResolvers: true })
export class SurveyAfterOrder {
  @Field(() => Int)
  days: number;

  @Field(() => OrderScope)
  scope: object;
}

/** What only staff see of surveys. */
@Resolver(() => SurveyContent)
export class StaffContentResolver {
  @FieldResolver(() => [SurveyAnswerRule])
  rules(@Root() { terms }: SurveyContent): object[] {
    return terms.rules.map((rule) => ({ ...rule }));
  }

  @FieldResolver(() => [SurveyOutcome])
  outcomes(@Root() { terms }: SurveyContent): SurveyOutcome[] {
    return terms.outcomes.map((outcome) => outcomeObject(outcome, terms.languages));
  }

  @FieldResolver(() => Int, { description: 'Answers that come sooner after the beginning are refused.' })
  minSeconds(@Root() { terms }: SurveyContent): number {
    return terms.minSeconds;
  }

  @FieldResolver(() => SurveyAfterOrder, { nullable: true })
  afterOrder(@Root() { terms }: SurveyContent): object | null {
    return terms.afterOrder;
  }
}

@Resolver(() => SurveyOption)
export class StaffOptionResolver {
  @FieldResolver(() => JsonScalar, { description: 'What choosing it counts in a quiz, by dimension.' })
  scores(@Root() { terms }: SurveyOption): Json {
    return 'scores' in terms ? terms.scores : {};
  }
}

@Resolver(() => SurveyOutcome)
export class StaffOutcomeResolver {
  @FieldResolver(() => String)
  dimension(@Root() { terms }: SurveyOutcome): string {
    return terms.dimension;
  }

  @FieldResolver(() => [String])
  tags(@Root() { terms }: SurveyOutcome): readonly string[] {
    return terms.tags;
  }

  @FieldResolver(() => [Reward])
  rewards(@Root() { terms }: SurveyOutcome, @Ctx() ctx: Context): Reward[] {
    return terms.rewards.map((reward) => describeReward(ctx, reward));
  }
}

@Resolver(() => Survey)
export class StaffSurveyResolver {
  @FieldResolver(() => String)
  name(@Root() { survey }: Survey): string {
    return survey.name;
  }

  @FieldResolver(() => SurveyContent, { nullable: true, description: 'What is to be published next; null while nothing has changed since it was.' })
  draft(@Root() { survey }: Survey): SurveyContent | null {
    return survey.draft && contentObject(survey.draft);
  }
}
