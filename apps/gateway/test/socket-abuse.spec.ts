import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import type { TestShop } from '@regulars/testing';
import { WebSocket } from 'ws';
import type { Gateway } from '../src/gateway';
import { MAX_SOCKETS } from '../src/live/protocol';
import { eventually } from './eventually';
import { RawSocket } from './socket';
import { createStage, send, type Stage } from './stage';

/** What a socket can be misused for; that a stalled reader gets SLOW_CONSUMER and its cursor is in live.spec. */
let stage: Stage;
let gateway: Gateway;
let shop: TestShop;
let token: string;
let memberToken: string;
let api: string;

beforeAll(async () => {
  stage = await createStage([brand, member, order]);
  gateway = await stage.gateway();
  shop = await stage.platform.brand();
  token = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
  const { memberJoin } = await shop.everything().ok('mutation { memberJoin(input: { phone: "0912345678" }, idempotencyKey: "j") { member { id } } }', {});
  memberToken = await shop.token({ audience: 'member', memberId: memberJoin.member.id, name: 'page' });
  api = `${gateway.url}/graphql`;
});
afterAll(() => stage.stop());

const EVENTS = 'subscription ($after: String) { memberEvents(after: $after) { type cursor } }';
const codeOf = (socket: RawSocket, id: string): string | undefined => socket.messages.find((message) => message.id === id)?.payload?.[0]?.extensions?.code;

async function refusal(socket: RawSocket, id: string): Promise<string | undefined> {
  await eventually(() => expect(codeOf(socket, id)).toBeDefined());
  return codeOf(socket, id);
}

describe('a socket', () => {
  it('1. that says nothing is closed after 3 seconds', async () => {
    const began = performance.now();
    const socket = await new RawSocket(api).open();
    expect(await socket.isClosed()).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
    expect(performance.now() - began).toBeGreaterThan(2_500);
  });

  it('2. that sends more than 64 KiB at once is closed', async () => {
    const socket = await new RawSocket(api).open(token);
    socket.send(`{"id":"1","type":"subscribe","payload":{"query":"${' '.repeat(65_600)}"}}`);
    expect((await socket.isClosed()).code).toBe(1009);
  });

  it('3. gets no answer to a deep document', async () => {
    const socket = await new RawSocket(api).open(token);
    socket.subscribe('deep', `${'{ member(id: 1) '.repeat(30)}{ id ${'}'.repeat(31)}`);
    expect(await refusal(socket, 'deep')).toBe('COST_EXCEEDED');
    socket.socket.terminate();
  });

  it('4. gets no answer to what its variables make dear, however often it asks', async () => {
    const socket = await new RawSocket(api).open(token);
    const query = 'query ($n: Int) { members(first: $n) { nodes { orders(first: $n) { nodes { id } } } } }';
    socket.subscribe('cheap', query, { n: 1 });
    await eventually(() => expect(socket.messages.at(-1)).toMatchObject({ id: 'cheap', type: 'complete' }));
    socket.subscribe('dear', query, { n: 50 });
    expect(await refusal(socket, 'dear')).toBe('COST_EXCEEDED');
    socket.subscribe('live', 'subscription { memberEvents { member { orders(first: 100) { nodes { member { orders(first: 100) { nodes { id } } } } } } } }');
    expect(await refusal(socket, 'live')).toBe('COST_EXCEEDED');
    socket.socket.terminate();
  });

  it('5. gets no introspection within introspection', async () => {
    const socket = await new RawSocket(api).open(token);
    socket.subscribe('circle', '{ __schema { types { fields { type { fields { type { name } } } } } } }');
    expect(await refusal(socket, 'circle')).toBe('COST_EXCEEDED');
    socket.socket.terminate();
  });

  it('6. has at most 20 operations, and not one more by any name', async () => {
    const socket = await new RawSocket(api).open(token);
    for (let i = 1; i <= 200; i++) socket.subscribe(`s${i}`, EVENTS);
    await eventually(() => expect(socket.messages.filter(({ type }) => type === 'error')).toHaveLength(180));
    expect(new Set(socket.messages.map(({ payload }) => payload[0].extensions.code))).toEqual(new Set(['RATE_LIMITED']));
    socket.socket.terminate();
  });

  it('7. is one of so many of its credential', async () => {
    const at = `${gateway.url}/member/graphql`;
    const sockets = await Promise.all(Array.from({ length: MAX_SOCKETS.member }, () => new RawSocket(at).open(memberToken)));
    const oneMore = await new RawSocket(at).open();
    oneMore.send({ type: 'connection_init', payload: { authorization: `Bearer ${memberToken}` } });
    expect(await oneMore.isClosed()).toEqual({ code: 4429, reason: 'Too many sockets' });
    const others = await new RawSocket(api).open(token);
    sockets[0]?.socket.close();
    await sockets[0]?.isClosed();
    await eventually(async () => (await new RawSocket(at).open(memberToken)).socket.terminate());
    for (const { socket } of [others, ...sockets]) socket.terminate();
  });

  it('8. is not compressed, whoever offers it', async () => {
    const socket = new WebSocket(api.replace('http', 'ws'), 'graphql-transport-ws', { perMessageDeflate: true });
    await eventually(() => expect(socket.readyState).toBe(WebSocket.OPEN));
    expect(socket.extensions).toBe('');
    socket.terminate();
  });

  it('9. that does not answer a ping is cut', async () => {
    const at = `${(await stage.gateway({ pingEvery: 2_000 })).url}/graphql`;
    const silent = new WebSocket(at.replace('http', 'ws'), 'graphql-transport-ws', { autoPong: false });
    const closed = new Promise<number>((resolve) => silent.once('close', resolve));
    silent.once('open', () => silent.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })));
    const polite = await new RawSocket(at).open(token);
    expect(await closed).toBe(1006);
    expect(polite.closed).toBeNull();
    polite.socket.terminate();
  });

  it('10. of a credential that is revoked or expires is closed within seconds', async () => {
    const names = ['revoked', 'expired'];
    const sockets = await Promise.all(names.map(async (name) => new RawSocket(api).open(await shop.token({ name, permissions: ['member:events'] }))));
    for (const socket of sockets) socket.subscribe('1', EVENTS);
    await stage.platform.owner.query(`UPDATE platform.credential SET revoked_at = CASE name WHEN 'revoked' THEN now() END, expires_at = CASE name WHEN 'expired' THEN now() END WHERE name = ANY ($1)`, [names]);
    for (const socket of sockets) expect(await socket.isClosed()).toEqual({ code: 4403, reason: 'Forbidden' });
  });

  it('11. is no way around who may call: nobody, nothing before init, no page of others, no batch', async () => {
    const [nobody, early, batch] = [await new RawSocket(api).open(), await new RawSocket(api).open(), await new RawSocket(api).open(token)];
    nobody.send({ type: 'connection_init', payload: {} });
    early.subscribe('1', '{ brand { code } }');
    batch.send('[{"id":"1","type":"subscribe","payload":{"query":"{ brand { code } }"}}]');
    const evil = new RawSocket(api, { origin: 'https://evil.example' });
    expect([(await nobody.isClosed()).code, (await early.isClosed()).code, (await batch.isClosed()).code]).toEqual([4403, 4401, 4400]);
    await eventually(() => expect(evil.failure?.message).toBe('Unexpected server response: 403'));
  });

  it('leaves the gateway as it was', async () => {
    expect((await send(api, token, '{ brand { id } }')).status).toBe(200);
  });
});
