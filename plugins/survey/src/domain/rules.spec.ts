import { isAnswer, optionTerms, questionTerms, surveyTerms } from '../../test/support/terms';
import type { OutcomeTerms } from '../data/survey-terms';
import type { AnswerValue } from './answers';
import { holds } from './conditions';
import { memberEffects } from './effects';
import { formOf } from './form';
import { outcomeOf, scoresOf } from './outcome';
import { localText } from './texts';

const answers = new Map<string, AnswerValue>([['one', 'a'], ['many', ['a', 'b']], ['score', 8], ['day', '2026-05-01']]);
const is = (question: string, operator: 'EQ' | 'NE' | 'IN' | 'INCLUDES' | 'GT' | 'GTE' | 'LT' | 'LTE' | 'ANSWERED', value: string | number | readonly (string | number)[] = '') => ({ question, operator, value });

it.each([
  [is('one', 'EQ', 'a'), true], [is('one', 'NE', 'a'), false], [is('one', 'IN', ['b', 'a']), true], [is('one', 'IN', ['b']), false],
  [is('many', 'INCLUDES', 'b'), true], [is('many', 'INCLUDES', 'c'), false],
  [is('score', 'GT', 8), false], [is('score', 'GTE', 8), true], [is('score', 'LT', 9), true], [is('score', 'LTE', 7), false],
  [is('day', 'LT', '2026-05-02'), true], [is('day', 'GT', '2026-05-01'), false],
  [is('one', 'ANSWERED'), true], [is('none', 'ANSWERED'), false], [is('none', 'NE', 'a'), false], [{ not: is('none', 'EQ', 'a') }, true],
  [{ all: [is('one', 'EQ', 'a'), is('score', 'EQ', 8)] }, true], [{ all: [is('one', 'EQ', 'a'), is('score', 'EQ', 9)] }, false],
  [{ any: [is('one', 'EQ', 'b'), is('score', 'EQ', 8)] }, true], [{ any: [is('one', 'EQ', 'b'), is('score', 'EQ', 9)] }, false],
])('%j holds: %s', (condition, expected) => {
  expect(holds(condition, answers)).toBe(expected);
});

describe('a quiz', () => {
  const path = [
    questionTerms('one', { options: [optionTerms('a', { calm: 2, bold: 1 }), optionTerms('b', { bold: 3 })] }),
    questionTerms('many', { kind: 'MULTI', options: [optionTerms('a', { bold: 1 }), optionTerms('b', { wild: -1 }), optionTerms('c', { wild: 9 })] }), questionTerms('score', { kind: 'NPS', options: [] }),
  ];
  const outcome = (code: string, dimension: string): OutcomeTerms => ({ code, dimension, title: { en: code }, text: null, tags: [], rewards: [] });

  it('adds up what was chosen', () => {
    expect(scoresOf(path, answers)).toEqual({ bold: 2, calm: 2, wild: -1 });
    expect(scoresOf(path, new Map())).toEqual({});
  });

  it('finds the outcome of the dimension with most points, of several the first', () => {
    const outcomes = [outcome('WILD', 'wild'), outcome('CALM', 'calm'), outcome('BOLD', 'bold')];
    expect(outcomeOf(outcomes, { bold: 2, calm: 2, wild: -1 })?.code).toBe('CALM');
    expect(outcomeOf([...outcomes].reverse(), { bold: 2, calm: 2, wild: -1 })?.code).toBe('BOLD');
    expect(outcomeOf(outcomes, {})?.code).toBe('WILD');
    expect(outcomeOf([], { bold: 2 })).toBeNull();
  });
});

it('says what answers say of a member, the last rule having the last word', () => {
  const none = { addTags: [], removeTags: [], attributes: [] };
  const rules = [
    { ...none, when: null, addTags: ['asked', 'tea'], attributes: [{ name: 'score', value: null, question: 'score' }, { name: 'gone', value: null, question: 'none' }] },
    { ...none, when: isAnswer('one', 'a'), removeTags: ['tea'], attributes: [{ name: 'taste', value: 'milk', question: null }] },
    { ...none, when: isAnswer('one', 'b'), addTags: ['never'] },
  ];
  expect(memberEffects(rules, { tags: ['calm'] }, answers)).toEqual({ addTags: ['asked', 'calm'], removeTags: ['tea'], attributes: { score: 8, taste: 'milk' } });
});

it.each([['zh-TW', '茶'], ['zh-Hant-HK', '茶'], ['EN', 'tea'], ['fr', 'tea'], [null, 'tea']])('speaks %s: %s', (language, text) => {
  expect(localText({ en: 'tea', 'zh-TW': '茶' }, language, ['en', 'zh-TW'])).toBe(text);
});

it('is rendered by survey-core: what is shown is what is on the way', () => {
  const questions = [
    questionTerms('taste', { branches: [{ when: isAnswer('taste', 'a'), goTo: 'why' }, { when: { any: [isAnswer('taste', 'b'), { not: is('taste', 'ANSWERED') }] }, goTo: null }], next: 'score' }),
    questionTerms('score', { kind: 'NPS', options: [], required: false, branches: [{ when: is('score', 'IN', [9, 10]), goTo: null }], next: 'why' }),
    questionTerms('why', { kind: 'TEXT', options: [], max: 200 }),
  ];
  const choices = ['a', 'b', 'c'].map((value) => ({ value, text: `Option ${value}` }));
  const neither = "!({taste} notempty and {taste} = 'a') and !(({taste} notempty and {taste} = 'b') or (!({taste} notempty)))";
  const form = formOf(surveyTerms(questions), 'en');
  expect(form).toEqual({
    title: 'A survey', showQuestionNumbers: 'off', clearInvisibleValues: 'onHidden',
    calculatedValues: [
      { name: 'on_way_taste', expression: 'true' },
      { name: 'on_way_score', expression: `({on_way_taste} = true and ${neither})` },
      { name: 'on_way_why', expression: "({on_way_taste} = true and ({taste} notempty and {taste} = 'a')) or ({on_way_score} = true and !({score} notempty and {score} anyof [9, 10]))" },
    ],
    pages: [
      { name: 'page_taste', elements: [{ type: 'radiogroup', name: 'taste', title: 'Question taste', isRequired: true, choices, visibleIf: '{on_way_taste} = true' }] },
      { name: 'page_score', elements: [{ type: 'rating', name: 'score', title: 'Question score', isRequired: false, rateMin: 0, rateMax: 10, rateCount: 11, visibleIf: '{on_way_score} = true' }] },
      { name: 'page_why', elements: [{ type: 'comment', name: 'why', title: 'Question why', isRequired: true, maxLength: 200, visibleIf: '{on_way_why} = true' }] },
    ],
  });
});
