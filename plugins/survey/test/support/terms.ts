import { numbersFrom } from '@regulars/testing';
import type { BranchTerms, ConditionTerms, OptionTerms, QuestionTerms, SurveyTerms } from '../../src/data/survey-terms';

const text = (en: string): Record<string, string> => ({ en });

export const optionTerms = (code: string, scores: Record<string, number> = {}): OptionTerms => ({ code, text: text(`Option ${code}`), scores });

/** A question with options a, b and c to choose one from, unless said otherwise. */
export const questionTerms = (code: string, more: Partial<QuestionTerms> = {}): QuestionTerms => ({
  code, kind: 'SINGLE', text: text(`Question ${code}`), required: true, options: ['a', 'b', 'c'].map((option) => optionTerms(option)), rows: [], min: null, max: null, branches: [], next: null, ...more,
});

export const surveyTerms = (questions: readonly QuestionTerms[], more: Partial<SurveyTerms> = {}): SurveyTerms => ({
  languages: ['en'], title: text('A survey'), description: null, questions, outcomes: [], rules: [], rewards: [], minSeconds: 0, afterOrder: null, ...more,
});

export const isAnswer = (question: string, value: string): ConditionTerms => ({ question, operator: 'EQ', value });

/** Questions that lead anywhere, themselves included: with a seed of ours, the same each time. */
export function randomQuestions(seed: number): readonly QuestionTerms[] {
  const below = numbersFrom(seed);
  const count = 1 + below(8);
  const codes = Array.from({ length: count }, (_, index) => `q${index}`);
  // A forward bias of differing strength, so that there are many of every sort.
  const bias = below(4);
  const target = (from: number): string | null => {
    if (below(4) === 0) return null;
    const isForward = bias > 0 || below(2) === 0;
    const to = isForward && below(40) > 0 ? from + 1 + below(2) : below(count);
    return codes[to] ?? null;
  };
  return codes.map((code, index) => {
    const branches: BranchTerms[] = ['a', 'b'].slice(0, below(3)).map((option) => ({ when: isAnswer(code, option), goTo: target(index) }));
    return questionTerms(code, { branches, next: below(3) > 0 ? (codes[index + 1] ?? null) : target(index), required: below(2) === 0 });
  });
}
