import { type Context, type Json, type JsonObject, JsonScalar } from '@regulars/plugin-sdk';
import { Arg, Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { LocalText, MatrixRowTerms, OptionTerms, OutcomeTerms, QuestionTerms, SurveyTerms } from '../data/survey-terms';
import { formOf } from '../domain/form';
import { localText } from '../domain/texts';
import { SurveyQuestionKind } from './enums';

const LANGUAGE = { nullable: true, description: "BCP 47; default: the caller's." } as const;

const make = <T extends object>(type: abstract new (...args: never[]) => T, fields: object): T => Object.assign(Object.create(type.prototype as object) as T, fields);

/** Something with a text in the languages of its survey. */
interface Spoken {
  readonly languages: readonly string[];
}

const speak = ({ languages }: Spoken, text: LocalText, language: string | null, ctx: Context): string => localText(text, language ?? ctx.language, languages);

@ObjectType({ simpleResolvers: true })
export class SurveyOption implements Spoken {
  readonly terms: OptionTerms | MatrixRowTerms;
  readonly languages: readonly string[];

  @Field(() => String)
  code: string;

  @Field(() => String)
  text(@Ctx() ctx: Context, @Arg('language', () => String, LANGUAGE) language: string | null): string {
    return speak(this, this.terms.text, language, ctx);
  }
}

@ObjectType({ simpleResolvers: true })
export class SurveyBranch {
  @Field(() => JsonScalar, { description: 'As it was given.' })
  when: Json;

  @Field(() => String, { nullable: true, description: 'Null: the end.' })
  goTo: string | null;
}

@ObjectType({ simpleResolvers: true })
export class SurveyQuestion implements Spoken {
  readonly terms: QuestionTerms;
  readonly languages: readonly string[];

  @Field(() => String)
  code: string;

  @Field(() => SurveyQuestionKind)
  kind: QuestionTerms['kind'];

  @Field(() => String)
  text(@Ctx() ctx: Context, @Arg('language', () => String, LANGUAGE) language: string | null): string {
    return speak(this, this.terms.text, language, ctx);
  }

  @Field(() => Boolean)
  required: boolean;

  @Field(() => [SurveyOption])
  options: SurveyOption[];

  @Field(() => [SurveyOption], { description: 'Of a MATRIX.' })
  rows: SurveyOption[];

  @Field(() => Int, { nullable: true })
  min: number | null;

  @Field(() => Int, { nullable: true })
  max: number | null;

  @Field(() => [SurveyBranch], { description: 'The first that holds leads on.' })
  branches: SurveyBranch[];

  @Field(() => String, { nullable: true, description: 'Where it goes on when no branch holds; null: the end.' })
  next: string | null;
}

export const questionObject = (terms: QuestionTerms, languages: readonly string[]): SurveyQuestion => {
  const option = (one: OptionTerms | MatrixRowTerms): SurveyOption => make(SurveyOption, { terms: one, languages, code: one.code });
  return make(SurveyQuestion, {
    terms, languages, code: terms.code, kind: terms.kind, required: terms.required, options: terms.options.map(option), rows: terms.rows.map(option), min: terms.min, max: terms.max,
    branches: terms.branches.map(({ when, goTo }) => ({ when, goTo })), next: terms.next,
  });
};

@ObjectType({ simpleResolvers: true, description: 'What a quiz found out.' })
export class SurveyOutcome implements Spoken {
  readonly terms: OutcomeTerms;
  readonly languages: readonly string[];

  @Field(() => String)
  code: string;

  @Field(() => String)
  title(@Ctx() ctx: Context, @Arg('language', () => String, LANGUAGE) language: string | null): string {
    return speak(this, this.terms.title, language, ctx);
  }

  @Field(() => String, { nullable: true })
  text(@Ctx() ctx: Context, @Arg('language', () => String, LANGUAGE) language: string | null): string | null {
    return this.terms.text && speak(this, this.terms.text, language, ctx);
  }
}

export const outcomeObject = (terms: OutcomeTerms, languages: readonly string[]): SurveyOutcome => make(SurveyOutcome, { terms, languages, code: terms.code });

@ObjectType({ simpleResolvers: true, description: 'What is asked.' })
export class SurveyContent implements Spoken {
  readonly terms: SurveyTerms;

  @Field(() => [String], { description: 'The first one stands in for those it has not.' })
  languages: readonly string[];

  @Field(() => String)
  title(@Ctx() ctx: Context, @Arg('language', () => String, LANGUAGE) language: string | null): string {
    return speak(this, this.terms.title, language, ctx);
  }

  @Field(() => String, { nullable: true })
  description(@Ctx() ctx: Context, @Arg('language', () => String, LANGUAGE) language: string | null): string | null {
    return this.terms.description && speak(this, this.terms.description, language, ctx);
  }

  @Field(() => [SurveyQuestion], { description: 'It begins with the first.' })
  questions: SurveyQuestion[];

  @Field(() => JsonScalar, { description: 'The same for survey-core to render. Send the answers of questions that are shown.' })
  form(@Ctx() ctx: Context, @Arg('language', () => String, LANGUAGE) language: string | null): JsonObject {
    return formOf(this.terms, language ?? ctx.language);
  }
}

export const contentObject = (terms: SurveyTerms): SurveyContent =>
  make(SurveyContent, { terms, languages: terms.languages, questions: terms.questions.map((question) => questionObject(question, terms.languages)) });
