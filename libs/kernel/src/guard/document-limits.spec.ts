import { getIntrospectionQuery } from 'graphql';
import { DOCUMENT_LIMITS, exceededDepth, exceededLimit } from './document-limits';

const repeat = (text: string, times: number): string => Array.from({ length: times }, () => text).join(' ');
const nested = (depth: number): string => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;
const aliased = (count: number): string => `{ ${Array.from({ length: count }, (_, i) => `a${i}: x`).join(' ')} }`;

describe('the document guard', () => {
  it.each([
    ['characters', `{ a } #${'x'.repeat(15_000)}`],
    ['tokens', `{ ${Array.from({ length: 999 }, (_, i) => `f${i}`).join(' ')} }`],
    ['depth', nested(13)],
    ['aliases', aliased(16)],
    ['directives', `{ a ${repeat('@skip(if: false)', 9)} }`],
    ['duplicates', `{ ${repeat('a', 11)} }`],
    ['nesting', `{ a(x: ${'['.repeat(13)}${']'.repeat(13)}) }`],
    ['nesting', `{ a(x: ${'{ y: '.repeat(13)} 1 ${'}'.repeat(13)}) }`],
  ] as const)('refuses too many %s', (limit, document) => {
    expect(exceededLimit(document)).toEqual({ limit, maximum: DOCUMENT_LIMITS[limit] });
  });

  it.each([
    ['twelve deep', nested(12)],
    ['fifteen aliases of one field', aliased(15)],
    ['ten times the same field', `{ ${repeat('a', 10)} }`],
    ['many event types in one selection', `subscription { e { ${Array.from({ length: 20 }, (_, i) => `... on T${i}Event { id }`).join(' ')} } }`],
    ['arguments with colons', `mutation { a(${Array.from({ length: 30 }, (_, i) => `x${i}: 1`).join(', ')}) }`],
    ['variables with colons', `query (${Array.from({ length: 30 }, (_, i) => `$x${i}: Int`).join(', ')}) { a }`],
    ['the standard introspection query', getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true, schemaDescription: true })],
    ['what is no GraphQL at all', `{ a ${String.fromCharCode(7)}`],
    ['an unclosed string', '{ a(x: "'],
    ['nothing', ''],
  ])('lets %s through', (_, document) => {
    expect(exceededLimit(document)).toBeNull();
  });

  it('stops at the first token that is too many', () => {
    expect(exceededLimit(`{ ${repeat('a', 11)} "never read to its end`)).toEqual({ limit: 'duplicates', maximum: 10 });
  });
});

describe('the guard of variables', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : levels % 2 ? [deep(levels - 1)] : { and: deep(levels - 1) });

  it('lets fifty levels through, and no more', () => {
    expect([exceededDepth(deep(50)), exceededDepth(deep(51)), exceededDepth(deep(5_000))]).toEqual([null, ...Array(2).fill({ limit: 'variables', maximum: 50 })]);
    expect([exceededDepth(undefined), exceededDepth(null), exceededDepth({ list: Array(10_000).fill({ a: [] }) })]).toEqual([null, null, null]);
  });
});
