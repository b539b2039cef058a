import { OrderScopeInput } from '@regulars/order/contract';
import { type Json, JsonScalar, RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { SurveyOperator, SurveyQuestionKind } from './enums';

@InputType({ description: 'A text in one language (BCP 47).' })
export class SurveyTextInput {
  @Field(() => String) language: string;
  @Field(() => String) text: string;
}

@InputType({ description: 'Exactly one of: a question with its operator, `all`, `any`, `not`.' })
export class SurveyConditionInput {
  @Field(() => String, { nullable: true }) question?: string | null;
  @Field(() => SurveyOperator, { nullable: true }) operator?: SurveyOperator | null;
  @Field(() => JsonScalar, { nullable: true }) value?: Json;
  @Field(() => [SurveyConditionInput], { nullable: true }) all?: SurveyConditionInput[] | null;
  @Field(() => [SurveyConditionInput], { nullable: true }) any?: SurveyConditionInput[] | null;
  @Field(() => SurveyConditionInput, { nullable: true }) not?: SurveyConditionInput | null;
}

@InputType({ description: 'What choosing an option counts in a quiz.' })
export class SurveyScoreInput {
  @Field(() => String) dimension: string;
  @Field(() => Int) points: number;
}

@InputType()
export class SurveyOptionInput {
  @Field(() => String) code: string;
  @Field(() => [SurveyTextInput]) text: SurveyTextInput[];
  @Field(() => [SurveyScoreInput], { nullable: true }) scores?: SurveyScoreInput[] | null;
}

@InputType()
export class SurveyMatrixRowInput {
  @Field(() => String) code: string;
  @Field(() => [SurveyTextInput]) text: SurveyTextInput[];
}

@InputType({ description: 'A way out of a question: the first whose condition holds is taken. Without `goTo` it leads to the end.' })
export class SurveyBranchInput {
  @Field(() => SurveyConditionInput) when: SurveyConditionInput;
  @Field(() => String, { nullable: true }) goTo?: string | null;
}

const QUESTION = 'The code is for ever: results of all versions stand under it. When no branch holds, it goes on with `next`, by default the question behind it; `ends`: it is the last one. ' +
  '`min` and `max`: of a NUMBER, of how many are chosen (MULTI), the best RATING (2 to 10), the characters of a TEXT.';

@InputType({ description: QUESTION })
export class SurveyQuestionInput {
  @Field(() => String) code: string;
  @Field(() => SurveyQuestionKind) kind: SurveyQuestionKind;
  @Field(() => [SurveyTextInput]) text: SurveyTextInput[];
  @Field(() => Boolean, { defaultValue: true }) required: boolean;
  @Field(() => [SurveyOptionInput], { nullable: true }) options?: SurveyOptionInput[] | null;
  @Field(() => [SurveyMatrixRowInput], { nullable: true }) rows?: SurveyMatrixRowInput[] | null;
  @Field(() => Int, { nullable: true }) min?: number | null;
  @Field(() => Int, { nullable: true }) max?: number | null;
  @Field(() => [SurveyBranchInput], { nullable: true }) branches?: SurveyBranchInput[] | null;
  @Field(() => String, { nullable: true }) next?: string | null;
  @Field(() => Boolean, { defaultValue: false }) ends: boolean;
}

@InputType({ description: 'What a quiz finds out: the outcome whose dimension has most points, of several the first.' })
export class SurveyOutcomeInput {
  @Field(() => String) code: string;
  @Field(() => String) dimension: string;
  @Field(() => [SurveyTextInput]) title: SurveyTextInput[];
  @Field(() => [SurveyTextInput], { nullable: true }) text?: SurveyTextInput[] | null;
  @Field(() => [String], { nullable: true }) tags?: string[] | null;
  @Field(() => [RewardInput], { nullable: true }) rewards?: RewardInput[] | null;
}

@InputType({ description: 'An attribute of the member: a value, or the answer to a question.' })
export class SurveyAttributeInput {
  @Field(() => String) name: string;
  @Field(() => JsonScalar, { nullable: true }) value?: Json;
  @Field(() => String, { nullable: true }) question?: string | null;
}

@InputType({ description: 'What answers say of the member. Rules are taken in their order; without `when` always.' })
export class SurveyAnswerRuleInput {
  @Field(() => SurveyConditionInput, { nullable: true }) when?: SurveyConditionInput | null;
  @Field(() => [String], { nullable: true }) addTags?: string[] | null;
  @Field(() => [String], { nullable: true }) removeTags?: string[] | null;
  @Field(() => [SurveyAttributeInput], { nullable: true }) attributes?: SurveyAttributeInput[] | null;
}

@InputType({ description: 'Members are asked 1 to 3 days after an order that is in scope.' })
export class SurveyAfterOrderInput {
  @Field(() => Int) days: number;
  @Field(() => OrderScopeInput, { nullable: true }) scope?: OrderScopeInput | null;
}

@InputType({ description: 'Every text is given in every language; the first language stands in for those the survey has not.' })
export class SurveyInput {
  @Field(() => String, { description: 'For staff.' }) name: string;
  @Field(() => [String], { description: 'BCP 47.' }) languages: string[];
  @Field(() => [SurveyTextInput]) title: SurveyTextInput[];
  @Field(() => [SurveyTextInput], { nullable: true }) description?: SurveyTextInput[] | null;
  @Field(() => [SurveyQuestionInput], { description: 'It begins with the first.' }) questions: SurveyQuestionInput[];
  @Field(() => [SurveyOutcomeInput], { nullable: true }) outcomes?: SurveyOutcomeInput[] | null;
  @Field(() => [SurveyAnswerRuleInput], { nullable: true }) rules?: SurveyAnswerRuleInput[] | null;
  @Field(() => [RewardInput], { nullable: true, description: 'For whoever completes it.' }) rewards?: RewardInput[] | null;
  @Field(() => Int, { defaultValue: 0, description: 'Answers that come sooner after the beginning are refused.' }) minSeconds: number;
  @Field(() => SurveyAfterOrderInput, { nullable: true }) afterOrder?: SurveyAfterOrderInput | null;
}

@InputType({ description: 'What `value` is depends on the kind of the question.' })
export class SurveyAnswerInput {
  @Field(() => String) question: string;
  @Field(() => JsonScalar) value: Json;
}
