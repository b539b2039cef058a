import { type Json, Problems } from '@regulars/plugin-sdk';
import type { QuestionTerms } from '../data/survey-terms';
import { SurveyAnswerMissingError, SurveyAnswerOffPathError } from '../errors';
import { type Answers, type AnswerValue, readAnswer } from './answers';
import { pathOf } from './path';
import { MOST_QUESTIONS } from './reading';

export interface GivenAnswer {
  readonly question: string;
  readonly value: unknown;
}

export interface ReadResponse {
  readonly path: readonly QuestionTerms[];
  readonly answers: Answers;
}

/**
 * What was answered, checked by the questions: each answer can be one, each was asked for on the way that the answers
 * lead, and none is missing on it. Rejects with everything that is wrong at once.
 */
export function readResponse(questions: readonly QuestionTerms[], given: readonly GivenAnswer[]): ReadResponse {
  const problems = new Problems();
  if (given.length > MOST_QUESTIONS) problems.add('answers', { en: `Give at most ${MOST_QUESTIONS} answers.`, 'zh-TW': `最多 ${MOST_QUESTIONS} 個答案。` });
  problems.throwIfAny();
  const answers = readAnswers(questions, given, problems);
  problems.throwIfAny(); // where they lead cannot be told from answers that are none
  const path = pathOf(questions, answers);
  const asked = new Set(path.map(({ code }) => code));
  given.forEach(({ question }, index) => {
    if (!asked.has(question)) problems.push(new SurveyAnswerOffPathError(question, ['answers', index, 'question']));
  });
  for (const { code, required } of path) if (required && !answers.has(code)) problems.push(new SurveyAnswerMissingError(code, 'answers'));
  problems.throwIfAny();
  return { path, answers };
}

function readAnswers(questions: readonly QuestionTerms[], given: readonly GivenAnswer[], problems: Problems): Map<string, AnswerValue> {
  const byCode = new Map(questions.map((question) => [question.code, question]));
  const answers = new Map<string, AnswerValue>();
  given.forEach(({ question: code, value }, index) => {
    const question = byCode.get(code);
    const read = question && readAnswer(question, value);
    if (!read) problems.push(new SurveyAnswerOffPathError(code, ['answers', index, 'question']));
    else if (given.findIndex((other) => other.question === code) < index) problems.add(['answers', index, 'question'], { en: 'The question is answered twice.', 'zh-TW': '此題重複作答。' });
    else if ('problem' in read) problems.add(['answers', index, 'value'], read.problem);
    else answers.set(code, read.value);
  });
  return answers;
}

/** In the member's own words, or a date or a number of theirs: none of the survey's options. */
export const isFree = ({ kind }: Pick<QuestionTerms, 'kind'>): boolean => kind === 'TEXT' || kind === 'DATE' || kind === 'NUMBER';

/** The rows of the answers; what is written in words stands sealed elsewhere. */
export const answerRows = ({ path, answers }: ReadResponse): object[] =>
  path.filter(({ code }) => answers.has(code)).map((question) => ({ question: question.code, is_free: isFree(question), value: question.kind === 'TEXT' ? null : answers.get(question.code) }));

/** What was written in words, by question; null: nothing was. */
export function wordsOf({ path, answers }: ReadResponse): Json {
  const words = path.filter(({ code, kind }) => kind === 'TEXT' && answers.has(code)).map(({ code }) => [code, answers.get(code) as string] as const);
  return words.length === 0 ? null : Object.fromEntries(words);
}
