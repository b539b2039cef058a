import type { Audience } from '@regulars/plugin-sdk';
import { type DocumentNode, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from 'graphql';
import { type Amount, sum, times, valueOf, type Variables } from './amount';
import { costTree, type PathCost, pathCosts, total } from './cost-tree';

/** Points one operation may cost. */
export const MAX_COST: Readonly<Record<Audience, number>> = { staff: 2_000, member: 400, platform: 2_000 };

/** What an operation costs, whatever its variables turn out to be. Found once for each document that is kept. */
export class OperationCost {
  private readonly points: Amount;
  /** Introspection is free of the limit on what is executed; it has one of its own. */
  private readonly introspection: Amount;
  private readonly fixed: Amount;
  private keys: ReadonlySet<string> | null = null;

  constructor(private readonly schema: GraphQLSchema, private readonly document: DocumentNode, private readonly operation: OperationDefinitionNode) {
    const roots = costTree(schema, document, operation);
    this.points = total(roots.filter(({ isIntrospection }) => !isIntrospection));
    this.introspection = total(roots.filter(({ isIntrospection }) => isIntrospection));
    this.fixed = sum(roots.filter(({ isDeclared }) => isDeclared).map(({ own, times: often }) => times(own, often)));
  }

  /** Points of root fields that are never given back: their work shows in no answer. */
  declared(variables: Variables): number {
    return valueOf(this.fixed, variables);
  }

  /** Points the limit is held against. */
  limited(variables: Variables): number {
    return valueOf(this.points, variables);
  }

  /** Points of what is asked about the schema. */
  introspected(variables: Variables): number {
    return valueOf(this.introspection, variables);
  }

  /** Points the caller's budget pays. */
  requested(variables: Variables): number {
    return this.limited(variables) + this.introspected(variables);
  }

  get introspects(): boolean {
    return this.introspection !== 0;
  }

  /** By path, the dearest first. The tree is written out anew: this is for those who ask, or were refused. */
  paths(variables: Variables): PathCost[] {
    return pathCosts(costTree(this.schema, this.document, this.operation), variables);
  }

  /** Response keys under which objects of ours stand; under others an object is a scalar's value. */
  get objectKeys(): ReadonlySet<string> {
    if (!this.keys) {
      const keys = new Set<string>();
      visit(this.document, { [Kind.FIELD]: (node) => void (node.selectionSet && keys.add(node.alias?.value ?? node.name.value)) });
      this.keys = keys;
    }
    return this.keys;
  }
}

const known = new WeakMap<OperationDefinitionNode, OperationCost>();

export function operationCost(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): OperationCost {
  let cost = known.get(operation);
  if (!cost) known.set(operation, (cost = new OperationCost(schema, document, operation)));
  return cost;
}

/** Objects in an answer. */
export function countObjects(value: unknown, keys: ReadonlySet<string>): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) {
    let count = 0;
    for (const item of value) count += countObjects(item, keys);
    return count;
  }
  let count = 1;
  for (const key in value) {
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && inner !== null && keys.has(key)) count += countObjects(inner, keys);
  }
  return count;
}
