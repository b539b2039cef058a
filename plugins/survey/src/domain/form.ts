import type { Json, JsonObject } from '@regulars/plugin-sdk';
import type { ConditionTerms, LocalText, QuestionTerms, SurveyTerms } from '../data/survey-terms';
import { BEST_NPS, DEFAULT_RATING } from './answers';
import { localText } from './texts';

/**
 * A survey as the JSON that survey-core renders: one question a page. Whether a question is on the way is a calculated
 * value of its own, so that the form grows with the branches and not with the ways through them. What the server takes
 * is decided by the questions themselves.
 */
export function formOf(terms: SurveyTerms, language: string | null): JsonObject {
  const say = (text: LocalText): string => localText(text, language, terms.languages);
  const order = inOrder(terms.questions);
  return {
    title: say(terms.title),
    ...(terms.description && { description: say(terms.description) }),
    showQuestionNumbers: 'off',
    clearInvisibleValues: 'onHidden',
    calculatedValues: order.map(({ code }) => ({ name: onWay(code), expression: wayTo(code, terms.questions) })),
    pages: terms.questions.map((question) => ({ name: `page_${question.code}`, elements: [{ ...elementOf(question, say), visibleIf: isOnWay(question.code) }] })),
  };
}

const onWay = (code: string): string => `on_way_${code}`;
const isOnWay = (code: string): string => `{${onWay(code)}} = true`;

/** Each question behind those that lead to it: a value is calculated from those before it. */
function inOrder(questions: readonly QuestionTerms[]): readonly QuestionTerms[] {
  const byCode = new Map(questions.map((question) => [question.code, question]));
  const done = new Set<QuestionTerms>();
  const visit = (question: QuestionTerms): void => {
    if (done.has(question)) return;
    for (const code of [...question.branches.map(({ goTo }) => goTo), question.next]) {
      const next = code === null ? undefined : byCode.get(code);
      if (next) visit(next);
    }
    done.add(question);
  };
  questions.forEach(visit);
  return [...done].reverse();
}

/** It is the first one, or a question on the way leads to it: by a branch before which none holds, or because none does. */
function wayTo(code: string, questions: readonly QuestionTerms[]): string {
  if (questions[0]?.code === code) return 'true';
  const ways = questions.flatMap((from) => {
    const before = (index: number): string[] => from.branches.slice(0, index).map(({ when }) => `!(${expression(when)})`);
    const byBranch = from.branches.flatMap(({ when, goTo }, index) => (goTo === code ? [[...before(index), `(${expression(when)})`]] : []));
    const otherwise = from.next === code ? [before(from.branches.length)] : [];
    return [...byBranch, ...otherwise].map((conditions) => `(${[isOnWay(from.code), ...conditions].join(' and ')})`);
  });
  return ways.join(' or ') || 'false';
}

const OPERATORS = { EQ: '=', NE: '<>', GT: '>', GTE: '>=', LT: '<', LTE: '<=', IN: 'anyof', INCLUDES: 'contains' } as const;

function expression(condition: ConditionTerms): string {
  if ('all' in condition) return condition.all.map((one) => `(${expression(one)})`).join(' and ');
  if ('any' in condition) return condition.any.map((one) => `(${expression(one)})`).join(' or ');
  if ('not' in condition) return `!(${expression(condition.not)})`;
  const { question, operator, value = null } = condition;
  const answered = `{${question}} notempty`;
  return operator === 'ANSWERED' ? answered : `${answered} and {${question}} ${OPERATORS[operator]} ${literal(value)}`;
}

/** Codes and dates hold no quotes. */
const literal = (value: Json): string => (Array.isArray(value) ? `[${value.map(literal).join(', ')}]` : typeof value === 'string' ? `'${value}'` : String(value));

type Say = (text: LocalText) => string;

const choicesOf = ({ options }: QuestionTerms, say: Say): Json => options.map(({ code, text }) => ({ value: code, text: say(text) }));

function elementOf(question: QuestionTerms, say: Say): JsonObject {
  const common = { name: question.code, title: say(question.text), isRequired: question.required };
  switch (question.kind) {
    case 'SINGLE':
      return { type: 'radiogroup', ...common, choices: choicesOf(question, say) };
    case 'MULTI':
      return { type: 'checkbox', ...common, choices: choicesOf(question, say), ...limit('minSelectedChoices', question.min), ...limit('maxSelectedChoices', question.max) };
    case 'RATING':
      return { type: 'rating', ...common, rateMin: 1, rateMax: question.max ?? DEFAULT_RATING };
    case 'NPS':
      return { type: 'rating', ...common, rateMin: 0, rateMax: BEST_NPS, rateCount: BEST_NPS + 1 };
    case 'TEXT':
      return { type: 'comment', ...common, ...limit('maxLength', question.max) };
    case 'DATE':
      return { type: 'text', inputType: 'date', ...common };
    case 'NUMBER':
      return { type: 'text', inputType: 'number', ...common, step: 1, ...limit('min', question.min), ...limit('max', question.max) };
    case 'MATRIX':
      return { type: 'matrix', ...common, columns: choicesOf(question, say), rows: question.rows.map(({ code, text }) => ({ value: code, text: say(text) })), eachRowRequired: question.required };
  }
}

const limit = (name: string, value: number | null): JsonObject => (value === null ? {} : { [name]: value });
