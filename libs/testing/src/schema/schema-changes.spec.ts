import { buildSchema, printType } from 'graphql';
import { schemaChanges } from './schema-changes';

const BEFORE = `
  type Query { member(id: ID!): Member }
  interface Named { name: String! }
  type Member { id: ID! name: String! }
  type Guest { id: ID! }
  enum Gender { FEMALE MALE }
  input MemberWhere { name: String }
  union Anybody = Member | Guest
`;

const changes = (after: string) => {
  const { types, fields, others } = schemaChanges(buildSchema(BEFORE), buildSchema(after));
  return { types: types.map((type) => printType(type)), fields: fields.map(({ type, field }) => `${type}.${field.name}`), others };
};

it('finds nothing between equal schemas', () => {
  expect(changes(BEFORE)).toEqual({ types: [], fields: [], others: [] });
});

it('tells additions a module may make', () => {
  const after = BEFORE.replace('type Query {', 'type Mutation { stampGrant: Int } type Stamp { kind: StampKind } enum StampKind { GOLD } type Query { stamps: [Stamp] ').replace('type Member {', 'type Member { stamps: [Stamp]');
  expect(changes(after)).toEqual({ types: ['type Stamp {\n  kind: StampKind\n}', 'enum StampKind {\n  GOLD\n}'], fields: ['Mutation.stampGrant', 'Query.stamps', 'Member.stamps'], others: [] });
});

it.each([
  ['a value of an enum', 'FEMALE MALE', 'FEMALE MALE OTHER', ['Gender gains OTHER']],
  ['an optional input field', 'input MemberWhere { name: String }', 'input MemberWhere { name: String stamps: Int }', ['MemberWhere gains stamps: Int']],
  ['a member of a union', 'type Guest { id: ID! }\n', 'type Guest { id: ID! } type Stamp { id: ID! }\n', ['Anybody gains Stamp']],
  ['a field of an interface', 'interface Named { name: String! }', 'interface Named { name: String! stamps: Int }', ['Named gains stamps: Int']],
  ['another type of a field', 'type Member { id: ID! name: String! }', 'type Member { id: ID! name: String }', ['Member loses name: String!']],
  ['an argument of a field', 'member(id: ID!): Member', 'member(id: ID!, stamps: Int): Member', ['Query loses member(id: ID!): Member']],
  ['an interface of an object', 'type Member {', 'type Member implements Named {', ['Member now implements Named']],
])('tells %s, which it may not add', (_, from, to, others) => {
  const after = BEFORE.replace(from, to).replace('Member | Guest', to.includes('type Stamp') ? 'Member | Guest | Stamp' : 'Member | Guest');
  expect(changes(after).others).toEqual(others);
});

it('tells what is gone', () => {
  expect(changes(BEFORE.replace('union Anybody = Member | Guest', '').replace('type Guest { id: ID! }', '')).others).toEqual(['type Guest is gone', 'type Anybody is gone']);
});

it('takes a schema from nothing', () => {
  expect(schemaChanges(null, buildSchema(BEFORE)).types.map(({ name }) => name)).toEqual(['Named', 'Member', 'Guest', 'Gender', 'MemberWhere', 'Anybody']);
  expect(schemaChanges(null, null)).toEqual({ types: [], fields: [], others: [] });
});
