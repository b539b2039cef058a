import { compileOperation, Operations, type RequestContext } from '@regulars/kernel';
import { buildSchema, type ExecutionResult, GraphQLObjectType, type GraphQLSchema, parse } from 'graphql';

const schema: GraphQLSchema = buildSchema(`
  input Where { and: [Where!] or: [Where!] not: Where name: String age: Int tags: [String!] at: Where2 }
  input Where2 { and: [Where2!] or: [Where2!] not: Where2 where: Where }
  input Page { first: Int! = 20, after: String }
  input By @oneOf { id: ID number: String }
  enum Sort { NAME AGE }
  type Item { name: String by: Item }
  type Query { seen(where: Where, page: Page, by: By, sort: [Sort!], count: Int = 3, flag: Boolean): String items(n: Int!): [Item!]! fails: String! }
`);
const query = schema.getQueryType() as GraphQLObjectType;
Object.assign(query.getFields().seen ?? {}, { resolve: (_: unknown, args: object) => JSON.stringify(args) });
Object.assign(query.getFields().items ?? {}, { resolve: (_: unknown, { n }: { n: number }) => Array.from({ length: n }, (__, index) => ({ name: `${index}`, by: { name: 'x' } })) });
Object.assign(query.getFields().fails ?? {}, { resolve: () => Promise.reject(new TypeError('Broken')) });

async function run(document: string, variables: Record<string, unknown> = {}): Promise<ExecutionResult> {
  return compileOperation(schema, parse(document))(null as unknown as RequestContext, variables);
}
const seen = async (document: string, variables: Record<string, unknown> = {}): Promise<unknown> => {
  const { data, errors } = await run(document, variables);
  return errors ? errors.map(({ message }) => message) : JSON.parse(String(data?.seen));
};

it('compiles an input within itself at once', () => {
  const started = performance.now();
  compileOperation(schema, parse('query ($where: Where, $page: Page, $by: By) { seen(where: $where, page: $page, by: $by) }'));
  // graphql-jit's own coercion of such a type takes many seconds to compile.
  expect(performance.now() - started).toBeLessThan(1_000);
});

it('gives resolvers what graphql-js would', async () => {
  expect(await seen('query ($where: Where) { seen(where: $where) }', { where: { and: [{ not: { age: 4 } }, { tags: ['a'] }] } })).toEqual({ where: { and: [{ not: { age: 4 } }, { tags: ['a'] }] }, count: 3 });
  expect(await seen('query ($where: Where) { seen(where: $where) }')).toEqual({ count: 3 });
  expect(await seen('query ($where: Where) { seen(where: $where) }', { where: null })).toEqual({ where: null, count: 3 });
  expect(await seen('query ($count: Int) { seen(count: $count) }')).toEqual({ count: 3 });
  expect(await seen('query ($count: Int = 5) { seen(count: $count) }')).toEqual({ count: 5 });
  expect(await seen('query ($page: Page) { seen(page: $page) }', { page: {} })).toEqual({ page: { first: 20 }, count: 3 });
  expect(await seen('query ($age: Int, $sort: Sort!) { seen(where: { age: $age }, sort: [$sort, AGE]) }', { age: 1, sort: 'NAME' })).toEqual({ where: { age: 1 }, sort: ['NAME', 'AGE'], count: 3 });
  expect(await seen('query ($flag: Boolean!) { seen(flag: true) @include(if: $flag) }', { flag: true })).toEqual({ flag: true, count: 3 });
});

it('refuses variables as graphql-js would', async () => {
  expect(await seen('query ($by: By) { seen(by: $by) }', { by: { id: '1', number: '2' } })).toEqual(['Variable "$by" got invalid value { id: "1", number: "2" }; Exactly one key must be specified for OneOf type "By".']);
  expect(await seen('query ($count: Int!) { seen(count: $count) }')).toEqual(['Variable "$count" of required type "Int!" was not provided.']);
  expect(await seen('query ($count: Int) { seen(count: $count) }', { count: 'many' })).toEqual(['Variable "$count" got invalid value "many"; Int cannot represent non-integer value: "many"']);
  expect(await seen('query ($where: Where) { seen(where: $where) }', { where: { nobody: 1 } })).toEqual(['Variable "$where" got invalid value { nobody: 1 }; Field "nobody" is not defined by type "Where".']);
  expect(await seen('query ($sort: [Sort!]) { seen(sort: $sort) }', { sort: ['SIZE'] })).toEqual([expect.stringContaining('Value "SIZE" does not exist in "Sort" enum.')]);
});

it('helps nobody guess a name, and stops at fifty mistakes', async () => {
  const refused = (text: string): string[] => {
    const made = new Operations().prepare(schema, 'all', { query: text });
    return 'run' in made ? [] : made.map(({ message }) => message);
  };
  expect(refused('{ sean seen(were: {}, sort: [NAM], by: { numbr: "1" }) ... on Itm { name } }')).toEqual([
    'Cannot query field "sean" on type "Query".', 'Unknown argument "were" on field "Query.seen".', 'Value "NAM" does not exist in "Sort" enum.',
    'Field "numbr" is not defined by type "By".', 'Unknown type "Itm".',
  ]);
  const many = Array.from({ length: 1_000 }, (_, index) => `name${index}`);
  expect(refused(`{ ${many.join(' ')} }`)).toHaveLength(51);

  const where = 'query ($where: Where) { seen(where: $where) }';
  expect(await seen(where, { where: { nam: 'x' } })).toEqual(['Variable "$where" got invalid value { nam: "x" }; Field "nam" is not defined by type "Where".']);
  expect(await seen('query ($where: Where) { seen(where: $where) items(n: 1) { name @skip(if: false) } a: seen(where: { name: "a text" }) }', { where: { nam: 'x' } })).toEqual([expect.not.stringContaining('Did you mean')]);
  const wrong = (await seen(where, { where: Object.fromEntries(many.map((name) => [name, 1])) })) as string[];
  expect([wrong.length, wrong.at(-1)]).toEqual([51, 'Too many errors processing variables, error limit reached. Execution aborted.']);
});

it('never runs what a caller wrote', async () => {
  const marks = ['"); process.exit(1); ("', '__context.variables', '${1+1}', '`+process.exit(1)+`', "'); throw new Error('run'); ('"];
  for (const mark of marks) {
    expect(await seen(`{ seen(where: { name: ${JSON.stringify(mark)} }) }`)).toEqual({ where: { name: mark }, count: 3 });
    expect(await seen('query ($name: String) { seen(where: { name: $name }) }', { name: mark })).toEqual({ where: { name: mark }, count: 3 });
  }
});

it('runs one document as often as it is asked for, each time for itself', async () => {
  const operation = compileOperation(schema, parse('query ($n: Int!) { items(n: $n) { name by { name } } }'));
  const answers = await Promise.all([2, 0, 1].map((n) => operation(null as unknown as RequestContext, { n })));
  expect(answers.map(({ data }) => (data?.items as object[]).length)).toEqual([2, 0, 1]);
});

it('answers a fault where it happened', async () => {
  const { data, errors } = await run('{ fails }');
  expect([data, errors?.map(({ message, path }) => [message, path])]).toEqual([null, [['Broken', ['fails']]]]);
});
