import { buildSchema, getIntrospectionQuery, getOperationAST, type GraphQLObjectType, type OperationDefinitionNode, parse, validate } from 'graphql';
import type { Variables } from './amount';
import { OperationCost } from './operation-cost';

const schema = buildSchema(`
  directive @size(n: Int!) on FIELD_DEFINITION
  interface Node { id: ID! }
  type Query { members(first: Int = 20, last: Int, search: String, where: Where, sort: [String!]): MemberConnection!  jobs(first: Int): JobConnection!  member(id: ID!): Member  nodes(ids: [ID!]!): [Node]!  tiers: [Tier!]!  node: Node }
  type Mutation { order(input: OrderInput!): OrderPayload!  orders(inputs: [OrderInput!]!): OrdersPayload!  tag(ids: [ID!]!): OrderPayload! }
  input Where { or: [Where!] not: Where in: [Int!] }
  input OrderInput { lines: [Int!] }
  type OrderPayload { order: Order effects: [Tier!]! userErrors: [UserError!]! }
  type OrdersPayload { results: [Result!]! userErrors: [UserError!]! }
  type Result { order: Order userErrors: [UserError!]! }
  type UserError { code: String! }
  type Member implements Node { id: ID! name: String tier: Tier orders(first: Int = 10): OrderConnection! tags: [String!]! }
  type Order implements Node { id: ID! lines: [Line!]! effects: [Tier!]! }
  type Line { sku: String }
  type Tier { name: String gifts: [Tier!]! }
  type Job { id: ID }
  type Count { value: Int }
  type PageInfo { hasNextPage: Boolean }
  type MemberConnection { nodes: [Member!]! edges: [MemberEdge!]! pageInfo: PageInfo! totalCount: Count! }
  type MemberEdge { node: Member! cursor: String }
  type OrderConnection { nodes: [Order!]! pageInfo: PageInfo! totalCount: Count! }
  type JobConnection { nodes: [Job!]! pageInfo: PageInfo! }
`);
const field = (type: string, name: string) => (schema.getType(type) as GraphQLObjectType).getFields()[name] as { extensions: object };
field('Order', 'lines').extensions = { listSize: 30 };
field('Query', 'tiers').extensions = { complexity: ({ childComplexity }: { childComplexity: number }) => 7 + childComplexity };
field('Member', 'tags').extensions = { complexity: 4 };

function costOf(text: string): OperationCost {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return new OperationCost(schema, document, getOperationAST(document) as OperationDefinitionNode);
}
const points = (text: string, variables: Variables = {}): number => costOf(text).limited(variables);

describe('the cost of an operation', () => {
  it.each([
    ['scalars', '{ node { id __typename } }', 1],
    ['an object in an object', '{ member(id: "1") { id tier { name } } }', 2],
    ['a page as asked for', '{ members(first: 3) { nodes { id } } }', 2 + 3],
    ['a page from the end', '{ members(last: 4) { nodes { id } } }', 2 + 4],
    ['a page from the end where the first is none', '{ members(first: null, last: 100) { nodes { id } } }', 2 + 100],
    ['each item of a list it is given', '{ members(first: 1, sort: ["a", "b", "c"]) { nodes { id } } }', 2 + 3 + 1],
    ['filters within filters', '{ members(first: 1, where: { or: [{ in: [1, 2, 3] }, { not: { or: [{}, {}] } }] }) { nodes { id } } }', 2 + 2 + 3 + 2 + 1],
    ['the default page of a list', '{ members { nodes { id } } }', 2 + 20],
    ['the default page where the schema has none', '{ jobs { nodes { id } } }', 2 + 20],
    ['edges and what they lead to', '{ members(first: 3) { edges { cursor node { id } } } }', 2 + 3 * 2],
    ['pages in pages', '{ members(first: 5) { nodes { orders { nodes { id } } } } }', 2 + 5 * (1 + 2 + 10)],
    ['what a list says of its length', '{ members(first: 2) { nodes { orders(first: 3) { nodes { lines { sku } } } } } }', 2 + 2 * (1 + 2 + 3 * (1 + 30))],
    ['a list that says nothing', '{ node { ... on Order { effects { gifts { name } } } } }', 1 + 10 * (1 + 10)],
    ['a count', '{ members(first: 1) { totalCount { value } pageInfo { hasNextPage } } }', 2 + 5 + 1],
    ['a search', '{ members(first: 1, search: "a") { nodes { id } } }', 2 + 5 + 1],
    ['things by their ids', '{ nodes(ids: ["1", "2", "3"]) { id } }', 3],
    ['a mutation', 'mutation { order(input: {}) { order { id } userErrors { code } } }', 10 + 1 + 1],
    ['each of a list of inputs', 'mutation { orders(inputs: [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}]) { results { order { id } } } }', 10 + 11 * 5 + 11 * 2],
    ['ids that a mutation is given', 'mutation { tag(ids: ["1", "2"]) { order { id } } }', 10 + 2 + 1],
    ['the dearest of several types', '{ node { id ... on Member { tier { name } } ... on Order { lines { sku } } } }', 1 + 30],
    ['types by an interface', '{ node { ... on Node { id ... on Order { lines { sku } } } } }', 1 + 30],
    ['a fragment each time it is spread', 'fragment T on Tier { name gifts { name } } { a: member(id: "1") { tier { ...T } } b: member(id: "2") { tier { ...T } } }', 2 * (2 + 10)],
    ['a page through fragments', '{ members(first: 6) { ...C } } fragment C on MemberConnection { ... { nodes { id } } }', 2 + 6],
    ['aliases', '{ a: node { id } b: node { id } c: node { id } }', 3],
    ['what is left out', '{ members(first: 50) { nodes { id tier @skip(if: true) { name } } pageInfo @include(if: false) { hasNextPage } } }', 2 + 50],
    ['an override by a function', '{ tiers { name gifts { name } } }', 7 + 10],
    ['an override by a number', '{ node { ... on Member { tags } } }', 1 + 4],
    ['more than any page holds', '{ members(first: 100000) { nodes { id } } }', 2 + 100],
    ['less than nothing', '{ members(first: -5) { nodes { id } } }', 2],
  ])('counts %s', (_, text, expected) => {
    expect(points(text)).toBe(expected);
  });

  it.each([
    ['the page', 'query ($n: Int) { members(first: $n) { nodes { id } } }', { n: 7 }, 2 + 7],
    ['a page that is not given', 'query ($n: Int) { members(first: $n) { nodes { id } } }', {}, 2 + 20],
    ['a page that is null', 'query ($n: Int) { members(first: $n) { nodes { id } } }', { n: null }, 2 + 20],
    ['a page from the end beside one that is not given', 'query ($n: Int, $m: Int) { members(first: $n, last: $m) { nodes { id } } }', { m: 100 }, 2 + 100],
    ['a page from the end beside one that is null', 'query ($n: Int) { members(first: $n, last: 100) { nodes { id } } }', { n: null }, 2 + 100],
    ['filters', 'query ($where: Where, $or: [Where!]) { members(first: 1, where: $where) { nodes { id } } b: members(first: 1, where: { or: $or }) { nodes { id } } }', { where: { or: [{ in: [1, 2] }, {}] }, or: [{}, {}, {}] }, 2 + 4 + 1 + 2 + 3 + 1],
    ['the default of a variable', 'query ($n: Int = 50) { members(first: $n) { nodes { orders(first: $n) { nodes { id } } } } }', {}, 2 + 50 * (1 + 2 + 50)],
    ['a list of ids', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['1', '2', '3', '4'] }, 4],
    ['a list of one, written as one', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: '1' }, 1],
    ['inputs', 'mutation ($inputs: [OrderInput!]!) { orders(inputs: $inputs) { userErrors { code } } }', { inputs: [{}, {}, {}] }, 10 + 15 + 1],
    ['what is skipped', 'query ($no: Boolean!) { member(id: "1") { id tier @skip(if: $no) { name } } }', { no: true }, 1],
    ['what is not skipped', 'query ($no: Boolean!) { member(id: "1") { id tier @skip(if: $no) { name } } }', { no: false }, 2],
    ['what both directives let through', 'query ($a: Boolean!, $b: Boolean!) { node @include(if: $a) @skip(if: $b) { id } }', { a: true, b: false }, 1],
    ['what one directive leaves out', 'query ($a: Boolean!, $b: Boolean!) { node @include(if: $a) @skip(if: $b) { id } }', { a: true, b: true }, 0],
    ['a value of the wrong type', 'query ($n: Int) { members(first: $n) { nodes { id } } }', { n: '100' }, 2 + 20],
  ])('takes %s from the variables', (_, text, variables, expected) => {
    expect(points(text, variables)).toBe(expected);
  });

  it('judges the same document by the variables of each request', () => {
    const cost = costOf('query ($n: Int) { members(first: $n) { nodes { orders(first: $n) { nodes { id } } } } }');
    expect([1, 50, 1].map((n) => cost.limited({ n }))).toEqual([2 + 1 + 2 + 1, 2 + 50 * 53, 6]);
  });

  it('counts introspection apart', () => {
    const cost = costOf(getIntrospectionQuery());
    expect([cost.limited({}), cost.requested({}), cost.introspects]).toEqual([0, 110, true]);
    expect(costOf('{ __type(name: "Member") { name fields { name } } node { id } }').requested({})).toBe(11);
    expect(costOf('{ __schema { a: types { name } b: types { ...T } } } fragment T on __Type { fields { type { fields { name } } } }').introspected({})).toBe(10 + 100 + 100 + 1_000);
  });

  it('names the dearest paths first', () => {
    const cost = costOf('query ($n: Int) { all: members(first: $n) { nodes { tier { name } orders { nodes { lines { sku } } } } } }');
    expect(cost.paths({ n: 10 }).slice(0, 3)).toEqual([
      { path: 'all.nodes.orders.nodes.lines', cost: 3_000 }, { path: 'all.nodes.orders.nodes', cost: 100 }, { path: 'all.nodes.orders', cost: 20 },
    ]);
    expect(cost.paths({ n: 10 }).reduce((sum, { cost: part }) => sum + part, 0)).toBe(cost.limited({ n: 10 }));
  });
});
