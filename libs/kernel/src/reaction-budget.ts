import type { Context } from '@regulars/plugin-sdk';
import { withinTime } from './worker/within-time';

export interface ReactionBudget {
  /** ms within which it has to end, while somebody waits for the answer. */
  readonly time: number;
  /** The same in background work. */
  readonly backgroundTime: number;
  /** ms for which it may keep the process from everything else before its first statement. */
  readonly blocking: number;
  /** Reactions work on whole batches: what sends this many asks row by row. */
  readonly statements: number;
}

/** A request has 8 s, and whatever a plugin took is spent before the order is written without it. */
export const REACTION_BUDGET: ReactionBudget = { time: 3_000, backgroundTime: 60_000, blocking: 1_000, statements: 500 };

/** A reaction took more than it may. */
export class BudgetExceeded extends Error {}

/** What is left of the statements a reaction may send; shared by all contexts made for it. */
export interface StatementBudget {
  left: number;
}

/** Asked once the reaction has ended, too, which may have taken no notice. */
export const overspent = ({ left }: StatementBudget, id: string): BudgetExceeded | null => (left < 0 ? new BudgetExceeded(`${id} sent more statements than a reaction may`) : null);

/**
 * Runs a reaction; answers whether it harmed others: kept the process from their work for too long, or changed what they share.
 *
 * @param hasMeddled asked before anything else runs: whether it changed what all code shares, which is put back
 */
export async function withinBudget(id: string, { time, blocking }: Pick<ReactionBudget, 'time' | 'blocking'>, run: () => Promise<void>, hasMeddled: () => boolean): Promise<boolean> {
  const began = performance.now();
  const running = run();
  const blocked = performance.now() - began > blocking;
  const meddled = hasMeddled();
  await withinTime(running, id, time, (message) => new BudgetExceeded(message));
  return blocked || meddled;
}

export const budgetFor = (budget: ReactionBudget, { actor }: Pick<Context, 'actor'>): Pick<ReactionBudget, 'time' | 'blocking'> => ({ blocking: budget.blocking, time: actor.kind === 'system' ? budget.backgroundTime : budget.time });
