import type { RewardSpec } from '@regulars/member/contract';
import type { OrderScopeDraft } from '@regulars/order/contract';
import type { SurveyOperator, SurveyQuestionKind } from '../enums';

type Given<T> = T | null | undefined;

export interface TextDraft {
  readonly language: string;
  readonly text: string;
}

/** Exactly one of: a question with an operator, `all`, `any`, `not`. */
export interface ConditionDraft {
  readonly question?: Given<string>;
  readonly operator?: Given<`${SurveyOperator}`>;
  readonly value?: unknown;
  readonly all?: Given<readonly ConditionDraft[]>;
  readonly any?: Given<readonly ConditionDraft[]>;
  readonly not?: Given<ConditionDraft>;
}

export interface ScoreDraft {
  readonly dimension: string;
  readonly points: number;
}

export interface OptionDraft {
  readonly code: string;
  readonly text: readonly TextDraft[];
  readonly scores?: Given<readonly ScoreDraft[]>;
}

export interface MatrixRowDraft {
  readonly code: string;
  readonly text: readonly TextDraft[];
}

export interface BranchDraft {
  readonly when: ConditionDraft;
  /** Absent: to the end. */
  readonly goTo?: Given<string>;
}

export interface QuestionDraft {
  readonly code: string;
  readonly kind: `${SurveyQuestionKind}`;
  readonly text: readonly TextDraft[];
  readonly required: boolean;
  readonly options?: Given<readonly OptionDraft[]>;
  readonly rows?: Given<readonly MatrixRowDraft[]>;
  readonly min?: Given<number>;
  readonly max?: Given<number>;
  readonly branches?: Given<readonly BranchDraft[]>;
  /** Absent: the question behind it in the list. */
  readonly next?: Given<string>;
  readonly ends: boolean;
}

export interface OutcomeDraft {
  readonly code: string;
  readonly dimension: string;
  readonly title: readonly TextDraft[];
  readonly text?: Given<readonly TextDraft[]>;
  readonly tags?: Given<readonly string[]>;
  readonly rewards?: Given<readonly RewardSpec[]>;
}

export interface AttributeDraft {
  readonly name: string;
  readonly value?: unknown;
  readonly question?: Given<string>;
}

export interface AnswerRuleDraft {
  readonly when?: Given<ConditionDraft>;
  readonly addTags?: Given<readonly string[]>;
  readonly removeTags?: Given<readonly string[]>;
  readonly attributes?: Given<readonly AttributeDraft[]>;
}

export interface AfterOrderDraft {
  readonly days: number;
  readonly scope?: Given<OrderScopeDraft>;
}

export interface SurveyDraft {
  readonly name: string;
  readonly languages: readonly string[];
  readonly title: readonly TextDraft[];
  readonly description?: Given<readonly TextDraft[]>;
  readonly questions: readonly QuestionDraft[];
  readonly outcomes?: Given<readonly OutcomeDraft[]>;
  readonly rules?: Given<readonly AnswerRuleDraft[]>;
  readonly rewards?: Given<readonly RewardSpec[]>;
  readonly minSeconds: number;
  readonly afterOrder?: Given<AfterOrderDraft>;
}
