import { isLocalDate, type Json, type Text } from '@regulars/plugin-sdk';
import type { ConditionTerms } from '../data/survey-terms';
import type { SurveyOperator } from '../enums';
import type { ConditionDraft } from './drafts';
import { type Path, type Reading, say as common } from './reading';

type Question = NonNullable<ReturnType<Reading['questions']['get']>>;

const DEEPEST = 5;
const MOST = 20;

const say = {
  one: { en: 'Give exactly one of: question with operator, all, any, not.', 'zh-TW': '請擇一提供:question 與 operator、all、any 或 not。' },
  deep: { en: `Conditions stand at most ${DEEPEST} deep.`, 'zh-TW': `條件最多 ${DEEPEST} 層。` },
  several: { en: `Give 1 to ${MOST} conditions.`, 'zh-TW': `請提供 1 到 ${MOST} 個條件。` },
  operator: (operator: string, kind: string): Text => ({ en: `${operator} says nothing about an answer of kind ${kind}.`, 'zh-TW': `題型 ${kind} 不適用 ${operator}。` }),
  value: { en: 'This can be no answer to the question.', 'zh-TW': '此值不是該題可能的答案。' },
};

const COMPARING: readonly `${SurveyOperator}`[] = ['EQ', 'NE', 'IN', 'GT', 'GTE', 'LT', 'LTE'];
const OPERATORS: Readonly<Record<Question['kind'], readonly `${SurveyOperator}`[]>> = {
  SINGLE: ['EQ', 'NE', 'IN'], MULTI: ['INCLUDES'], RATING: COMPARING, NPS: COMPARING, NUMBER: COMPARING, DATE: COMPARING, TEXT: [], MATRIX: [],
};

/** A condition as it is kept; what is wrong with it goes to the problems. */
export function readCondition(draft: ConditionDraft, path: Path, reading: Reading, depth = 1): ConditionTerms {
  const { problems } = reading;
  const given = (['question', 'all', 'any', 'not'] as const).filter((key) => draft[key] != null);
  if (given.length !== 1) problems.add(path, say.one);
  if (depth > DEEPEST) {
    problems.add(path, say.deep);
    return { all: [] };
  }
  if (draft.all) return { all: readList(draft.all, [...path, 'all'], reading, depth) };
  if (draft.any) return { any: readList(draft.any, [...path, 'any'], reading, depth) };
  if (draft.not) return { not: readCondition(draft.not, [...path, 'not'], reading, depth + 1) };
  return readComparison(draft, path, reading);
}

function readList(list: readonly ConditionDraft[], path: Path, reading: Reading, depth: number): ConditionTerms[] {
  if (list.length === 0 || list.length > MOST) reading.problems.add(path, say.several);
  return list.slice(0, MOST).map((one, index) => readCondition(one, [...path, index], reading, depth + 1));
}

function readComparison({ question: code, operator, value }: ConditionDraft, path: Path, { questions, problems }: Reading): ConditionTerms {
  const question = questions.get(code ?? '');
  if (code == null || operator == null) problems.add(path, say.one);
  else if (!question) problems.add([...path, 'question'], common.noQuestion(code));
  else if (operator !== 'ANSWERED' && !OPERATORS[question.kind].includes(operator)) problems.add([...path, 'operator'], say.operator(operator, question.kind));
  else if (operator !== 'ANSWERED' && !isValue(question, operator, value)) problems.add([...path, 'value'], say.value);
  return { question: code ?? '', operator: operator ?? 'ANSWERED', ...(operator !== 'ANSWERED' && { value: value as Json }) };
}

function isValue(question: Question, operator: `${SurveyOperator}`, value: unknown): boolean {
  if (operator === 'IN') return Array.isArray(value) && value.length > 0 && value.length <= question.options.length + MOST && value.every((one) => isOne(question, one));
  return isOne(question, value);
}

function isOne({ kind, options }: Question, value: unknown): boolean {
  if (kind === 'SINGLE' || kind === 'MULTI') return options.some(({ code }) => code === value);
  return kind === 'DATE' ? typeof value === 'string' && isLocalDate(value) : Number.isSafeInteger(value);
}
