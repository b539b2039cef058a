import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import type { TestShop } from '@regulars/testing';
import type { Gateway } from '../src/gateway';
import { bearer, call, createStage, send, type Stage } from './stage';

let stage: Stage;
let gateway: Gateway;
let shop: TestShop;
let token: string;
let api: string;

beforeAll(async () => {
  stage = await createStage([brand, member]);
  gateway = await stage.gateway();
  shop = await stage.platform.brand({ code: 'tea' });
  token = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
  api = `${gateway.url}/graphql`;
});
afterAll(() => stage.stop());

const JSON_TYPE = { 'content-type': 'application/json' };
const QUERY = JSON.stringify({ query: '{ brand { code } }' });
const UNAUTHENTICATED = { errors: [{ message: 'Unauthenticated', extensions: { code: 'UNAUTHENTICATED' } }] };

describe('an operation over HTTP', () => {
  it('is answered', async () => {
    const { status, body, headers } = await send(api, token, '{ brand { code currency } }');
    expect([status, body]).toEqual([200, { data: { brand: { code: 'tea', currency: 'TWD' } } }]);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('is answered the same once it is compiled', async () => {
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push((await send(api, token, 'query Code { brand { code stores { nodes { code } } } }')).body);
    expect(answers).toEqual(Array(3).fill({ data: { brand: { code: 'tea', stores: { nodes: [] } } } }));
  });

  it('writes, and reads what it wrote', async () => {
    const { body } = await send(api, token, 'mutation ($input: StoreInput!) { storeCreate(input: $input) { store { code name } userErrors { code } } }', { input: { code: 'A1', name: '信義店' } });
    expect(body).toEqual({ data: { storeCreate: { store: { code: 'A1', name: '信義店' }, userErrors: [] } } });
  });

  it('keeps a request id it is given and makes one otherwise', async () => {
    const given = await send(api, token, '{ brand { code } }', {}, { 'x-request-id': 'till-7.42' });
    const made = await send(api, token, '{ brand { code } }');
    const odd = await send(api, token, '{ brand { code } }', {}, { 'x-request-id': 'no spaces, please' });
    expect(given.headers.get('x-request-id')).toBe('till-7.42');
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('speaks the language asked for', async () => {
    const refuse = (language: string) => send(api, token, 'mutation { pluginEnable(id: "brand") { userErrors { code message } } }', {}, { 'accept-language': language });
    const [english, chinese] = [await refuse('en'), await refuse('zh-TW,zh;q=0.9')];
    expect([english, chinese].map(({ body }) => body.data.pluginEnable.userErrors[0].code)).toEqual(['INVALID_INPUT', 'INVALID_INPUT']);
    expect(english.body.data.pluginEnable.userErrors[0].message).toMatch(/^[\x20-\x7e]+$/);
    expect(chinese.body.data.pluginEnable.userErrors[0].message).toMatch(/核心/);
  });
});

describe('who may call', () => {
  it.each([
    ['no credential', {}],
    ['an unknown token', bearer(`rk_live_${'x'.repeat(43)}`)],
    ['a malformed token', bearer('not a token')],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['an empty header', { authorization: '' }],
  ])('not %s: 401 and nothing else', async (_, headers) => {
    const before = await shop.digest();
    const answer = await call(api, { body: JSON.stringify({ query: 'mutation { storeCreate(input: { code: "X", name: "X" }) { store { id } } }' }), headers: { ...JSON_TYPE, ...headers } });
    expect([answer.status, answer.body]).toEqual([401, UNAUTHENTICATED]);
    expect(await shop.digest()).toEqual(before);
  });

  it('not a token of another audience', async () => {
    const answers = await Promise.all(['/member/graphql', '/platform/graphql'].map((path) => send(gateway.url + path, token, '{ __typename }')));
    expect(answers.map(({ status, body }) => [status, body])).toEqual([[401, UNAUTHENTICATED], [401, UNAUTHENTICATED]]);
  });

  it('not a token that was revoked', async () => {
    const revoked = await shop.token({ name: 'leaver' });
    await stage.platform.owner.query(`UPDATE platform.credential SET revoked_at = now() WHERE name = 'leaver'`);
    expect((await send(api, revoked, '{ __typename }')).status).toBe(401);
  });

  it('names the right that is missing, and does nothing', async () => {
    const weak = await shop.token({ name: 'weak' });
    const before = await shop.digest();
    const document = 'mutation { storeCreate(input: { code: "X", name: "X" }) { store { id } } }';
    const plain = await send(api, weak, document);
    const modern = await send(api, weak, document, {}, { accept: 'application/graphql-response+json' });
    expect(plain.body.errors).toEqual([{ message: 'Not allowed', locations: expect.any(Array), path: ['storeCreate'], extensions: { code: 'FORBIDDEN', requiredScopes: expect.any(Array) } }]);
    expect([plain.status, modern.status]).toEqual([200, 403]);
    expect(await shop.digest()).toEqual(before);
  });
});

describe('what is taken', () => {
  it.each([
    ['text', 415, QUERY, { 'content-type': 'text/plain' }],
    ['a form', 415, 'query={brand{code}}', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a multipart form', 415, QUERY, { 'content-type': 'multipart/form-data; boundary=x' }],
    ['another charset', 415, QUERY, { 'content-type': 'application/json; charset=utf-16' }],
    ['no JSON', 400, '{ brand', JSON_TYPE],
    ['a batch', 400, `[${QUERY}]`, JSON_TYPE],
    ['an empty batch', 400, '[]', JSON_TYPE],
    ['no query', 400, '{"variables":{}}', JSON_TYPE],
    ['a query that is no text', 400, '{"query":{"kind":"Document"}}', JSON_TYPE],
    ['variables that are no object', 400, '{"query":"{ brand { code } }","variables":[1]}', JSON_TYPE],
    ['null', 400, 'null', JSON_TYPE],
    ['more than 100 kB', 413, JSON.stringify({ query: `{ brand { code } } # ${'x'.repeat(103_000)}` }), JSON_TYPE],
  ])('not %s: %i', async (_, status, body, headers) => {
    const answer = await call(api, { body, headers: { ...headers, ...bearer(token) } });
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0].extensions.code).toBe('BAD_REQUEST');
    expect(answer.body).not.toHaveProperty('data');
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('not by %s', async (method) => {
    const { status, headers } = await call(`${api}?query={brand{code}}`, { method, headers: bearer(token) });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('utf-8, said or not', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON;CHARSET=UTF-8']) {
      expect((await call(api, { body: QUERY, headers: { 'content-type': type, ...bearer(token) } })).body).toEqual({ data: { brand: { code: 'tea' } } });
    }
  });

  it('nothing that is too dear to look at', async () => {
    const query = `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: brand { code }`).join(' ')} }`;
    const answers = [await send(api, token, query), await send(api, token, query, {}, { accept: 'application/graphql-response+json' })];
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    for (const { body } of answers) expect(body).toEqual({ errors: [{ message: 'The document is too large', extensions: { code: 'COST_EXCEEDED', limit: 'aliases', maximum: 15 } }] });
  });

  it('no subscription', async () => {
    const { body } = await send(api, token, 'subscription { memberEvents { id } }');
    expect(body.errors[0]).toMatchObject({ message: 'Subscriptions are served over WebSocket', extensions: { code: 'BAD_REQUEST' } });
  });
});

describe('statuses of well-formed requests that fail', () => {
  const MODERN = { accept: 'application/graphql-response+json' };
  it.each([
    ['a syntax error', '{ brand {', {}],
    ['an unknown field', '{ brand { cod } }', {}],
    ['a variable of the wrong type', 'query ($first: Int) { brand { stores(first: $first) { nodes { id } } } }', { first: 'x' }],
    ['a missing variable', 'query ($id: ID!) { node(id: $id) { id } }', {}],
  ])('%s', async (_, query, variables) => {
    const plain = await send(api, token, query, variables);
    const modern = await send(api, token, query, variables, MODERN);
    expect([plain.status, modern.status]).toEqual([200, 400]);
    expect(modern.headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
    for (const { body } of [plain, modern]) {
      expect(body.errors[0].extensions).toEqual({ code: 'VALIDATION' });
      expect(body).not.toHaveProperty('data');
      expect(JSON.stringify(body)).not.toContain('Did you mean');
    }
  });

  it('says the same whether graphql-js or compiled code met a bad variable', async () => {
    const query = 'query ($first: Int!) { brand { stores(first: $first) { nodes { id } } } }';
    const codes = [];
    for (let i = 0; i < 3; i++) codes.push((await send(api, token, query, { first: 'x' }, MODERN)).body.errors[0].extensions.code);
    expect(codes).toEqual(['VALIDATION', 'VALIDATION', 'VALIDATION']);
  });

  it('an input that a query refuses', async () => {
    const query = 'query ($after: String) { brand { stores(after: $after) { nodes { id } } } }';
    for (let i = 0; i < 2; i++) {
      const { status, body } = await send(api, token, query, { after: 'nonsense' });
      expect(status).toBe(200);
      expect(body.errors[0]).toMatchObject({ path: ['brand', 'stores'], extensions: { code: 'BAD_REQUEST', userErrors: [{ code: 'INVALID_INPUT', path: ['after'] }] } });
    }
  });

  it('cuts what repeats an input', async () => {
    const { body } = await send(api, token, 'query ($first: Int) { brand { stores(first: $first) { nodes { id } } } }', { first: 'y'.repeat(50_000) });
    expect(body.errors[0].message.length).toBeLessThanOrEqual(300);
  });
});

describe('refusals of mutations', () => {
  const document = 'mutation { pluginEnable(id: "brand") { brand { code } } }';

  it('are no errors unless asked for', async () => {
    expect((await send(api, token, document)).body).toEqual({ data: { pluginEnable: { brand: null } } });
  });

  it('are errors too with X-User-Errors: raise, selected or not', async () => {
    for (let i = 0; i < 3; i++) {
      const { status, body } = await send(api, token, document, {}, { 'x-user-errors': 'raise' });
      expect(status).toBe(200);
      expect(body.data).toEqual({ pluginEnable: { brand: null } });
      expect(body.errors).toEqual([{
        message: expect.any(String), path: ['pluginEnable'],
        extensions: { code: 'USER_ERROR', userError: { type: 'InvalidInputError', code: 'INVALID_INPUT', message: expect.any(String), path: ['id'] } },
      }]);
    }
  });
});

describe('the other doors', () => {
  it('alive and ready', async () => {
    expect((await call(`${gateway.url}/livez`)).body).toEqual({ alive: true });
    const { status, body } = await call(`${gateway.url}/readyz`);
    expect([status, body]).toEqual([200, { ready: true, database: true, migrations: true, clock: true, queueLagSeconds: expect.any(Number) }]);
  });

  it('metrics, without anything a caller made up', async () => {
    await send(api, token, 'query Secretive { brand { code } }');
    const { body } = await call(`${gateway.url}/metrics`);
    expect(body).toMatch(/regulars_operation_seconds_count\{audience="staff",outcome="ok"\} \d+/);
    expect(body).toMatch(/regulars_operation_flushes_bucket\{le="2",audience="staff"\} \d+/);
    expect(body).toMatch(/regulars_sockets 0/);
    expect(body).toMatch(/regulars_outbox_lag_seconds \d/);
    expect(body).toContain('process_cpu_user_seconds_total');
    expect(body).not.toContain('Secretive');
  });

  it('the SDL of each audience', async () => {
    const [own, complete, member_] = await Promise.all([
      call(`${gateway.url}/schema.graphql`, { headers: bearer(token) }), call(`${gateway.url}/schema.graphql`), call(`${gateway.url}/member/schema.graphql`),
    ]);
    expect(own.body).toContain('type Brand implements Node');
    expect(complete.body).toBe(own.body);
    expect(member_.status).toBe(200);
    expect((await call(`${gateway.url}/schema.graphql`, { headers: bearer('nobody') })).status).toBe(401);
  });

  it('nothing else', async () => {
    for (const path of ['/nothing', '/graphql/', '/files', '/../etc/passwd', '/graphiql/dev.json', '/graphiql/..%2f..%2fpackage.json']) {
      expect([404, 405]).toContain((await call(gateway.url + path)).status);
    }
  });

  it('to pages of listed origins only', async () => {
    const open = await stage.gateway({ origins: ['https://shop.example'] });
    const preflight = (origin: string) => call(`${open.url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const [listed, other] = [await preflight('https://shop.example'), await preflight('https://evil.example')];
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([204, 'https://shop.example']);
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([405, null]);
  });

  it('credentials for GraphiQL while developing, under our own name only', async () => {
    const development = () => ({ platformToken: 'p', brands: { tea: { id: 'brd_1', staffToken: 's', apiKey: 'k', publishableKey: 'p', memberToken: null, memberId: null } } });
    const dev = await stage.gateway({ development });
    expect((await call(`${dev.url}/graphiql/dev.json`)).body).toEqual({ platformToken: 'p', brands: [{ code: 'tea', staffToken: 's', apiKey: 'k', publishableKey: 'p', memberToken: null }] });
  });
});
