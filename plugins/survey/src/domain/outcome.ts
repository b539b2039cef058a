import type { OutcomeTerms, QuestionTerms } from '../data/survey-terms';
import type { Answers, AnswerValue } from './answers';

/** Points by dimension. */
export type Scores = Readonly<Record<string, number>>;

const chosenIn = (answer: AnswerValue | undefined): readonly unknown[] => (Array.isArray(answer) ? answer : [answer]);

/** What the options that were chosen on the way add up to. */
export function scoresOf(path: readonly QuestionTerms[], answers: Answers): Scores {
  const scores = new Map<string, number>();
  const chosen = path.filter(({ kind }) => kind === 'SINGLE' || kind === 'MULTI').flatMap(({ code, options }) => {
    const codes = chosenIn(answers.get(code));
    return options.filter((option) => codes.includes(option.code));
  });
  for (const { scores: counted } of chosen) for (const [dimension, points] of Object.entries(counted)) scores.set(dimension, (scores.get(dimension) ?? 0) + points);
  return Object.fromEntries([...scores].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The one of the dimension with most points, of several the first; null: it is no quiz. */
export function outcomeOf(outcomes: readonly OutcomeTerms[], scores: Scores): OutcomeTerms | null {
  const pointsOf = ({ dimension }: OutcomeTerms): number => scores[dimension] ?? 0;
  return outcomes.reduce<OutcomeTerms | null>((best, outcome) => (best === null || pointsOf(outcome) > pointsOf(best) ? outcome : best), null);
}
