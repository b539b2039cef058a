import type { RequestContext } from '@regulars/kernel';
import { DateTimeScalar } from '@regulars/plugin-sdk';
import { GraphQLEnumType, GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { CompiledCache, CompiledOperations } from './compiled';

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      echo: { type: GraphQLString, args: { text: { type: GraphQLString }, count: { type: GraphQLInt } }, resolve: (_, { text, count }) => `${text}/${count}` },
      at: { type: GraphQLString, args: { at: { type: DateTimeScalar } }, resolve: (_, { at }) => (at instanceof Date ? at.toISOString() : typeof at) },
      size: { type: GraphQLString, args: { size: { type: new GraphQLEnumType({ name: 'Size', values: { BIG: {}, SMALL: {} } }) } }, resolve: (_, { size }) => size },
    },
  }),
});
const ctx = {} as RequestContext;

function findTwice(text: string) {
  const operations = new CompiledOperations(schema, new CompiledCache());
  const document = parse(text);
  return [operations.find(text, document, undefined), operations.find(text, document, undefined)];
}

/** As a client would read it: graphql-js makes objects without prototypes. */
const run = async (text: string, variables: Record<string, unknown> = {}) => JSON.parse(JSON.stringify(await findTwice(text)[1]?.(ctx, variables)));

describe('compiled operations', () => {
  it('compiles an operation when it comes back', () => {
    expect(findTwice('query ($text: String) { echo(text: $text, count: 3) }')).toEqual([null, expect.any(Function)]);
  });

  it('keeps what it compiled, by text and operation name', async () => {
    const operations = new CompiledOperations(schema, new CompiledCache());
    const text = 'query A { size(size: BIG) } query B { size(size: SMALL) }';
    const document = parse(text);
    const find = (name: string) => operations.find(text, document, name);
    expect([find('A'), find('B')]).toEqual([null, null]);
    const [a, b] = [find('A'), find('B')];
    expect([await a?.(ctx, {}), await b?.(ctx, {})]).toEqual([{ data: { size: 'BIG' } }, { data: { size: 'SMALL' } }]);
    expect(find('A')).toBe(a);
  });

  it('keeps what it compiled for one schema apart from another\'s', () => {
    const cache = new CompiledCache();
    const text = '{ size(size: BIG) }';
    const [one, other] = [new CompiledOperations(schema, cache), new CompiledOperations(schema, cache)];
    const find = (operations: CompiledOperations) => operations.find(text, parse(text), undefined);
    expect([find(one), find(one), find(other)]).toEqual([null, expect.any(Function), null]);
    expect(find(other)).not.toBe(find(one));
  });

  it('keeps what comes back, however many texts come that do not', () => {
    const operations = new CompiledOperations(schema, new CompiledCache());
    const find = (text: string) => operations.find(text, parse(text), undefined);
    find('{ size(size: BIG) }');
    const compiled = find('{ size(size: BIG) }');
    for (let count = 0; count < 6_000; count++) find(`{ echo(count: ${count}) }`);
    expect(find('{ size(size: BIG) }')).toBe(compiled);
  });

  it.each([
    ['a plain literal', '{ echo(text: "MARKglobalThis.broken=1") }', { echo: 'MARKglobalThis.broken=1/undefined' }],
    ['a literal spelt with escapes', '{ echo(text: "\\u004dARKglobalThis.broken=1") }', { echo: 'MARKglobalThis.broken=1/undefined' }],
    ['a block', '{ echo(text: """MARKglobalThis.broken=1""") }', { echo: 'MARKglobalThis.broken=1/undefined' }],
    ['a default', 'query ($text: String = "MARKglobalThis.broken=1") { echo(text: $text) }', { echo: 'MARKglobalThis.broken=1/undefined' }],
  ])('never runs what stands in %s', async (_, text, data) => {
    const mark = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';
    const answer = JSON.parse(JSON.stringify(await run(text.replace('MARK', mark).replace('\\u004dARK', `\\u005f${mark.slice(1)}`))).replaceAll(mark, 'MARK'));
    expect(answer).toEqual({ data });
    expect((globalThis as { broken?: number }).broken).toBeUndefined();
  });

  it.each([
    ['in variables', 'query ($at: DateTime) { at(at: $at) }', { at: '2026-01-01T00:00:00Z' }],
    ['in literals', '{ at(at: "2026-01-01T00:00:00Z") }', {}],
    ['in defaults', 'query ($at: DateTime = "2026-01-01T00:00:00Z") { at(at: $at) }', {}],
  ])('gives scalars of ours their values %s', async (_, text, variables) => {
    expect(await run(text, variables)).toEqual({ data: { at: '2026-01-01T00:00:00.000Z' } });
  });

  it('answers a bad variable with errors and no data', async () => {
    const result = await run('query ($count: Int) { echo(count: $count) }', { count: 'x' });
    expect(result).not.toHaveProperty('data');
    expect(result.errors).toHaveLength(1);
  });
});
