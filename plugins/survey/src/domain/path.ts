import type { QuestionTerms } from '../data/survey-terms';
import type { Answers, AnswerValue } from './answers';
import { holds } from './conditions';

/** Where answers lead: the questions from the first to the end. Only what was asked on the way decides where it goes on. */
export function pathOf(questions: readonly QuestionTerms[], answers: Answers): readonly QuestionTerms[] {
  const byCode = new Map(questions.map((question) => [question.code, question]));
  const path: QuestionTerms[] = [];
  const answered = new Map<string, AnswerValue>();
  for (let question = questions[0]; question !== undefined; question = byCode.get(nextOf(question, answered) ?? '')) {
    if (path.length >= questions.length) throw new Error('The questions lead in a circle');
    path.push(question);
    const answer = answers.get(question.code);
    if (answer !== undefined) answered.set(question.code, answer);
  }
  return path;
}

function nextOf({ branches, next }: QuestionTerms, answered: Answers): string | null {
  const taken = branches.find(({ when }) => holds(when, answered));
  return taken === undefined ? next : taken.goTo;
}
