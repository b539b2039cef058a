import type { FoldState } from '../../data/fold-state';
import type { StampRuleTerms } from '../../data/program-terms';
import type { ProgramVersion } from '../program';

export interface OpenTask {
  readonly index: number;
  readonly rule: StampRuleTerms;
}

/** A mission's tasks in the order of their stages. */
export const tasksOf = ({ rules }: Pick<ProgramVersion, 'rules'>): OpenTask[] =>
  rules.map((rule, index) => ({ index, rule })).filter(({ rule }) => rule.kind === 'TASK').sort((a, b) => (a.rule.stage ?? 1) - (b.rule.stage ?? 1) || a.index - b.index);

/**
 * Of the tasks that something could do, those whose turn it is: not done yet, everything of the stages before done; in a
 * sequence, everything before them. What is unlocked by what is done now has to wait for another time. A store does one
 * task of a card.
 */
export function openTasks(version: ProgramVersion, indexes: readonly number[], steps: FoldState['steps'], store: string | null): OpenTask[] {
  const done = new Set(steps.map(({ rule }) => rule));
  const left = tasksOf(version).filter(({ index }) => !done.has(index));
  const [next] = left;
  const isTurn = ({ index, rule }: OpenTask): boolean => (version.stepOrder === 'SEQUENCE' ? index === next?.index : (rule.stage ?? 1) === (next?.rule.stage ?? 1));
  const possible = left.filter((task) => indexes.includes(task.index) && isTurn(task));
  const isVisited = store !== null && steps.some((step) => step.store === store);
  const atStores = possible.filter(({ rule }) => rule.storeCodes !== undefined);
  const atStore = isVisited ? undefined : atStores[0];
  return possible.filter((task) => task.rule.storeCodes === undefined || task === atStore);
}
