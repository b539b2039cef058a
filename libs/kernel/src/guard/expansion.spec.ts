import { getIntrospectionQuery, type OperationDefinitionNode, parse } from 'graphql';
import { exceededExpansion } from './expansion';

const judge = (text: string) => {
  const document = parse(text);
  return exceededExpansion(document, document.definitions[0] as OperationDefinitionNode);
};
const doubling = (levels: number): string =>
  `{ ...F0 } ${Array.from({ length: levels }, (_, i) => `fragment F${i} on T { ...F${i + 1} ... on T { ...F${i + 1} } }`).join(' ')} fragment F${levels} on T { a }`;

describe('an operation with its fragments written out', () => {
  it.each([
    ['a chain that hides its depth', `{ ...F0 } ${Array.from({ length: 20 }, (_, i) => `fragment F${i} on T { x { ...F${i + 1} } }`).join(' ')} fragment F20 on T { a }`, { limit: 'depth', maximum: 12 }],
    ['a bomb that doubles 60 times', doubling(60), { limit: 'fields', maximum: 5_000 }],
    ['a bomb of two branches each', `{ ...F0 } ${Array.from({ length: 11 }, (_, i) => `fragment F${i} on T { x { ...F${i + 1} } y { ...F${i + 1} } z { ...F${i + 1} } }`).join(' ')} fragment F11 on T { a }`, { limit: 'fields', maximum: 5_000 }],
    ['a depth in plain sight', `${'{ a '.repeat(13)}${'}'.repeat(13)}`, { limit: 'depth', maximum: 12 }],
  ])('is refused as %s', (_, text, limit) => {
    expect(judge(text)).toEqual(limit);
  });

  it.each([
    ['the standard introspection', getIntrospectionQuery({ specifiedByUrl: true, oneOf: true, inputValueDeprecation: true })],
    ['fragments that are spread often', `{ ${Array.from({ length: 10 }, (_, i) => `a${i} { ...F }`).join(' ')} } fragment F on T { a b c { d } }`],
    ['a fragment that is nowhere', '{ ...Nowhere }'],
    ['a fragment that spreads itself', '{ ...F } fragment F on T { a { ...F } }'],
    ['twelve levels', `${'{ a '.repeat(12)}${'}'.repeat(12)}`],
  ])('passes as %s', (_, text) => {
    expect(judge(text)).toBeNull();
  });
});
