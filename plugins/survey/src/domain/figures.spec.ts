import { optionTerms, questionTerms } from '../../test/support/terms';
import type { QuestionTerms } from '../data/survey-terms';
import { averageOf, type Counted, figuresOf, groupsOf } from './figures';

const counts = (...pairs: readonly (readonly [Counted['value'], number])[]): Counted[] => pairs.map(([value, count]) => ({ value, count }));
const ask = (kind: QuestionTerms['kind'], more: Partial<QuestionTerms> = {}): QuestionTerms => questionTerms('q', { kind, options: [], ...more });

it.each<[string, Counted[], string | null, string | null]>([
  ['promoters less detractors', counts([10, 3], [9, 2], [8, 2], [7, 1], [6, 1], [0, 1]), '30.00', '7.70'],
  ['only detractors', counts([6, 2]), '-100.00', '6.00'],
  ['a third, rounded half up', counts([9, 1], [8, 2]), '33.33', '8.33'],
  ['two thirds against', counts([0, 2], [7, 1]), '-66.67', '2.33'],
  ['nobody', [], null, null],
])('NPS of %s', (_, counted, nps, average) => {
  expect(figuresOf(ask('NPS'), counted)).toMatchObject({ nps, average, csat: null });
});

it('CSAT is of a scale to 5 alone', () => {
  const counted = counts([5, 2], [4, 1], [3, 1], [1, 2]);
  expect(figuresOf(ask('RATING', { max: 5 }), counted)).toEqual({
    options: [1, 2, 3, 4, 5].map((value) => ({ row: null, code: String(value), count: counted.find((one) => one.value === value)?.count ?? 0 })), average: '3.17', nps: null, csat: '50.00',
  });
  expect(figuresOf(ask('RATING', { max: 7 }), counted)).toMatchObject({ csat: null, average: '3.17' });
});

it('counts every option, also one that nobody chose', () => {
  const options = ['a', 'b', 'c'].map((code) => optionTerms(code));
  const rows = ['x', 'y'].map((code) => ({ code, text: { en: code } }));
  const codes = (question: QuestionTerms, counted: Counted[]): (string | number)[] => figuresOf(question, counted).options.map(({ row, code, count }) => `${row ?? ''}${code}${count}`);
  expect(codes(ask('SINGLE', { options }), counts(['a', 2], ['c', 1]))).toEqual(['a2', 'b0', 'c1']);
  expect(codes(ask('MULTI', { options }), counts([['a', 'b'], 2], [['b'], 3]))).toEqual(['a2', 'b5', 'c0']);
  expect(codes(ask('MATRIX', { options, rows }), counts([{ x: 'a', y: 'b' }, 2], [{ x: 'b' }, 1]))).toEqual(['xa2', 'xb1', 'xc0', 'ya0', 'yb2', 'yc0']);
});

it('takes the average of what is there, halves away from zero', () => {
  expect([averageOf(1, 8), averageOf(-1, 8), averageOf(0, 3), averageOf(5, 0)]).toEqual(['0.13', '-0.13', '0.00', null]);
});

it('groups by what was chosen, by each of several', () => {
  expect([groupsOf('north'), groupsOf(['a', 'b']), groupsOf(7), groupsOf(null)]).toEqual([['north'], ['a', 'b'], ['7'], [null]]);
});
