import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { serverAudits } from 'graphql-http';
import type { TestShop } from '@regulars/testing';
import { bearer, call, createStage, type Stage } from './stage';

/** The audit of the GraphQL over HTTP specification, as npm graphql-http has it; answers without a GET are of our choice. */
const audits = serverAudits({ url: () => url, fetchFn: (input: string | URL | Request, init?: RequestInit) => fetch(input, { ...init, headers: { ...(init?.headers as object), ...bearer(token) } }) });

let stage: Stage;
let shop: TestShop;
let url: string;
let token: string;

beforeAll(async () => {
  stage = await createStage([brand, member]);
  url = `${(await stage.gateway({ origins: ['https://shop.example'] })).url}/graphql`;
  shop = await stage.platform.brand();
  token = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
});
afterAll(() => stage.stop());

describe('GraphQL over HTTP', () => {
  const demanded = audits.filter(({ name }) => /^(MUST|SHOULD)/.test(name));

  it('demands as much as it did', () => {
    expect([demanded.filter(({ name }) => name.startsWith('MUST')).length, demanded.filter(({ name }) => name.startsWith('SHOULD')).length]).toEqual([13, 20]);
  });

  it.each(demanded.map((audit) => [audit.name, audit] as const))('%s', async (_, audit) => {
    const result = await audit.fn();
    if (result.status !== 'ok') throw new Error(result.reason);
  });

  it('finds fault with what is not as it should be', async () => {
    const deaf = serverAudits({ url: () => url, fetchFn: (input: string | URL | Request, init?: RequestInit) => fetch(input, init) });
    const results = await Promise.all(deaf.filter(({ name }) => name.startsWith('MUST')).map((audit) => audit.fn()));
    expect(results.some(({ status }) => status === 'error')).toBe(true);
  });
});

describe('what a page of somebody else can bring about', () => {
  const TYPES = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/graphql', null];
  const METHODS = ['POST', 'GET', 'PUT', 'HEAD'];
  const ORIGINS = [null, 'https://shop.example', 'https://evil.example'];
  const ODD = ['application/json; charset=utf-16', 'application/json; charset=iso-8859-1', 'application/json; charset=utf-7', 'application/json;charset="utf-8', 'text/json', 'application/json, text/plain', 'application/json;x'];

  const storeOf = (code: string) => `mutation { storeCreate(input: { code: "${code}", name: "N" }) { store { id } } }`;
  const codes = async (): Promise<string[]> => (await stage.platform.rows<{ code: string }>('SELECT code FROM brand.store ORDER BY code')).map(({ code }) => code);
  let serial = 0;

  async function attempt(method: string, type: string | null, origin: string | null): Promise<number> {
    const query = storeOf(`X${++serial}`);
    const headers = { ...bearer(token), ...(type === null ? {} : { 'content-type': type }), ...(origin === null ? {} : { origin }) };
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const body = type?.startsWith('application/x-www') ? `query=${encodeURIComponent(query)}` : JSON.stringify({ query });
    const target = hasBody ? url : `${url}?query=${encodeURIComponent(query)}`;
    return (await fetch(target, { method, headers, ...(hasBody ? { body: new TextEncoder().encode(body) } : {}) })).status;
  }

  it('is nothing: only a POST of JSON by nobody else executes', async () => {
    const statuses: Record<string, number> = {};
    for (const type of TYPES) for (const method of METHODS) for (const origin of ORIGINS) statuses[`${method} ${String(type)} ${String(origin)}`] = await attempt(method, type, origin);
    for (const type of ODD) statuses[`POST ${type}`] = await attempt('POST', type, null);
    const executed = Object.entries(statuses).filter(([, status]) => status === 200).map(([request]) => request);
    expect(executed).toEqual(['POST application/json null', 'POST application/json https://shop.example']);
    expect(await codes()).toEqual(['X1', 'X2']);
    expect(statuses['POST application/json https://evil.example']).toBe(403);
    expect(new Set(Object.entries(statuses).filter(([request]) => !request.startsWith('POST')).map(([, status]) => status))).toEqual(new Set([405]));
  });

  it('is not allowed to read, either', async () => {
    const asked = await Promise.all(['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'https://shop.example:8443', 'null'].map((origin) => call(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })));
    expect(asked.map(({ headers }) => headers.get('access-control-allow-origin'))).toEqual([null, null, null, null, null]);
    const listed = await call(url, { method: 'OPTIONS', headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' } });
    expect([listed.headers.get('access-control-allow-origin'), listed.headers.get('access-control-allow-credentials')]).toEqual(['https://shop.example', null]);
  });
});
