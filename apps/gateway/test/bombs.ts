import { getIntrospectionQuery } from 'graphql';

/** A request that would be dear to answer. */
export interface Bomb {
  readonly query: string;
  readonly variables?: object;
  readonly operationName?: string;
}

const repeat = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join(' ');
const nested = (depth: number, name = 'member(id: 1)'): string => `${`{ ${name} `.repeat(depth)}{ id ${'}'.repeat(depth + 1)}`;
const deepJson = (depth: number): object => {
  let value: object = { status: { eq: 'ACTIVE' } };
  for (let level = 0; level < depth; level++) value = { and: [value] };
  return value;
};
const doubling = (levels: number): string => `{ members { ...F0 } } ${repeat(levels, (i) => `fragment F${i} on MemberConnection { ...F${i + 1} ... { ...F${i + 1} } }`)} fragment F${levels} on MemberConnection { nodes { id } }`;
const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `mbr_${String(i).padStart(26, '0')}`);
const orders = (count: number): object[] => Array.from({ length: count }, (_, i) => ({ source: 'pos', externalId: `B${i}`, placedAt: '2026-01-04T04:00:00Z', lines: [] }));
const TWICE = '{ nodes { orders(first: 50) { nodes { id } } } }';
const UPSERT = (selection: string): string => `mutation ($inputs: [OrderUpsertInput!]!) { ordersUpsert(inputs: $inputs, idempotencyKey: "bomb") { results ${selection} } }`;

/** Documents and variables that are refused before anything of them runs. Each name is a way it was tried. */
export const BOMBS: Readonly<Record<string, Bomb>> = {
  'thirty levels': { query: nested(30) },
  'a thousand levels': { query: nested(1_000, 'a') },
  'a chain of fragments that hides its depth': { query: `{ ...F0 } ${repeat(20, (i) => `fragment F${i} on Query { node(id: 1) { ... on Member { ...G${i} } } }`)} ${repeat(20, (i) => `fragment G${i} on Member { tier { tier { ...H${i} } } } fragment H${i} on Tier { name }`)}` },
  'fragments that double': { query: doubling(40) },
  'a fragment that spreads itself': { query: '{ members { ...F } } fragment F on MemberConnection { ...F nodes { id } }' },
  'fragments in a ring': { query: '{ members { ...A } } fragment A on MemberConnection { ...B } fragment B on MemberConnection { ...C } fragment C on MemberConnection { ...A }' },
  'sixteen aliases': { query: `{ ${repeat(16, (i) => `a${i}: brand { code }`)} }` },
  'a hundred aliases of __typename': { query: `{ ${repeat(100, (i) => `a${i}: __typename`)} }` },
  'five hundred times a field': { query: `{ ${repeat(500, () => '__typename')} }` },
  'an object eleven times': { query: `{ ${repeat(11, () => 'members { nodes { id } }')} }` },
  'many directives': { query: `{ brand ${repeat(50, () => '@include(if: true)')} { code } }` },
  'directives nobody knows': { query: `{ brand { code ${repeat(100, (i) => `@a${i}`)} } }` },
  'twenty thousand characters': { query: `{ brand { code } } # ${'x'.repeat(20_000)}` },
  'two thousand tokens': { query: `{ ${repeat(1_999, (i) => `f${i}`)} }` },
  'commas that are nothing': { query: `{ brand { code } }${','.repeat(20_000)}` },
  'a string as long as a body': { query: `{ member(by: { phone: "${'9'.repeat(90_000)}" }) { id } }` },
  'a literal of lists in lists': { query: `{ nodes(ids: ${'['.repeat(200)}${']'.repeat(200)}) { id } }` },
  'a literal of objects in objects': { query: `{ members(where: ${'{ and: '.repeat(100)}{}${'}'.repeat(100)}) { nodes { id } } }` },
  'a filter as deep as a body': { query: 'query ($where: MemberWhere) { members(where: $where) { nodes { id } } }', variables: { where: deepJson(1_000) } },
  'a filter deeper than it may be': { query: 'query ($where: MemberWhere) { members(where: $where) { nodes { id } } }', variables: { where: deepJson(50) } },
  'pages in pages, by literals': { query: `{ members(first: 50) ${TWICE} }` },
  'pages in pages, by a variable': { query: `query ($n: Int) { members(first: $n) { nodes { orders(first: $n) { nodes { id } } } } }`, variables: { n: 100 } },
  'pages in pages, by a variable\'s default': { query: `query ($n: Int = 100) { members(first: $n) { nodes { orders(first: $n) { nodes { id } } } } }` },
  'pages in pages, by the schema\'s defaults': { query: '{ members { nodes { orders { nodes { member { orders { nodes { lines { sku } } } } } } } } }' },
  'pages from the end': { query: `{ members(last: 100) ${TWICE} }` },
  'pages through a fragment': { query: `query ($n: Int!) { ...Q } fragment Q on Query { members(first: $n) { ...M } } fragment M on MemberConnection ${TWICE}`, variables: { n: 60 } },
  'pages through edges': { query: '{ members(first: 100) { edges { node { orders(first: 100) { edges { node { id } } } } } } }' },
  'pages behind a directive': { query: `query ($yes: Boolean!) { members(first: 100) @include(if: $yes) ${TWICE} }`, variables: { yes: true } },
  'a page of all the members there are': { query: `{ members(first: 2147483647) ${TWICE} }` },
  'pages under ten aliases': { query: `{ ${repeat(10, (i) => `a${i}: members(first: 100) { totalCount { value } nodes { id points { balance } } }`)} }` },
  'five thousand ids': { query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables: { ids: ids(2_900) } },
  'a hundred orders and all they lead to': { query: UPSERT('{ order { lines { sku } effects { kind } member { orders { nodes { id } } } } }'), variables: { inputs: orders(100) } },
  'circular introspection': { query: '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }' },
  'introspection of every field\'s fields': { query: '{ __schema { types { fields { type { fields { name } } } } } }' },
  'the schema ten times': { query: `{ ${repeat(10, (i) => `s${i}: __schema { types { name fields { name } } }`)} }` },
  'the types ten times': { query: `{ __schema { ${repeat(10, (i) => `t${i}: types { name fields { name } }`)} } }` },
  'introspection through fragments': { query: `{ __schema { types { ...T } } } fragment T on __Type { fields { ...F } } fragment F on __Field { type { fields { type { name } } } }` },
  'the standard introspection, thrice': { query: repeat(3, (i) => getIntrospectionQuery().replaceAll('IntrospectionQuery', `I${i}`).replaceAll('FullType', `F${i}`).replaceAll('TypeRef', `R${i}`).replaceAll('InputValue', `V${i}`)), operationName: 'I0' },
  'a thousand variables': { query: `query (${repeat(330, (i) => `$v${i}: Int`)}) { brand { code } }` },
  'many operations': { query: repeat(100, (i) => `query Q${i} { brand { code } }`) },
  'many operations, one of them meant': { query: repeat(200, (i) => `query Q${i} { brand { code } }`), operationName: 'Q7' },
  'fields that conflict, pair by pair': { query: `{ ${repeat(9, (i) => `members { nodes { id x: ${i % 2 ? 'id' : 'name'} } }`)} }` },
  'an operation without an end': { query: `query { brand { code ${'# '.repeat(5_000)}` },
  'a name of forty thousand letters': { query: '{ brand { code } }', operationName: 'x'.repeat(40_000) },
  'a subscription': { query: 'subscription { memberEvents { id } }' },
};
