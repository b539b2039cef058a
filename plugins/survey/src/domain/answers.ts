import { isLocalDate, type Text } from '@regulars/plugin-sdk';
import type { QuestionTerms } from '../data/survey-terms';

/** SINGLE: an option; MULTI: options; MATRIX: an option by row; RATING, NPS and NUMBER: a number; DATE and TEXT: a text. */
export type AnswerValue = string | number | readonly string[] | Readonly<Record<string, string>>;

export type ReadAnswer = { readonly value: AnswerValue } | { readonly problem: Text };

/** By the code of the question. */
export type Answers = ReadonlyMap<string, AnswerValue>;

export const MAX_RATING = 10;
export const DEFAULT_RATING = 5;
export const BEST_NPS = 10;
export const MAX_TEXT = 4_000;
const DEFAULT_TEXT = 1_000;

const say = {
  option: { en: 'Choose one of the options.', 'zh-TW': '請選擇其中一個選項。' },
  options: (min: number, max: number): Text => ({ en: `Choose ${min} to ${max} of the options, each once.`, 'zh-TW': `請選擇 ${min} 至 ${max} 個選項,不可重複。` }),
  whole: (min: number, max: number): Text => ({ en: `Give a whole number from ${min} to ${max}.`, 'zh-TW': `請輸入 ${min} 至 ${max} 的整數。` }),
  text: (max: number): Text => ({ en: `Give 1 to ${max} characters.`, 'zh-TW': `請輸入 1 至 ${max} 個字。` }),
  date: { en: 'Give a date such as 2026-05-01.', 'zh-TW': '請輸入日期,例如 2026-05-01。' },
  matrix: { en: 'Choose one of the options for the rows that are there.', 'zh-TW': '請為各列選擇其中一個選項。' },
  everyRow: { en: 'Choose one of the options for every row.', 'zh-TW': '每一列都需選擇。' },
};

/** The answer to a question as it is kept, or what is wrong with it. */
export function readAnswer(question: QuestionTerms, given: unknown): ReadAnswer {
  switch (question.kind) {
    case 'SINGLE':
      return hasOption(question, given) ? { value: given } : { problem: say.option };
    case 'MULTI':
      return readChoices(question, given);
    case 'RATING':
      return readWhole(given, 1, question.max ?? DEFAULT_RATING);
    case 'NPS':
      return readWhole(given, 0, BEST_NPS);
    case 'NUMBER':
      return readWhole(given, question.min ?? Number.MIN_SAFE_INTEGER, question.max ?? Number.MAX_SAFE_INTEGER);
    case 'TEXT':
      return readText(given, question.max ?? DEFAULT_TEXT);
    case 'DATE':
      return typeof given === 'string' && isLocalDate(given) ? { value: given } : { problem: say.date };
    case 'MATRIX':
      return readMatrix(question, given);
  }
}

const hasOption = ({ options }: QuestionTerms, given: unknown): given is string => typeof given === 'string' && options.some(({ code }) => code === given);

function readChoices(question: QuestionTerms, given: unknown): ReadAnswer {
  const [min, max] = [question.min ?? 1, question.max ?? question.options.length];
  const isFine = Array.isArray(given) && given.length >= min && given.length <= max && new Set(given).size === given.length && given.every((one) => hasOption(question, one));
  // In the order of the options: the same choice is always the same answer.
  return isFine ? { value: question.options.map(({ code }) => code).filter((code) => given.includes(code)) } : { problem: say.options(min, max) };
}

const readWhole = (given: unknown, min: number, max: number): ReadAnswer =>
  typeof given === 'number' && Number.isSafeInteger(given) && given >= min && given <= max ? { value: given } : { problem: say.whole(min, max) };

function readText(given: unknown, max: number): ReadAnswer {
  const text = typeof given === 'string' ? given.normalize('NFC').trim() : '';
  return text !== '' && [...text].length <= max && !text.includes('\0') ? { value: text } : { problem: say.text(max) };
}

function readMatrix(question: QuestionTerms, given: unknown): ReadAnswer {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const chosen = new Map(Object.entries(isObject ? given : {}));
  const isFine = chosen.size > 0 && [...chosen].every(([row, option]) => question.rows.some(({ code }) => code === row) && hasOption(question, option));
  if (!isFine) return { problem: say.matrix };
  if (question.required && chosen.size < question.rows.length) return { problem: say.everyRow };
  return { value: Object.fromEntries(question.rows.flatMap(({ code }) => (chosen.has(code) ? [[code, chosen.get(code) as string]] : []))) };
}
