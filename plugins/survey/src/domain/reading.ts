import type { Context, Problems, Text } from '@regulars/plugin-sdk';
import type { LocalText, QuestionTerms } from '../data/survey-terms';
import type { TextDraft } from './drafts';

export type Path = readonly (string | number)[];

/** What a draft is read with. */
export interface Reading {
  readonly ctx: Context;
  readonly problems: Problems;
  readonly languages: readonly string[];
  /** Those the draft has, for conditions and answers that name one. */
  readonly questions: ReadonlyMap<string, Pick<QuestionTerms, 'code' | 'kind' | 'options'>>;
}

const QUESTION_CODE = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
const CODE = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u;
const LONGEST = 1_000;

/** In a survey, and so the most answers in one response. */
export const MOST_QUESTIONS = 100;

export const say = {
  several: (min: number, max: number): Text => ({ en: `Give ${min} to ${max} of them.`, 'zh-TW': `請提供 ${min} 到 ${max} 項。` }),
  questionCode: { en: 'Give a letter and at most 39 letters, digits or underscores (A to Z).', 'zh-TW': '請以英文字母開頭,最多 40 個英文字母、數字或底線。' },
  code: { en: 'Give at most 40 letters, digits, hyphens or underscores.', 'zh-TW': '最多 40 個文字、數字、連字號或底線。' },
  twice: { en: 'Each has a code of its own.', 'zh-TW': '代碼不可重複。' },
  language: { en: 'Give the text once in each language of the survey, and in no other.', 'zh-TW': '請以問卷的每種語言各提供一次文字。' },
  text: { en: `Give 1 to ${LONGEST} characters.`, 'zh-TW': `請輸入 1 至 ${LONGEST} 個字。` },
  noQuestion: (code: string): Text => ({ en: `There is no question ${code}.`, 'zh-TW': `沒有題目 ${code}。` }),
  notHere: { en: 'A question of this kind has none.', 'zh-TW': '此題型不適用。' },
};

/** A list that may be left out, of at most so many. */
export function readSome<T>(list: readonly T[] | null | undefined, [min, max]: readonly [number, number], path: Path, problems: Problems): readonly T[] {
  const given = list ?? [];
  if (given.length < min || given.length > max) problems.add(path, say.several(min, max));
  return given.slice(0, max);
}

/** A text in every language. */
export function readTexts(given: readonly TextDraft[], path: Path, { languages, problems }: Reading): LocalText {
  const texts = new Map(given.map(({ language, text }) => [language, text.normalize('NFC').trim()]));
  if (texts.size !== given.length || texts.size !== languages.length || languages.some((language) => !texts.has(language))) problems.add(path, say.language);
  given.forEach(({ text }, index) => {
    const length = [...text.trim()].length;
    if (length === 0 || length > LONGEST || text.includes('\0')) problems.add([...path, index, 'text'], say.text);
  });
  return Object.fromEntries(languages.map((language) => [language, texts.get(language) ?? '']));
}

export function readCodes(given: readonly { readonly code: string }[], kind: 'question' | 'other', path: Path, problems: Problems): void {
  given.forEach(({ code }, index) => {
    if (!(kind === 'question' ? QUESTION_CODE : CODE).test(code)) problems.add([...path, index, 'code'], kind === 'question' ? say.questionCode : say.code);
    else if (given.findIndex((other) => other.code === code) < index) problems.add([...path, index, 'code'], say.twice);
  });
}

/** A word such as a dimension of scores. */
export function readWord(word: string, path: Path, problems: Problems): string {
  if (!CODE.test(word)) problems.add(path, say.code);
  return word;
}
