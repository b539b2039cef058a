import { seedsOf } from '@regulars/testing';
import { isAnswer, questionTerms, randomQuestions } from '../../test/support/terms';
import type { QuestionTerms } from '../data/survey-terms';
import type { AnswerValue } from './answers';
import { faultsOf, followersOf } from './graph';
import { pathOf } from './path';

const NONE = { cycle: [], unreachable: [], early: [] };

it('takes questions that branch and come together again', () => {
  const questions = [
    questionTerms('a', { branches: [{ when: isAnswer('a', 'a'), goTo: 'c' }, { when: isAnswer('a', 'b'), goTo: null }], next: 'b' }), questionTerms('b', { next: 'c' }), questionTerms('c'),
  ];
  expect(faultsOf(questions)).toEqual(NONE);
});

it.each([
  ['a question that leads to itself', [questionTerms('a', { next: 'a' })], { cycle: ['a'] }],
  ['a circle behind a branch', [questionTerms('a', { next: 'b' }), questionTerms('b', { next: 'c' }), questionTerms('c', { branches: [{ when: isAnswer('c', 'a'), goTo: 'b' }] })], { cycle: ['b', 'c'] }],
  ['a circle that nothing leads to', [questionTerms('a'), questionTerms('b', { next: 'c' }), questionTerms('c', { next: 'b' })], { cycle: ['b', 'c'], unreachable: ['b', 'c'] }],
  ['a question that nothing leads to', [questionTerms('a', { next: 'c' }), questionTerms('b', { next: 'c' }), questionTerms('c')], { unreachable: ['b'] }],
  ['a branch that asks about what comes later', [questionTerms('a', { branches: [{ when: isAnswer('b', 'a'), goTo: null }], next: 'b' }), questionTerms('b')], { early: [{ question: 'a', asksAbout: 'b' }] }],
])('finds %s', (_, questions, faults) => {
  expect(faultsOf(questions)).toEqual({ ...NONE, ...faults });
});

/** Who comes behind whom, by squaring a matrix: nothing in common with how it is found. */
function closureOf(questions: readonly QuestionTerms[]): boolean[][] {
  const place = new Map(questions.map(({ code }, index) => [code, index]));
  const reach = questions.map((question) => questions.map(({ code }) => followersOf(question).includes(code)));
  for (let middle = 0; middle < place.size; middle++) {
    for (const row of reach) if (row[middle]) reach[middle]?.forEach((reaches, to) => { row[to] ||= reaches; });
  }
  return reach;
}

it('accepts exactly the acyclic, fully reachable of 1,000 random graphs', () => {
  const counts = { taken: 0, cyclic: 0, unreachable: 0 };
  for (const seed of seedsOf(1_000)) {
    const questions = randomQuestions(seed);
    const closure = closureOf(questions);
    const isCyclic = closure.some((row, index) => row[index]);
    const lost = questions.filter((_, index) => index > 0 && !closure[0]?.[index]).map(({ code }) => code);
    const { cycle, unreachable, early } = faultsOf(questions);
    expect({ seed, isCyclic: cycle.length > 0, unreachable, early }).toEqual({ seed, isCyclic, unreachable: lost, early: [] });
    cycle.forEach((code, index) => expect(followersOf(questions.find((one) => one.code === code)!)).toContain(cycle[(index + 1) % cycle.length]));
    if (isCyclic) counts.cyclic++;
    else if (lost.length > 0) counts.unreachable++;
    else counts.taken++;
  }
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(150);
});

it('leads from the first question to the end whatever is answered, in those it accepts', () => {
  for (const seed of seedsOf(1_000)) {
    const questions = randomQuestions(seed);
    const faults = faultsOf(questions);
    if (faults.cycle.length > 0 || faults.unreachable.length > 0) continue;
    for (const option of ['a', 'b', 'c', null]) {
      const answers = new Map<string, AnswerValue>(option === null ? [] : questions.map(({ code }) => [code, option]));
      const path = pathOf(questions, answers).map(({ code }) => code);
      expect(path[0]).toBe('q0');
      path.slice(1).forEach((code, index) => expect(followersOf(questions.find((one) => one.code === path[index])!)).toContain(code));
    }
  }
});
