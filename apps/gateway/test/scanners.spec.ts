import { modules } from '../src/plugins';
import type { TestShop } from '@regulars/testing';
import { type Answer, bearer, call, createStage, send, type Stage } from './stage';

/** The checks of graphql-cop, batchql, CrackQL and clairvoyance: what public scanners of GraphQL report, each asked of both doors. */
let stage: Stage;
let shop: TestShop;
let api: string;
let token: string;

beforeAll(async () => {
  stage = await createStage(modules);
  api = `${(await stage.gateway()).url}/graphql`;
  shop = await stage.platform.brand();
  token = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
});
afterAll(() => stage.stop());

const json = (body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => call(api, { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
const repeat = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join(' ');
const INTROSPECTION = 'query { __schema { queryType { name } mutationType { name } types { name fields { name type { name } } } } }';
const CIRCULAR = 'query { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }';

/** graphql-cop calls without a credential. Each answers whether the scanner would report it. */
const COP: Readonly<Record<string, (headers: Record<string, string>) => Promise<boolean>>> = {
  'alias overloading': async (headers) => Object.keys((await json({ query: `query cop { ${repeat(101, (i) => `alias${i}:__typename`)} }` }, headers)).body.data ?? {}).length > 100,
  'array batching': async (headers) => Array.isArray((await json(Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })), headers)).body),
  'directive overloading': async (headers) => (await json({ query: `query cop { __typename ${'@aa'.repeat(10)} }` }, headers)).body.errors?.length === 10,
  'circular introspection': async (headers) => (await json({ query: CIRCULAR }, headers)).body.data != null,
  'field duplication': async (headers) => (await json({ query: `query cop { ${repeat(500, () => '__typename')} }` }, headers)).body.data?.__typename !== undefined,
  'field suggestions': async (headers) => /did you mean/i.test(JSON.stringify((await json({ query: 'query cop { __schema { directive } }' }, headers)).body)),
  'GET based mutations': async (headers) => (await call(`${api}?query=${encodeURIComponent('mutation cop {__typename}')}`, { headers: headers })).body.data?.__typename !== undefined,
  'GET based queries': async (headers) => (await call(`${api}?query=${encodeURIComponent('query cop {__typename}')}`, { headers: headers })).body.data?.__typename !== undefined,
  'an explorer in the API\'s answer': async (headers) => /graphiql|playground|altair/i.test(String((await call(api, { headers: { accept: 'text/html', ...headers } })).body)),
  'POST of urlencoded queries': async (headers) => (await call(api, { body: 'query=query+cop+%7B__typename%7D', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } })).body.data?.__typename !== undefined,
  'tracing': async (headers) => (await json({ query: 'query cop { __typename }' }, { 'x-apollo-tracing': '1', ...headers })).body.extensions?.tracing !== undefined,
  'unhandled errors': async (headers) => /exception|stacktrace|\n\s+at /i.test(JSON.stringify((await json({ query: 'qwerty cop { abc }' }, headers)).body)),
};

describe('graphql-cop', () => {
  const checks = Object.entries(COP);
  it.each(checks)('finds no %s, before sign-in or after', async (_, isReported) => {
    expect([await isReported({}), await isReported(bearer(token))]).toEqual([false, false]);
  });

  it('finds no introspection before sign-in', async () => {
    expect((await json({ query: INTROSPECTION })).body).toEqual({ errors: [{ message: 'Unauthenticated', extensions: { code: 'UNAUTHENTICATED' } }] });
    // With a credential the schema is for its holder to read.
    expect((await json({ query: INTROSPECTION }, bearer(token))).body.data.__schema.types.length).toBeGreaterThan(100);
  });
});

describe('batchql', () => {
  it.each([1, 2, 300])('finds no batches of %i, as a list or by name', async (size) => {
    const batch = await json(Array.from({ length: size }, () => ({ query: '{ brand { code } }' })), bearer(token));
    expect([batch.status, batch.body.data]).toEqual([400, undefined]);
    const named = await json({ query: repeat(Math.min(size, 50), (i) => `query Q${i} { brand { code } }`), operationName: size === 1 ? 'Q9' : undefined }, bearer(token));
    expect(named.body.data).toBeUndefined();
  });

  it('finds no suggestion and no schema before sign-in', async () => {
    for (const query of ['{ membrs { id } }', '{ __schema { types { name } } }', '{ __type(name: "Member") { name } }', '{ brand { cod } }']) {
      const { status, body } = await json({ query });
      expect([status, body]).toEqual([401, { errors: [{ message: 'Unauthenticated', extensions: { code: 'UNAUTHENTICATED' } }] }]);
    }
  });
});

describe('CrackQL', () => {
  it('gets no answer to 300 tries in a request, by alias or by fragment', async () => {
    const guess = (i: number): string => `member(by: { phone: "09123${String(i).padStart(5, '0')}" }) { id }`;
    const documents = [
      `{ ${repeat(300, (i) => `a${i}: ${guess(i)}`)} }`,
      `{ ${repeat(16, (i) => `a${i}: ${guess(i)}`)} }`,
      `query { ...A ...B } fragment A on Query { ${repeat(8, (i) => `a${i}: ${guess(i)}`)} } fragment B on Query { ${repeat(8, (i) => `b${i}: ${guess(i)}`)} }`,
    ];
    for (const query of documents) expect((await send(api, token, query)).body).toEqual({ errors: [{ message: 'The document is too large', extensions: expect.objectContaining({ code: 'COST_EXCEEDED' }) }] });
    const ids = Array.from({ length: 300 }, (_, i) => `mbr_${String(i).padStart(26, '0')}`);
    const { body } = await send(api, token, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(body.data?.nodes ?? []).toEqual([]);
  });
});

describe('clairvoyance', () => {
  it('is told no name it did not know', async () => {
    const words = ['membr', 'memberz', 'ordr', 'pointz', 'stor', 'node', 'brnd', 'usr', 'customer', 'tierz'];
    const documents = words.flatMap((word) => [`{ ${word} }`, `{ ${word}(x: 1) { id } }`, `mutation { ${word} }`, `{ brand { ${word} } }`, `query ($x: ${word}) { brand(x: $x) { id } }`, `{ brand { ... on ${word} { id } } }`, `{ members(${word}: 1) { nodes { id } } }`]);
    for (const query of documents) expect(JSON.stringify((await send(api, token, query)).body)).not.toMatch(/did you mean/i);
  });
});
