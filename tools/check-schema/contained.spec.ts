import { parse } from 'graphql';
import { missingOf } from './contained';

const OURS = `
  interface Node { id: ID! }
  type Brand implements Node { id: ID! code: String! stores(first: Int = 20, after: String, city: String): [String!]! }
  enum State { ON OFF PAUSED }
  input By @oneOf { id: ID code: String }
  input BrandInput { code: String! size: Int! = 1 note: String }
  type Query { brand(by: By!): Brand }
`;
const missing = (contract: string, ours = OURS) => missingOf([parse(contract)], parse(ours));

describe('a contract', () => {
  it.each([
    ['itself', OURS],
    ['less of everything', 'type Brand implements Node { id: ID! stores(first: Int = 20): [String!]! } enum State { ON } input BrandInput { code: String! }'],
    ['parts told in several places', 'type Brand { id: ID! } extend type Brand { code: String! } extend type Query { brand(by: By!): Brand }'],
  ])('is kept for %s', (_, contract) => {
    expect(missing(contract)).toEqual([]);
  });

  it.each([
    ['a type', 'type Plan { code: String! }', 'Plan is missing'],
    ['another kind of type', 'input Brand { id: ID! }', 'Brand is no InputObject but Object'],
    ['a field', 'type Brand { name: String! }', 'Brand.name is missing'],
    ['another type of a field', 'type Brand { code: String }', 'Brand.code is String!, not String'],
    ['an argument', 'type Brand { stores(first: Int = 20, last: Int): [String!]! }', 'Brand.stores.last is missing'],
    ['another default', 'type Brand { stores(first: Int = 10): [String!]! }', 'Brand.stores.first has the default 20, not 10'],
    ['a default of an input', 'input BrandInput { code: String! size: Int! = 2 }', 'BrandInput.size has the default 1, not 2'],
    ['a value', 'enum State { ON ENDED }', 'State lacks ENDED'],
    ['an interface', 'type Brand implements Node & Named { id: ID! }', 'Brand does not implement Named'],
    ['@oneOf', 'input BrandInput @oneOf { code: String! }', 'BrandInput is no @oneOf'],
    ['an argument too many', 'type Query { brand: Brand }', 'Query.brand demands by, which the contract does not know'],
    ['an input field too many', 'input BrandInput { note: String }', 'BrandInput demands code, which the contract does not know'],
  ])('names %s', (_, contract, problem) => {
    expect(missing(contract)).toEqual([problem]);
  });
});
