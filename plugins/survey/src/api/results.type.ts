import { type Context, DateTimeScalar, DecimalScalar, defineLoader, groupBy } from '@regulars/plugin-sdk';
import { Arg, Ctx, Field, FieldResolver, InputType, Int, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import { crossTab, type CrossTabRow, type QuestionResult, type Results, resultsOf, type ResultsWhere } from '../domain/results';
import type { Survey as KnownSurvey } from '../domain/survey';
import { questionObject, SurveyQuestion } from './survey-content.type';
import { Survey } from './survey.type';

export enum SurveyCrossTabBy {
  TIER = 'TIER',
  STORE = 'STORE',
  QUESTION = 'QUESTION',
}
registerEnumType(SurveyCrossTabBy, { name: 'SurveyCrossTabBy' });

@InputType({ description: 'Which responses are counted; null: all. `to` is exclusive.' })
export class SurveyResultsWhere implements ResultsWhere {
  @Field(() => DateTimeScalar, { nullable: true }) from?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) to?: Date | null;
  @Field(() => [String], { nullable: true }) tierCodes?: string[] | null;
  @Field(() => [String], { nullable: true }) storeCodes?: string[] | null;
  @Field(() => Int, { nullable: true }) version?: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'How often an option was chosen; of a scale each number is one.' })
export class SurveyOptionCount {
  @Field(() => String, { nullable: true, description: 'Of a MATRIX.' })
  row: string | null;

  @Field(() => String)
  code: string;

  @Field(() => Int)
  count: number;
}

@ObjectType({ simpleResolvers: true, description: 'Numbers to two decimals; null of nothing.' })
export class SurveyQuestionResult {
  readonly terms: QuestionResult['question'];
  readonly languages: readonly string[];

  @Field(() => SurveyQuestion)
  question(): SurveyQuestion {
    return questionObject(this.terms, this.languages);
  }

  @Field(() => Int, { description: 'Whom the question was asked.' })
  shown: number;

  @Field(() => Int)
  answered: number;

  @Field(() => Int, { description: 'Who looked at it last, and did not answer to the end within 24 hours; by when they began. Of no tier.' })
  left: number;

  @Field(() => [SurveyOptionCount])
  options: SurveyOptionCount[];

  @Field(() => DecimalScalar, { nullable: true, description: 'Of RATING, NPS and NUMBER.' })
  average: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Of NPS: the per cent of 9 and 10 less those of 0 to 6.' })
  nps: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Of a RATING to 5: the per cent of 4 and 5.' })
  csat: string | null;
}

@ObjectType({ simpleResolvers: true })
export class SurveyOutcomeCount {
  @Field(() => String)
  code: string;

  @Field(() => Int)
  count: number;
}

@ObjectType({ simpleResolvers: true })
export class SurveyResults {
  @Field(() => Int, { description: 'Begun in that time.' })
  started: number;

  @Field(() => Int, { description: 'Completed in that time.' })
  completed: number;

  @Field(() => [SurveyQuestionResult], { description: 'Of every version, those of the latest first.' })
  questions: SurveyQuestionResult[];

  @Field(() => [SurveyOutcomeCount])
  outcomes: SurveyOutcomeCount[];
}

@ObjectType({ simpleResolvers: true })
export class SurveyCrossTabRow {
  @Field(() => String, { nullable: true, description: 'Code of a tier, a store or an option; null: of none.' })
  group: string | null;

  @Field(() => Int)
  answered: number;

  @Field(() => [SurveyOptionCount])
  options: SurveyOptionCount[];

  @Field(() => DecimalScalar, { nullable: true })
  average: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  nps: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  csat: string | null;
}

interface Asked {
  readonly survey: KnownSurvey;
  readonly where: ResultsWhere | null;
}

/** In one go for all surveys that are asked the same. */
const results = defineLoader<Asked, Results>(
  async (ctx, asked) => {
    const found = new Map<Asked, Results>();
    for (const same of groupBy(asked, ({ where }) => JSON.stringify(where)).values()) {
      const answers = await resultsOf(ctx, same.map(({ survey }) => survey), same[0]?.where ?? null);
      same.forEach((one, index) => found.set(one, answers[index] as Results));
    }
    return asked.map((one) => found.get(one) as Results);
  },
  ({ survey, where }) => `${survey.id}|${JSON.stringify(where)}`,
);

const resultObject = ({ question, ...figures }: QuestionResult, languages: readonly string[]): SurveyQuestionResult =>
  Object.assign(Object.create(SurveyQuestionResult.prototype) as SurveyQuestionResult, { ...figures, terms: question, languages });

/** What came of surveys, for staff. */
@Resolver(() => Survey)
export class ResultsResolver {
  @FieldResolver(() => SurveyResults)
  async results(@Root() { survey, content }: Survey, @Ctx() ctx: Context, @Arg('where', () => SurveyResultsWhere, { nullable: true }) where: SurveyResultsWhere | null): Promise<object> {
    const { questions, ...counts } = await ctx.load(results, { survey, where });
    return { ...counts, questions: questions.map((question) => resultObject(question, content.languages)) };
  }

  @FieldResolver(() => [SurveyCrossTabRow], { description: 'Answers to one question by tiers (when they were given), by stores, or by the answers to another.' })
  crossTab(
    @Root() { survey }: Survey,
    @Ctx() ctx: Context,
    @Arg('question', () => String) question: string,
    @Arg('by', () => SurveyCrossTabBy) by: SurveyCrossTabBy,
    @Arg('byQuestion', () => String, { nullable: true }) byQuestion: string | null,
    @Arg('where', () => SurveyResultsWhere, { nullable: true }) where: SurveyResultsWhere | null,
  ): Promise<readonly CrossTabRow[]> {
    return crossTab(ctx, survey, question, by, byQuestion, where);
  }
}
