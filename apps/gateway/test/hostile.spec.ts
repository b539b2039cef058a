import { gzipSync } from 'node:zlib';
import { connect } from 'node:net';
import type { TestShop } from '@regulars/testing';
import type { Gateway } from '../src/gateway';
import { modules } from '../src/plugins';
import { BOMBS } from './bombs';
import { eventually } from './eventually';
import { bearer, createStage, type Stage } from './stage';
import { RawSocket } from './socket';

let stage: Stage;
let gateway: Gateway;
let shop: TestShop;
let token: string;
let api: string;
let before: unknown;

beforeAll(async () => {
  stage = await createStage(modules);
  gateway = await stage.gateway({ bodyDeadline: 300 });
  shop = await stage.platform.brand({ plugins: ['stamp-card'] });
  token = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
  api = `${gateway.url}/graphql`;
  before = await rows();
});
afterAll(() => stage.stop());

/** All that the brand has; when its credentials were last used is no matter. */
async function rows(): Promise<object> {
  return { ...(await shop.digest()), 'platform.credential': null };
}

const MAX_ANSWER = 64 * 1024;

interface Raw {
  readonly status: number;
  readonly text: string;
}

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}): Promise<Raw> {
  const response = await fetch(api, { method: 'POST', body, headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...bearer(token), ...headers } });
  return { status: response.status, text: await response.text() };
}

/** A refusal: an error that says why, no data, short, and no fault of ours. */
function expectRefusal({ status, text }: Raw): void {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(text.length).toBeLessThan(MAX_ANSWER);
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors: { message: string; extensions: { code: string } }[] };
  expect([data ?? null, errors.length > 0]).toEqual([null, true]);
  for (const { message, extensions } of errors) {
    expect(message.length).toBeLessThanOrEqual(300);
    expect(['COST_EXCEEDED', 'VALIDATION', 'BAD_REQUEST']).toContain(extensions.code);
  }
}

describe('hostile operations', () => {
  it('are at least three dozen', () => {
    expect(Object.keys(BOMBS).length).toBeGreaterThanOrEqual(36);
  });

  it.each(Object.entries(BOMBS))('%s: refused over HTTP, and again when it is known', async (_, bomb) => {
    for (let time = 0; time < 2; time++) expectRefusal(await post(JSON.stringify(bomb)));
  });

  it('are refused over a socket by the same guard', async () => {
    const socket = await new RawSocket(api).open(token);
    const sent = Object.values(BOMBS).filter(({ query }) => !query.startsWith('subscription') && JSON.stringify(query).length < 60_000);
    sent.forEach((bomb, index) => {
      const message = JSON.stringify({ id: `b${index}`, type: 'subscribe', payload: bomb });
      if (message.length < 60_000) socket.send(message);
    });
    const asked = sent.filter((bomb) => JSON.stringify(bomb).length < 59_000).length;
    await eventually(() => expect(new Set(socket.messages.map(({ id }: { id: string }) => id)).size).toBeGreaterThanOrEqual(asked));
    for (const message of socket.messages) {
      expect(message.type).toBe('error');
      expect(JSON.stringify(message).length).toBeLessThan(MAX_ANSWER);
    }
    expect(socket.closed).toBeNull();
    socket.socket.terminate();
  });

  it('have written nothing', async () => {
    expect(await rows()).toEqual(before);
  });

  it('are no reason to refuse what is not', async () => {
    expect((await post(JSON.stringify({ query: '{ members(first: 50) { nodes { id name tier { tier { code } } points { balance } orders(first: 3) { nodes { id } } } } }' }))).status).toBe(200);
  });
});

describe('hostile bodies', () => {
  const good = JSON.stringify({ query: '{ brand { code } }' });

  it.each([
    ['ten megabytes', 413, () => post('x'.repeat(10_000_000))],
    ['ten megabytes of spaces', 413, () => post(' '.repeat(10_000_000))],
    ['lists fifty thousand deep', 400, () => post(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
    ['objects in variables, as deep as a body', 400, () => post(`{"query":"query ($where: MemberWhere) { members(where: $where) { nodes { id } } }","variables":{"where":${'{"and":['.repeat(5_000)}{}${']}'.repeat(5_000)}}}`)],
    ['what unpacks to a gigabyte', 400, () => post(new Uint8Array(gzipSync(good)), { 'content-encoding': 'gzip' })],
    ['bytes that are no UTF-8', 400, () => post(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))],
    ['nothing', 400, () => post('')],
    ['a prototype for a query', 400, () => post('{"__proto__":{"query":"{ brand { code } }"},"constructor":1}')],
    ['a number for a query', 400, () => post('{"query":1}')],
    ['numbers beyond numbers', 400, () => post('{"query":"query ($n: Int) { members(first: $n) { nodes { id } } }","variables":{"n":1e400}}')],
  ])('%s: %i', async (_, status, send) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.text.length).toBeLessThan(1_000);
    expect(JSON.parse(answer.text).data).toBeUndefined();
  });

  const raw = (head: string, body: (write: (text: string) => void) => void = () => undefined): Promise<string> =>
    new Promise((resolve) => {
      const { port } = new URL(api);
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(head);
        body((part) => socket.write(part));
      });
      socket.on('data', (chunk) => (text += String(chunk))).on('error', () => undefined).on('close', () => resolve(text));
    });
  const headOf = (lines: string): string => `POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\n${lines}\r\n\r\n`;

  it('a body that never comes is not waited for', async () => {
    expect(await raw(headOf('content-length: 1000'), (write) => write('{'))).toMatch(/^HTTP\/1.1 408 /);
  });

  it('a body that says it is large is not read', async () => {
    expect(await raw(headOf('content-length: 99999999'))).toMatch(/^HTTP\/1.1 413 /);
  });

  it('chunks without an end are cut', async () => {
    const text = await raw(headOf('transfer-encoding: chunked'), (write) => {
      for (let i = 0; i < 30; i++) write(`1000\r\n${' '.repeat(4_096)}\r\n`);
    });
    expect(text).toMatch(/^HTTP\/1.1 413 /);
  });

  it('headers without an end are refused', async () => {
    expect(await raw(headOf(`x: ${'y'.repeat(20_000)}`))).toMatch(/^HTTP\/1.1 431 /);
  });

  it('have left the gateway as it was', async () => {
    expect((await post(good)).status).toBe(200);
    expect(await rows()).toEqual(before);
  });
});
