import { countObjects, OperationCost } from '@regulars/kernel';
import { numbersFrom, seedsOf } from '@regulars/testing';
import { buildSchema, execute, type ExecutionResult, type GraphQLObjectType, type GraphQLField, getNamedType, isCompositeType, isListType, getNullableType, isInterfaceType, isObjectType, type OperationDefinitionNode, parse } from 'graphql';

/** Every list is as long as it can be: pages full, ids all found, others as long as they say or are taken to be. */
const schema = buildSchema(`
  interface Node { id: ID! }
  type Query { as(first: Int = 20, last: Int): AConnection!  a: A  nodes(ids: [ID!]!): [Node]!  any: Node }
  type A implements Node { id: ID! data: String b: B! as(first: Int = 10): AConnection! bs: [B!]! }
  type B implements Node { id: ID! a: A nodes: [Node!]! long: [A!]! }
  type AConnection { nodes: [A!]! edges: [AEdge!]! pageInfo: PageInfo! totalCount(limit: Int): Count! }
  type AEdge { node: A! cursor: String }
  type PageInfo { hasNextPage: Boolean }
  type Count { value: Int }
`);
const LONG = 25;
((schema.getType('B') as GraphQLObjectType).getFields().long as { extensions: object }).extensions = { listSize: LONG };

const RUNS = Number(process.env.ESTIMATE_RUNS ?? 1_000);
const MAX_ESTIMATE = 1_500; // dearer ones take long to answer

/** A valid query of anything, with whatever may change how much it answers. */
class Writer {
  readonly variables: Record<string, unknown> = {};
  private readonly declared: string[] = [];
  private aliases = 0;

  constructor(private readonly random: (below: number) => number) {}

  query(): string {
    const body = this.set(schema.getQueryType() as GraphQLObjectType, 4);
    return `query Q${this.declared.length > 0 ? `(${this.declared.join(', ')})` : ''} ${body} fragment F on A { id b { id a { id } } ... on Node { id } }`;
  }

  private set(type: GraphQLObjectType, depth: number): string {
    const fields = Object.values(type.getFields()).filter(({ type: of }) => depth > 0 || !isCompositeType(getNamedType(of)));
    const chosen = fields.filter(({ type: of }) => this.random(isCompositeType(getNamedType(of)) ? 2 : 3) === 0).slice(0, 4);
    return `{ __typename ${chosen.map((field) => this.field(field, depth)).join(' ')} ${type.name === 'A' ? '...F' : ''} }`;
  }

  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const type = getNamedType(field.type);
    const call = `x${++this.aliases}: ${field.name}${this.arguments(field)}${this.random(8) === 0 ? ` @include(if: ${this.variable('Boolean!', this.random(2) === 0)})` : ''}`;
    if (!isCompositeType(type)) return call;
    if (isObjectType(type)) return `${call} ${this.set(type, depth - 1)}`;
    return `${call} { id ... on A ${this.set(schema.getType('A') as GraphQLObjectType, depth - 1)} ... on B ${this.set(schema.getType('B') as GraphQLObjectType, depth - 1)} }`;
  }

  private arguments(field: GraphQLField<unknown, unknown>): string {
    if (field.name === 'nodes' && field.args.length > 0) return `(ids: ${this.variable('[ID!]!', Array.from({ length: this.random(6) }, (_, i) => (i % 2 ? 'A' : 'B')))})`;
    if (!field.args.some(({ name }) => name === 'first') || this.random(4) === 0) return '';
    const size = this.random(4);
    return this.random(2) === 0 ? `(first: ${size})` : `(first: ${this.variable('Int', this.random(5) === 0 ? undefined : size, '4')})`;
  }

  private variable(type: string, value: unknown, fallback?: string): string {
    const name = `v${this.declared.length}`;
    this.declared.push(`$${name}: ${type}${fallback && this.random(2) === 0 ? ` = ${fallback}` : ''}`);
    if (value !== undefined) this.variables[name] = value;
    return `$${name}`;
  }
}

/** Answers any field with as much as there can be. */
function fullest(query: string, variables: Record<string, unknown>): ExecutionResult {
  const object = (name: string, size = 10): object => ({ __typename: name, size });
  return execute({
    schema, document: parse(query), variableValues: variables,
    typeResolver: (value) => (value as { __typename: string }).__typename,
    fieldResolver: (source: { size?: number } | undefined, args: { first?: number | null; last?: number | null; ids?: string[] }, _, { fieldName, returnType, parentType }) => {
      const type = getNamedType(returnType);
      if (!isCompositeType(type)) return 1;
      const name = isInterfaceType(type) ? 'B' : type.name;
      if (type.name === 'AConnection') return object(name, args.first ?? args.last ?? 20);
      if (!isListType(getNullableType(returnType))) return object(name);
      if (args.ids) return args.ids.map((id) => object(id));
      const length = fieldName === 'long' ? LONG : parentType.name === 'AConnection' ? (source?.size ?? 0) : 10;
      return Array.from({ length }, (_item, index) => object(isInterfaceType(type) && index % 2 ? 'A' : name));
    },
  }) as ExecutionResult;
}

it(`estimates no fewer than the objects that are answered, over ${RUNS} random queries`, () => {
  let compared = 0;
  let equal = 0;
  for (const seed of seedsOf(RUNS)) {
    const writer = new Writer(numbersFrom(seed));
    const query = writer.query();
    const document = parse(query);
    const cost = new OperationCost(schema, document, document.definitions[0] as OperationDefinitionNode);
    const estimate = cost.limited(writer.variables);
    if (estimate > MAX_ESTIMATE) continue;
    const { data, errors } = fullest(query, writer.variables);
    expect([seed, errors]).toEqual([seed, undefined]);
    const actual = countObjects(data, cost.objectKeys) - 1;
    if (estimate < actual) throw new Error(`seed ${seed}: ${estimate} were estimated, ${actual} answered\n${query}\n${JSON.stringify(writer.variables)}`);
    compared++;
    if (estimate <= actual * 2) equal++;
  }
  expect(compared).toBeGreaterThan(RUNS / 5);
  // An estimate that is right because it is boundless would be of no use.
  expect(equal).toBeGreaterThan(compared / 3);
}, 120_000);
