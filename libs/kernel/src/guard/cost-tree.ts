import {
  type DocumentNode, type FieldNode, type FragmentDefinitionNode, getNamedType, getNullableType, type GraphQLField, type GraphQLNamedType, type GraphQLSchema,
  isAbstractType, isCompositeType, isInterfaceType, isListType, isObjectType, Kind, type OperationDefinitionNode, type SelectionNode, type SelectionSetNode,
} from 'graphql';
import { type Amount, larger, plus, times, valueOf, type Variables } from './amount';
import { ArgumentReader } from './arguments';
import { introspectionCost } from './introspection-cost';

/** Points of each kind of thing an answer is made of. */
export const COSTS = { object: 1, connection: 2, mutation: 10, totalCount: 5, search: 5, inputItem: 5 } as const;

/** What a list without pages is taken to hold, unless its field says otherwise (`@Extensions({ listSize: 30 })`). */
const LIST_SIZE = 10;

/** What one field costs, and how often it is answered in one of its parent's objects. */
export interface CostNode {
  /** Response key, and the name of the field behind it. */
  readonly key: string;
  readonly own: Amount;
  readonly times: Amount;
  readonly children: readonly CostNode[];
  /** Selections of which an object gets only those of its own type. */
  readonly alternatives: ReadonlyMap<string, readonly CostNode[]>;
  readonly isIntrospection: boolean;
  /** Its own points are what the schema says they are, whatever it answers. */
  readonly isDeclared: boolean;
}

type Field = GraphQLField<unknown, unknown>;

/** What a field may say of its cost, as graphql-query-complexity reads it: points, or a function that gives them. */
type Complexity = number | ((options: { readonly args: Readonly<Record<string, unknown>>; readonly childComplexity: number; readonly field: Field; readonly node: FieldNode }) => number);

interface Selected {
  readonly children: CostNode[];
  readonly alternatives: Map<string, CostNode[]>;
}

const isConnection = (type: GraphQLNamedType): boolean => isObjectType(type) && type.getFields().pageInfo !== undefined && (type.getFields().nodes ?? type.getFields().edges) !== undefined;

/** Writes an operation out as what it costs; its fragments must not spread themselves. */
class TreeBuilder {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly read: ArgumentReader;

  constructor(private readonly schema: GraphQLSchema, document: DocumentNode, private readonly operation: OperationDefinitionNode) {
    for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
    this.read = new ArgumentReader(operation);
  }

  roots(): readonly CostNode[] {
    const type = this.schema.getRootType(this.operation.operation);
    return type ? this.select(this.operation.selectionSet, type, LIST_SIZE).children : [];
  }

  /** @param page what the lists hold that a connection or a payload is made of */
  private select(set: SelectionSetNode, type: GraphQLNamedType, page: Amount): Selected {
    const selected: Selected = { children: [], alternatives: new Map() };
    for (const selection of set.selections) this.add(selection, type, page, selected);
    return selected;
  }

  private add(selection: SelectionNode, type: GraphQLNamedType, page: Amount, into: Selected): void {
    const included = this.read.included(selection);
    if (included === 0) return;
    if (selection.kind === Kind.FIELD) {
      const node = this.field(selection, type, page);
      if (node) into.children.push(included === 1 ? node : { ...node, times: times(included, node.times) });
      return;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
    if (!fragment) return;
    const condition = (fragment.typeCondition && this.schema.getType(fragment.typeCondition.name.value)) ?? type;
    const inner = this.select(fragment.selectionSet, condition, page);
    const children = included === 1 ? inner.children : inner.children.map((child) => ({ ...child, times: times(included, child.times) }));
    if (isAbstractType(type) && isObjectType(condition)) into.alternatives.set(condition.name, [...(into.alternatives.get(condition.name) ?? []), ...children]);
    else into.children.push(...children);
    for (const [name, nodes] of inner.alternatives) into.alternatives.set(name, [...(into.alternatives.get(name) ?? []), ...nodes]);
  }

  private field(node: FieldNode, parent: GraphQLNamedType, page: Amount): CostNode | null {
    const name = node.name.value;
    const shape = { key: node.alias?.value ?? name, children: [], alternatives: new Map(), times: 1, isIntrospection: false, isDeclared: false };
    if (name.startsWith('__')) return name === '__typename' ? null : { ...shape, own: introspectionCost(node, this.fragments), isIntrospection: true };
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return null;
    const type = getNamedType(field.type);
    const complexity = field.extensions.complexity as Complexity | undefined;
    if (!isCompositeType(type)) return typeof complexity === 'number' ? { ...shape, own: complexity } : null;
    const { own, repeated, inner } = this.weigh(field, node, parent, page);
    const selected = node.selectionSet ? this.select(node.selectionSet, type, inner) : { children: [], alternatives: new Map<string, CostNode[]>() };
    const plain: CostNode = { ...shape, own: typeof complexity === 'number' ? complexity : own, times: repeated, isDeclared: typeof complexity === 'number', ...selected };
    return typeof complexity === 'function' ? this.overridden(plain, complexity, field, node) : plain;
  }

  /** A field's own points, how often it is answered, and how long the lists are that it is made of. */
  private weigh(field: Field, node: FieldNode, parent: GraphQLNamedType, page: Amount): { own: Amount; repeated: Amount; inner: Amount } {
    const type = getNamedType(field.type);
    const search = times(COSTS.search, this.read.given(node, 'search'));
    if (parent === this.schema.getMutationType()) {
      const { lengths, cost } = this.read.lists(field, node, COSTS.inputItem);
      return { own: plus(COSTS.mutation, cost), repeated: 1, inner: lengths.reduce(larger, LIST_SIZE) };
    }
    const asked = plus(search, this.read.items(field, node));
    if (isConnection(type)) return { own: plus(COSTS.connection, asked), repeated: 1, inner: this.read.page(field, node) };
    if (isListType(getNullableType(field.type))) return { own: COSTS.object, repeated: this.sizeOf(field, node, parent, page), inner: LIST_SIZE };
    return { own: plus(field.name === 'totalCount' ? COSTS.totalCount : COSTS.object, asked), repeated: 1, inner: LIST_SIZE };
  }

  private sizeOf(field: Field, node: FieldNode, parent: GraphQLNamedType, page: Amount): Amount {
    if (field.name === 'userErrors') return 1; // where there are many, there is nothing else
    if (typeof field.extensions.listSize === 'number') return field.extensions.listSize;
    // The lists of a connection are its page. A payload may answer each item of a list it was given.
    if (isConnection(parent) || this.isPayload(parent)) return page;
    return this.read.ids(field, node) ?? LIST_SIZE;
  }

  private isPayload(type: GraphQLNamedType): boolean {
    return isObjectType(type) && type.getFields().userErrors !== undefined;
  }

  private overridden(plain: CostNode, complexity: Exclude<Complexity, number>, field: Field, node: FieldNode): CostNode {
    const children = inner(plain);
    const own = (variables: Variables): number =>
      complexity({ args: this.read.all(field, node, variables), childComplexity: valueOf(children, variables), field, node });
    return { ...plain, own, times: 1, children: [], alternatives: new Map() };
  }
}

/** The operation must be valid, and not larger than `exceededExpansion` lets through. */
export const costTree = (schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): readonly CostNode[] => new TreeBuilder(schema, document, operation).roots();

/** Points of everything within one answer of a field. */
function inner({ children, alternatives }: CostNode): Amount {
  let dearest: Amount = 0;
  for (const nodes of alternatives.values()) dearest = larger(dearest, total(nodes));
  return plus(total(children), dearest);
}

export const totalOf = (node: CostNode): Amount => times(node.times, plus(node.own, inner(node)));

export const total = (nodes: readonly CostNode[]): Amount => nodes.reduce<Amount>((sum, node) => plus(sum, totalOf(node)), 0);

/** What one field of an operation costs, without those below it, over all the objects it is answered in. */
export interface PathCost {
  readonly path: string;
  readonly cost: number;
}

/** The dearest first. */
export function pathCosts(nodes: readonly CostNode[], variables: Variables): PathCost[] {
  const costs = new Map<string, number>();
  const walk = (node: CostNode, prefix: string, often: number): void => {
    const path = prefix === '' ? node.key : `${prefix}.${node.key}`;
    const here = often * valueOf(node.times, variables);
    costs.set(path, (costs.get(path) ?? 0) + here * valueOf(node.own, variables));
    for (const child of node.children) walk(child, path, here);
    for (const alternative of node.alternatives.values()) for (const child of alternative) walk(child, path, here);
  };
  for (const node of nodes) walk(node, '', 1);
  return [...costs].map(([path, cost]) => ({ path, cost })).sort((a, b) => b.cost - a.cost);
}
