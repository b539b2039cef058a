import type { ConditionTerms } from '../data/survey-terms';
import type { Answers, AnswerValue } from './answers';

type Comparison = Extract<ConditionTerms, { readonly question: string }>;

export const isComparison = (condition: ConditionTerms): condition is Comparison => 'question' in condition;

/** Whether it holds. What compares a question that was not answered does not. */
export function holds(condition: ConditionTerms, answers: Answers): boolean {
  if ('all' in condition) return condition.all.every((one) => holds(one, answers));
  if ('any' in condition) return condition.any.some((one) => holds(one, answers));
  if ('not' in condition) return !holds(condition.not, answers);
  const answer = answers.get(condition.question);
  return answer !== undefined && compares(condition, answer);
}

function compares({ operator, value }: Comparison, answer: AnswerValue): boolean {
  switch (operator) {
    case 'ANSWERED':
      return true;
    case 'EQ':
      return answer === value;
    case 'NE':
      return answer !== value;
    case 'IN':
      return Array.isArray(value) && (value as readonly unknown[]).includes(answer);
    case 'INCLUDES':
      return Array.isArray(answer) && answer.includes(value as string);
    case 'GT':
      return compare(answer, value) > 0;
    case 'GTE':
      return compare(answer, value) >= 0;
    case 'LT':
      return compare(answer, value) < 0;
    case 'LTE':
      return compare(answer, value) <= 0;
  }
}

/** Numbers with numbers, dates with dates; anything else is neither more nor less. */
function compare(answer: unknown, value: unknown): number {
  if (typeof answer === 'number' && typeof value === 'number') return Math.sign(answer - value);
  if (typeof answer === 'string' && typeof value === 'string') return answer < value ? -1 : Number(answer > value);
  return Number.NaN;
}

/** Codes of the questions it asks about. */
export function questionsIn(condition: ConditionTerms): readonly string[] {
  if ('all' in condition) return condition.all.flatMap(questionsIn);
  if ('any' in condition) return condition.any.flatMap(questionsIn);
  return 'not' in condition ? questionsIn(condition.not) : [condition.question];
}
