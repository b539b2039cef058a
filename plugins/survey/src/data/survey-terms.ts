import type { RewardSpec } from '@regulars/member/contract';
import type { OrderScopeState } from '@regulars/order/contract';
import type { Json } from '@regulars/plugin-sdk';
import type { SurveyOperator, SurveyQuestionKind } from '../enums';

/** A text by language (BCP 47). */
export type LocalText = Readonly<Record<string, string>>;

/** Something that can be said of answers. Of a question that was not answered only a condition under `not` holds. */
export type ConditionTerms =
  | { readonly question: string; readonly operator: `${SurveyOperator}`; readonly value?: Json }
  | { readonly all: readonly ConditionTerms[] }
  | { readonly any: readonly ConditionTerms[] }
  | { readonly not: ConditionTerms };

export interface OptionTerms {
  readonly code: string;
  readonly text: LocalText;
  /** What choosing it counts in a quiz, by dimension. */
  readonly scores: Readonly<Record<string, number>>;
}

export interface MatrixRowTerms {
  readonly code: string;
  readonly text: LocalText;
}

/** A way out of a question; null: the end. */
export interface BranchTerms {
  readonly when: ConditionTerms;
  readonly goTo: string | null;
}

export interface QuestionTerms {
  /** Names it for ever: results of all versions stand under it. */
  readonly code: string;
  readonly kind: `${SurveyQuestionKind}`;
  readonly text: LocalText;
  readonly required: boolean;
  /** Of SINGLE and MULTI; of MATRIX what can be chosen in each row. */
  readonly options: readonly OptionTerms[];
  readonly rows: readonly MatrixRowTerms[];
  /** NUMBER: the least; MULTI: how many are to be chosen at least. */
  readonly min: number | null;
  /** NUMBER: the most; RATING: the best; MULTI: how many can be chosen; TEXT: characters. */
  readonly max: number | null;
  /** The first that holds leads on. */
  readonly branches: readonly BranchTerms[];
  /** Where it goes on when no branch holds; null: the end. */
  readonly next: string | null;
}

/** What a quiz finds out: the outcome of the dimension with most points, of several the first. */
export interface OutcomeTerms {
  readonly code: string;
  readonly dimension: string;
  readonly title: LocalText;
  readonly text: LocalText | null;
  readonly tags: readonly string[];
  readonly rewards: readonly RewardSpec[];
}

/** An attribute of the member: a value of its own, or the answer to a question. */
export interface AttributeTerms {
  readonly name: string;
  readonly value: Json;
  readonly question: string | null;
}

/** What answers say of the member. */
export interface AnswerRuleTerms {
  /** Null: always. */
  readonly when: ConditionTerms | null;
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly attributes: readonly AttributeTerms[];
}

/** Members are asked so many days after an order. */
export interface AfterOrderTerms {
  readonly days: number;
  readonly scope: OrderScopeState;
}

/** What a version of a survey says, as it is kept. */
export interface SurveyTerms {
  /** The first one stands in for those it has not. */
  readonly languages: readonly string[];
  readonly title: LocalText;
  readonly description: LocalText | null;
  /** The first one is where it begins. */
  readonly questions: readonly QuestionTerms[];
  readonly outcomes: readonly OutcomeTerms[];
  readonly rules: readonly AnswerRuleTerms[];
  /** For whoever completes it. */
  readonly rewards: readonly RewardSpec[];
  /** Whoever is faster is no reader. */
  readonly minSeconds: number;
  readonly afterOrder: AfterOrderTerms | null;
}
