import {
  COSTS, countObjects, type ExceededLimit, exceededDepth, exceededExpansion, exceededLimit, MAX_COST, type OperationCost, operationCost, type PathCost, type Scope, TOO_LARGE, type Variables,
} from '@regulars/kernel';
import { type DocumentNode, type FormattedExecutionResult, GraphQLError, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { BudgetSize, CostBudgets, Payer } from './cost/budget';
import type { SchemaRuntime } from './schema-runtime';

/** What callers of each kind may spend. */
export interface BudgetSizes {
  /** Of a staff member or an API key; the platform's operators, too. */
  readonly staff: BudgetSize;
  readonly member: BudgetSize;
  /** Of all who have not signed in, from one address. */
  readonly anonymous: BudgetSize;
}

export const BUDGETS: BudgetSizes = {
  staff: { capacity: 500_000, rate: 100_000 },
  member: { capacity: 20_000, rate: 1_000 },
  anonymous: { capacity: 10_000, rate: 500 },
};

/** The standard introspection query costs 110: none that asks for the schema's types more than twice, or for lists within lists of them. */
const MAX_INTROSPECTION = 250;
const PATHS_SHOWN = 3;
const PATHS_ASKED_FOR = 50;

/** An operation that was parsed and is valid, and who sent it. */
export interface Candidate {
  readonly runtime: SchemaRuntime;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly variables: Variables;
  readonly payer: Payer;
  readonly scope: Scope;
  /** Raises the limit of this one operation: it is on the manifest of the caller's credential. */
  readonly maxCost?: number | null;
}

/** As `extensions.cost` says it. */
export interface CostReport {
  readonly requested: number;
  readonly actual: number;
  readonly throttle: { readonly maximum: number; readonly available: number; readonly restoreRate: number };
  readonly fields?: readonly PathCost[];
}

/** An operation that may run, and was paid for. */
export class AdmittedOperation {
  private isSettled = false;

  constructor(private readonly budgets: CostBudgets, private readonly candidate: Candidate, private readonly cost: OperationCost, readonly requested: number) {}

  /** Settles what it turned out to be, and reports it. An operation that failed is paid in full: its work was done. */
  settle({ data, errors }: FormattedExecutionResult, showsFields: boolean): CostReport {
    const { payer, variables } = this.candidate;
    const actual = errors || this.cost.introspects ? this.requested : Math.max(this.answered(data), this.cost.declared(variables));
    if (!this.isSettled) this.budgets.settle(payer, this.requested - actual);
    this.isSettled = true;
    const throttle = { maximum: payer.size.capacity, available: this.budgets.available(payer), restoreRate: payer.size.rate };
    return { requested: this.requested, actual, throttle, ...(showsFields ? { fields: this.cost.paths(variables).slice(0, PATHS_ASKED_FOR) } : {}) };
  }

  private answered(data: unknown): number {
    const objects = countObjects(data, this.cost.objectKeys) - 1; // the root is no object of anybody's
    if (this.candidate.definition.operation !== OperationTypeNode.MUTATION) return objects;
    const executed = Object.values(data ?? {}).filter((answer) => typeof answer === 'object').length; // all but `__typename`
    return objects + (COSTS.mutation - COSTS.object) * executed;
  }
}

/** The one guard of everything that is executed, however it came in. */
export class QueryGuard {
  constructor(private readonly budgets: CostBudgets, private readonly sizes: BudgetSizes) {}

  /** Before anything is parsed. */
  screen(text: string, variables: unknown): ExceededLimit | null {
    return exceededLimit(text) ?? exceededDepth(variables);
  }

  /** @param address where somebody who has not signed in calls from */
  payerOf({ actor, audience, brandId }: Scope, address: string): Payer {
    const name = `${audience}|${brandId ?? ''}|`;
    if (actor.kind === 'anonymous') return { key: `${name}from ${address}`, size: this.sizes.anonymous };
    return { key: `${name}${actor.id}`, size: audience === 'member' ? this.sizes.member : this.sizes.staff };
  }

  /**
   * With the variables of this request, each time: a document that was let through once is not good for others.
   *
   * @throws GraphQLError COST_EXCEEDED, FORBIDDEN or RATE_LIMITED; then nothing was paid
   */
  async admit(candidate: Candidate): Promise<AdmittedOperation> {
    const { runtime, document, definition, variables, payer, scope } = candidate;
    const exceeded = exceededExpansion(document, definition);
    if (exceeded) throw tooLarge(exceeded);
    const cost = operationCost(runtime.schema, document, definition);
    if (cost.introspects && scope.actor.kind === 'anonymous') throw new GraphQLError('Introspection needs a credential', { extensions: { code: 'FORBIDDEN' } });
    const maximum = Math.max(MAX_COST[scope.audience], candidate.maxCost ?? 0);
    holdTo(maximum, cost.limited(variables), cost, variables);
    holdTo(MAX_INTROSPECTION, cost.introspected(variables), cost, variables);
    const requested = Math.max(1, cost.requested(variables));
    const retryAfterMs = await this.budgets.spend(payer, requested);
    if (retryAfterMs !== null) throw new GraphQLError('Too much was asked for in a short time', { extensions: { code: 'RATE_LIMITED', retryAfterMs, cost: requested, maximum: payer.size.capacity } });
    return new AdmittedOperation(this.budgets, candidate, cost, requested);
  }
}

function holdTo(maximum: number, points: number, cost: OperationCost, variables: Variables): void {
  if (points <= maximum) return;
  const topPaths = cost.paths(variables).slice(0, PATHS_SHOWN);
  throw new GraphQLError('The operation costs too much: ask for less at once', { extensions: { code: 'COST_EXCEEDED', cost: points, maximum, topPaths } });
}

export const tooLarge = (exceeded: ExceededLimit): GraphQLError => new GraphQLError(TOO_LARGE, { extensions: { code: 'COST_EXCEEDED', ...exceeded } });
