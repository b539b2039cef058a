import { optionTerms, questionTerms } from '../../test/support/terms';
import type { QuestionTerms } from '../data/survey-terms';
import { readAnswer } from './answers';

const rows = ['x', 'y'].map((code) => ({ code, text: { en: code } }));
const ask = (kind: QuestionTerms['kind'], more: Partial<QuestionTerms> = {}): QuestionTerms => questionTerms('q', { kind, ...more });

it.each<[string, QuestionTerms, unknown, unknown]>([
  ['an option', ask('SINGLE'), 'b', 'b'],
  ['several options, in the order of the question', ask('MULTI', { min: 2, max: 3 }), ['c', 'a'], ['a', 'c']],
  ['the best rating', ask('RATING', { max: 7 }), 7, 7],
  ['nothing to be recommended', ask('NPS'), 0, 0],
  ['a number at its bound', ask('NUMBER', { min: -3, max: 3 }), -3, -3],
  ['a text without blanks around it, counted as people count', ask('TEXT', { max: 3 }), ' 🍵🍵茶 ', '🍵🍵茶'],
  ['a leap day', ask('DATE'), '2024-02-29', '2024-02-29'],
  ['a row of a matrix, where none has to be answered', ask('MATRIX', { rows, required: false }), { y: 'a' }, { y: 'a' }],
  ['every row of a matrix, in its order', ask('MATRIX', { rows }), { y: 'a', x: 'b' }, { x: 'b', y: 'a' }],
])('takes %s', (_, question, given, value) => {
  expect(JSON.stringify(readAnswer(question, given))).toBe(JSON.stringify({ value }));
});

it.each<[string, QuestionTerms, unknown]>([
  ['an option that is not there', ask('SINGLE'), 'd'],
  ['a list where one is asked for', ask('SINGLE'), ['a']],
  ['one option where a list is asked for', ask('MULTI'), 'a'],
  ['an option twice', ask('MULTI'), ['a', 'a']],
  ['none of the options', ask('MULTI'), []],
  ['too few options', ask('MULTI', { min: 2 }), ['a']],
  ['too many options', ask('MULTI', { max: 1 }), ['a', 'b']],
  ['a rating of 0', ask('RATING', { max: 5 }), 0],
  ['half a star', ask('RATING', { max: 5 }), 4.5],
  ['more than 10', ask('NPS'), 11],
  ['a number as text', ask('NPS'), '10'],
  ['a number beyond what is exact', ask('NUMBER'), 2 ** 53],
  ['blanks', ask('TEXT'), ' \n'],
  ['too long a text', ask('TEXT', { max: 3 }), 'four'],
  ['a text that cannot be stored', ask('TEXT'), 'a\0b'],
  ['a day that was not', ask('DATE'), '2023-02-29'],
  ['a row that is not there', ask('MATRIX', { rows }), { x: 'a', y: 'a', z: 'a' }],
  ['a row without an answer', ask('MATRIX', { rows }), { x: 'a' }],
  ['an option that no row has', ask('MATRIX', { rows, required: false }), { x: 'd' }],
  ['a name of every object', ask('MATRIX', { rows: [], options: [optionTerms('a')], required: false }), { constructor: 'a' }],
  ['nothing', ask('SINGLE'), null],
])('refuses %s', (_, question, given) => {
  expect(readAnswer(question, given)).toEqual({ problem: expect.objectContaining({ en: expect.any(String), 'zh-TW': expect.any(String) }) });
});
