import type { QuestionTerms } from '../data/survey-terms';
import { questionsIn } from './conditions';

type Node = Pick<QuestionTerms, 'code' | 'branches' | 'next'>;

/** What keeps questions from being a survey; all empty: they lead, whatever is answered, from the first to an end. */
export interface GraphFaults {
  /** Questions that lead in a circle, in their order. */
  readonly cycle: readonly string[];
  /** Questions that nothing leads to. */
  readonly unreachable: readonly string[];
  /** Where a branch asks about what cannot have been answered by then. */
  readonly early: readonly { readonly question: string; readonly asksAbout: string }[];
}

/** Codes of the questions that may come next, each once; the end is left out. */
export function followersOf({ branches, next }: Node): readonly string[] {
  return [...new Set([...branches.map(({ goTo }) => goTo), next])].filter((code) => code !== null);
}

/** Every target must be there. */
export function faultsOf(questions: readonly Node[]): GraphFaults {
  const followers = new Map(questions.map((question) => [question.code, followersOf(question)]));
  const cycle = findCycle(followers);
  const [first] = questions;
  const reached = first ? reachedFrom(first.code, followers) : new Set<string>();
  return { cycle, unreachable: questions.map(({ code }) => code).filter((code) => !reached.has(code)), early: cycle.length > 0 ? [] : asksTooEarly(questions, followers) };
}

/** The first circle that a walk in the order of the questions runs into. */
function findCycle(followers: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  for (const start of followers.keys()) {
    if (done.has(start)) continue;
    const trail = [start];
    const open = [[...(followers.get(start) ?? [])]];
    while (trail.length > 0) {
      const next = open.at(-1)?.shift();
      if (next === undefined) {
        done.add(trail.pop() as string);
        open.pop();
      } else if (trail.includes(next)) {
        return trail.slice(trail.indexOf(next));
      } else if (!done.has(next)) {
        trail.push(next);
        open.push([...(followers.get(next) ?? [])]);
      }
    }
  }
  return [];
}

/** With `start` itself. */
function reachedFrom(start: string, followers: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const code of reached) for (const next of followers.get(code) ?? []) reached.add(next);
  return reached;
}

function asksTooEarly(questions: readonly Node[], followers: ReadonlyMap<string, readonly string[]>): GraphFaults['early'] {
  const behind = new Map(questions.map(({ code }) => [code, reachedFrom(code, followers)]));
  return questions.flatMap(({ code, branches }) => {
    const asked = new Set(branches.flatMap(({ when }) => questionsIn(when)));
    return [...asked].filter((other) => !behind.get(other)?.has(code)).map((asksAbout) => ({ question: code, asksAbout }));
  });
}
