import { brand } from '@regulars/brand';
import type { PlatformRuntime } from '@regulars/kernel';
import { member } from '@regulars/member';
import { readId } from '@regulars/plugin-sdk';
import { order } from '@regulars/order';
import type { TestShop } from '@regulars/testing';
import type { Client } from 'graphql-ws';
import { pino } from 'pino';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Gateway, startGateway } from '../src/gateway';
import { eventually } from './eventually';
import { connect, RawSocket, run, Stream } from './socket';
import { call, createStage, send, type Stage } from './stage';

let stage: Stage;
let runtime: PlatformRuntime;
let gateway: Gateway;
let other: Gateway;
let shop: TestShop;
let token: string;
let client: Client;
const clients: Client[] = [];

beforeAll(async () => {
  stage = await createStage([brand, member, order]);
  runtime = stage.platform.node();
  gateway = await stage.gateway({ platform: runtime });
  other = await stage.gateway();
  shop = await stage.platform.brand({ code: 'tea' });
  token = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
  client = open();
});
afterAll(async () => {
  for (const one of clients) await one.dispose();
  await stage.stop();
});

function open(at = `${gateway.url}/graphql`, by: string | null = token, options: Parameters<typeof connect>[2] = {}): Client {
  const made = connect(at, by, options);
  clients.push(made);
  return made;
}

let joined = 0;
const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code message } } }';
/** Each join is one event. Answers the member's id. */
async function join(at = gateway, by = token): Promise<string> {
  const number = ++joined;
  const { body } = await send(`${at.url}/graphql`, by, JOIN, { input: { phone: `09${String(10_000_000 + number)}`, name: `M${number}` }, key: `join-${number}` });
  if (!body.data?.memberJoin.member) throw new Error(JSON.stringify(body));
  return body.data.memberJoin.member.id;
}

const EVENTS = 'subscription ($after: String, $memberId: ID, $types: [String!]) { memberEvents(after: $after, memberId: $memberId, types: $types) { type cursor data } }';
const metric = async (name: string, at = gateway): Promise<number> => Number(new RegExp(`^${name} (\\d+)`, 'm').exec((await call(`${at.url}/metrics`)).body)?.[1]);

/** Subscribes, and waits until everybody follows live. */
async function followAll(count: number, begin: (index: number) => Stream, at = gateway): Promise<Stream[]> {
  const before = await metric('regulars_live_subscribers', at);
  const streams = Array.from({ length: count }, (_, index) => begin(index));
  await eventually(async () => expect(await metric('regulars_live_subscribers', at)).toBe(before + count));
  return streams;
}

async function follow(variables: Record<string, unknown> = {}, by = client, query = EVENTS, at = gateway): Promise<Stream> {
  const [stream] = await followAll(1, () => new Stream(by, query, variables), at);
  return stream as Stream;
}

async function endAll(...streams: readonly Stream[]): Promise<void> {
  const before = await metric('regulars_live_subscribers');
  for (const stream of streams) stream.end();
  await eventually(async () => expect(await metric('regulars_live_subscribers')).toBeLessThan(before));
}

describe('queries and mutations over a socket', () => {
  it('are answered', async () => {
    expect(await run(client, '{ brand { code } }')).toEqual({ data: { brand: { code: 'tea' } } });
    expect(await run(client, 'mutation { storeCreate(input: { code: "W1", name: "W" }) { store { code } userErrors { code } } }')).toEqual({ data: { storeCreate: { store: { code: 'W1' }, userErrors: [] } } });
  });

  it('fail as they do over HTTP', async () => {
    await expect(run(client, '{ brand { cod } }')).rejects.toEqual([{ message: 'Cannot query field "cod" on type "Brand".', locations: expect.any(Array), extensions: { code: 'VALIDATION' } }]);
    await expect(run(client, '{ brand {')).rejects.toEqual([{ message: expect.stringContaining('Syntax Error'), locations: expect.any(Array), extensions: { code: 'VALIDATION' } }]);
    await expect(run(client, `{ ${Array.from({ length: 20 }, (_, i) => `a${i}: brand { code }`).join(' ')} }`)).rejects.toEqual([
      { message: 'The document is too large', extensions: { code: 'COST_EXCEEDED', limit: 'aliases', maximum: 15 } },
    ]);
    const weak = open(undefined, await shop.token({ name: 'weak' }));
    expect((await run(weak, '{ brand { code } }')).errors ?? (await run(weak, '{ members(first: 1) { nodes { id } } }')).errors).toEqual([
      { message: 'Not allowed', locations: expect.any(Array), path: expect.any(Array), extensions: { code: 'FORBIDDEN', requiredScopes: expect.any(Array) } },
    ]);
  });

  it('are served on the other audiences\' paths with their own credentials', async () => {
    const refused = await new RawSocket(`${gateway.url}/member/graphql`).open();
    refused.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    expect(await refused.isClosed()).toEqual({ code: 4403, reason: 'Forbidden' });
  });
});

describe('member events', () => {
  it('come live, executed once for all who want the same', async () => {
    const sockets = Array.from({ length: 15 }, () => open());
    const streams = await followAll(300, (index) => new Stream(sockets[index % 15] as Client, EVENTS));
    await eventually(async () => expect(await metric('regulars_live_groups')).toBe(1));
    const before = await metric('regulars_live_executions_total');
    await join();
    await Promise.all(streams.map((stream) => stream.has(1)));
    expect(streams.map(({ data }) => data[0].memberEvents.type)).toEqual(Array(300).fill('member.joined'));
    expect(await metric('regulars_live_executions_total') - before).toBe(1);
    for (const one of sockets) await one.dispose();
    await eventually(async () => expect(await metric('regulars_live_groups')).toBe(0));
  }, 60_000);

  it('cost no statement when none of what they select needs one', async () => {
    const stream = await follow({}, client, 'subscription { memberEvents { id type version cursor occurredAt data } }');
    const connects = jest.spyOn(runtime.app, 'connect');
    await join(other);
    await stream.has(1);
    expect(connects).not.toHaveBeenCalled();
    connects.mockRestore();
    await endAll(stream);
  });

  it('reach the subscribers of every gateway, without a worker', async () => {
    const there = await follow({}, open(`${other.url}/graphql`), EVENTS, other);
    const here = await follow();
    const ids = [await join(gateway), await join(other), await join(gateway)];
    for (const stream of [here, there]) {
      await stream.has(3);
      expect(stream.data.map(({ memberEvents }) => memberEvents.data.memberId)).toEqual(ids);
    }
    await endAll(here, there);
  });

  it('are replayed from a cursor, then go on', async () => {
    const first = await follow();
    for (let i = 0; i < 4; i++) await join();
    await first.has(4);
    const resumed = new Stream(client, EVENTS, { after: first.data[0].memberEvents.cursor });
    await resumed.has(3);
    await join();
    await Promise.all([resumed.has(4), first.has(5)]);
    expect(resumed.data).toEqual(first.data.slice(1));
    await eventually(async () => expect(await metric('regulars_live_groups')).toBe(1)); // both in one group by now
    await endAll(first, resumed);
  });

  it('are missed by nobody whose socket is cut again and again', async () => {
    const whole = await follow();
    const seen: string[] = [];
    let cursor = (await join(), await whole.has(1), whole.data[0].memberEvents.cursor as string);
    const readOn = async (at: Gateway): Promise<void> => {
      const socket = await new RawSocket(`${at.url}/graphql`).open(token);
      socket.subscribe('1', EVENTS, { after: cursor });
      await sleep(60);
      socket.socket.terminate();
      for (const { payload } of socket.messages) {
        seen.push(payload.data.memberEvents.data.memberId);
        cursor = payload.data.memberEvents.cursor;
      }
    };
    const written: string[] = [];
    const writing = (async () => {
      for (let i = 0; i < 10; i++) written.push(...(await Promise.all(Array.from({ length: 4 }, () => join(i % 2 ? gateway : other)))));
    })();
    for (let cut = 0; seen.length < 40 && cut < 100; cut++) await readOn(cut % 2 ? gateway : other);
    await Promise.all([writing, whole.has(41)]);
    const inOrder = whole.data.slice(1).map(({ memberEvents }) => memberEvents.data.memberId);
    expect(new Set(inOrder)).toEqual(new Set(written));
    expect(seen).toEqual(inOrder);
    await endAll(whole);
  }, 60_000);

  it('are narrowed by member and type', async () => {
    const id = await join();
    const own = await follow({ memberId: id });
    const updates = await follow({ types: ['member.updated'] });
    await join();
    await send(`${gateway.url}/graphql`, token, 'mutation ($id: ID!) { memberUpdate(id: $id, input: { name: "New" }) { userErrors { code } } }', { id });
    await Promise.all([own.has(1), updates.has(1)]);
    expect([own.data[0].memberEvents.type, updates.data[0].memberEvents.type]).toEqual(['member.updated', 'member.updated']);
    await endAll(own, updates);
  });

  it('do not pile up for a reader that stalls: it is told where to go on', async () => {
    const COUNT = 800;
    const quick = await follow();
    const stalled = await new RawSocket(`${gateway.url}/graphql`).open(token);
    stalled.subscribe('s', EVENTS);
    await eventually(async () => expect(await metric('regulars_live_subscribers')).toBe(2));
    stalled.socket.pause();
    const id = readId('mbr', await join());
    await stage.platform.owner.query(
      `INSERT INTO platform.event (brand_id, name, member_id, payload, actor, at)
       SELECT $1, 'member.updated', $2, jsonb_build_object('n', n, 'text', repeat('x', 32768)), 'test', clock_timestamp() FROM generate_series(1, $3::int) n`, [shop.id, id, COUNT]);
    await quick.has(COUNT + 1);
    stalled.socket.resume();
    const last = () => stalled.messages[stalled.messages.length - 1];
    await eventually(() => expect(last()).toMatchObject({ id: 's', type: 'error', payload: [{ extensions: { code: 'SLOW_CONSUMER' } }] }));
    const got = stalled.messages.slice(0, -1).map(({ payload }) => payload.data);
    expect(got).toEqual(quick.data.slice(0, got.length));
    expect(got.length).toBeLessThan(COUNT);
    const resumed = new Stream(open(), EVENTS, { after: last().payload[0].extensions.cursor });
    await resumed.has(COUNT + 1 - got.length);
    expect(resumed.data).toEqual(quick.data.slice(got.length));
    stalled.socket.close();
    await endAll(quick, resumed);
  }, 60_000);

  it('go no further than the brand', async () => {
    const stranger = await stage.platform.brand();
    const theirs = await stranger.token({ permissions: [...stranger.everything().scope.actor.permissions] });
    const mine = await follow();
    const their = await follow({}, open(undefined, theirs));
    const id = await join(gateway, theirs);
    await their.has(1);
    await join();
    await mine.has(1);
    expect(mine.data.map(({ memberEvents }) => memberEvents.data.memberId)).not.toContain(id);
    await endAll(mine, their);
  });

  it.each([
    ['a malformed cursor', { after: 'nonsense' }, { message: '`after` is no cursor of events', extensions: { code: 'BAD_REQUEST' } }],
    ['a member who does not exist', { memberId: 'mbr_00000000000000000000000000' }, { message: 'There is no such member', extensions: { code: 'BAD_REQUEST' } }],
    ['an id of something else', { memberId: 'str_00000000000000000000000000' }, { message: 'There is no such member', extensions: { code: 'BAD_REQUEST' } }],
    ['a variable of the wrong type', { types: [{ a: 1 }] }, { message: expect.stringContaining('$types'), extensions: { code: 'VALIDATION' } }],
  ])('are refused for %s', async (_, variables, error) => {
    const stream = new Stream(client, EVENTS, variables);
    await eventually(() => expect(stream.error).not.toBeNull());
    expect(stream.error).toEqual([expect.objectContaining(error)]);
  });

  it('are refused without the right', async () => {
    const stream = new Stream(open(undefined, await shop.token({ name: 'blind' })), EVENTS);
    await eventually(() => expect(stream.error).toEqual([expect.objectContaining({ message: 'Not allowed', extensions: { code: 'FORBIDDEN', requiredScopes: ['member:events'] } })]));
  });

  it('end for a cursor older than 7 days', async () => {
    const stream = await follow();
    await join();
    await stream.has(1);
    stream.end();
    await eventually(async () => expect(await metric('regulars_live_groups')).toBe(0));
    await stage.platform.owner.query(`ALTER TABLE platform.event DISABLE TRIGGER append_only`);
    await stage.platform.owner.query(`UPDATE platform.event SET recorded_at = recorded_at - interval '8 days'`);
    await stage.platform.owner.query(`ALTER TABLE platform.event ENABLE TRIGGER append_only`);
    const old = new Stream(client, EVENTS, { after: stream.data[0].memberEvents.cursor });
    await eventually(() => expect(old.error).toEqual([expect.objectContaining({ extensions: { code: 'CURSOR_EXPIRED' } })]));
  });
});

describe('a job', () => {
  it('is shown as it is, then at each change', async () => {
    const upload = await fetch(`${gateway.url}/files?name=m.csv`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' }, body: 'phone,name\n0911111111,A\n0922222222,B\n' });
    const { id: file } = (await upload.json()) as { id: string };
    const created = await send(`${gateway.url}/graphql`, token, 'mutation ($file: ID!) { importCreate(input: { kind: "MEMBERS", file: $file }, idempotencyKey: "import-1") { job { id } userErrors { code message } } }', { file });
    const { id } = created.body.data.importCreate.job;
    const stream = new Stream(client, 'subscription ($id: ID!) { jobUpdated(id: $id) { id status created } }', { id });
    await stream.has(1);
    expect(stream.data).toEqual([{ jobUpdated: { id, status: 'QUEUED', created: 0 } }]);
    await stage.platform.drain();
    await eventually(() => expect(stream.data[stream.data.length - 1]).toEqual({ jobUpdated: { id, status: 'SUCCEEDED', created: 2 } }));
    stream.end();
  });

  it('that does not exist ends the subscription', async () => {
    const stream = new Stream(client, 'subscription { jobUpdated(id: "job_00000000000000000000000000") { id } }');
    await eventually(() => expect(stream.error).toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_REQUEST' }) })]));
    expect(stream.data).toEqual([]);
  });
});

describe('sockets', () => {
  const at = (path = '/graphql') => `${gateway.url}${path}`;

  it.each([
    ['unknown', { authorization: 'Bearer rk_live_nobody_nobody_nobody' }],
    ['malformed', { authorization: 'nobody' }],
    ['missing', {}],
  ])('with a credential that is %s are closed', async (_, payload) => {
    const socket = await new RawSocket(at()).open();
    socket.send({ type: 'connection_init', payload });
    expect(await socket.isClosed()).toEqual({ code: 4403, reason: 'Forbidden' });
    expect(socket.messages).toEqual([]);
  });

  it('that say nothing are closed after 3 seconds', async () => {
    const socket = await new RawSocket(at()).open();
    expect(await socket.isClosed()).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  it('that subscribe before they said who they are, or speak nonsense, are closed', async () => {
    const [early, nonsense] = await Promise.all([new RawSocket(at()).open(), new RawSocket(at()).open()]);
    early.subscribe('1', '{ brand { code } }');
    nonsense.send('{');
    expect([(await early.isClosed()).code, (await nonsense.isClosed()).code]).toEqual([4401, 4400]);
  });

  it('speak graphql-transport-ws and nothing else', async () => {
    const socket = new RawSocket(at(), {}, 'graphql-ws');
    await eventually(() => expect(socket.failure?.message).toBe('Server sent no subprotocol'));
  });

  it('are taken on the API\'s paths, from our own pages and from programs', async () => {
    const refused = [new RawSocket(at('/elsewhere')), new RawSocket(at(), { origin: 'https://evil.example' })];
    await eventually(() => expect(refused.map(({ failure }) => failure?.message)).toEqual(['Unexpected server response: 404', 'Unexpected server response: 403']));
    const ours = await new RawSocket(at(), { origin: gateway.url }).open(token);
    ours.socket.close();
  });

  it('send at most 64 KiB a message', async () => {
    const socket = await new RawSocket(at()).open(token);
    socket.subscribe('1', `{ brand { code } } # ${'x'.repeat(70_000)}`);
    expect((await socket.isClosed()).code).toBe(1009);
  });

  it('have at most 20 operations at a time', async () => {
    const socket = await new RawSocket(at()).open(token);
    for (let i = 1; i <= 21; i++) socket.subscribe(`s${i}`, EVENTS);
    await eventually(() => expect(socket.messages).toEqual([
      { id: 's21', type: 'error', payload: [{ message: 'At most 20 operations run on one socket', extensions: { code: 'RATE_LIMITED', retryable: true, maximum: 20 } }] },
    ]));
    socket.send({ id: 's1', type: 'complete' });
    socket.subscribe('again', '{ brand { code } }');
    await eventually(() => expect(socket.messages.slice(1)).toEqual([{ id: 'again', type: 'next', payload: { data: { brand: { code: 'tea' } } } }, { id: 'again', type: 'complete' }]));
    socket.socket.close();
  });

  it('are closed when their credential is revoked', async () => {
    const leaving = await shop.token({ name: 'leaving', permissions: ['member:events'] });
    const socket = await new RawSocket(at()).open(leaving);
    socket.subscribe('1', EVENTS);
    await stage.platform.owner.query(`UPDATE platform.credential SET revoked_at = now() WHERE name = 'leaving'`);
    expect(await socket.isClosed()).toEqual({ code: 4403, reason: 'Forbidden' });
  });
});

describe('a gateway that stops', () => {
  it('sends its subscribers to another, where they go on', async () => {
    const leaving = await startGateway({ platform: stage.platform.node(), port: 0, host: '127.0.0.1', logger: pino({ level: 'silent' }) });
    const socket = await new RawSocket(`${leaving.url}/graphql`).open(token);
    socket.subscribe('1', EVENTS);
    await eventually(async () => expect(await metric('regulars_live_groups', leaving)).toBe(1));
    await join();
    await eventually(() => expect(socket.messages).toHaveLength(1));
    await leaving.stop();
    expect(await socket.isClosed()).toEqual({ code: 1012, reason: 'Service restart' });
    await join();
    const resumed = new Stream(client, EVENTS, { after: socket.messages[0].payload.data.memberEvents.cursor });
    await resumed.has(1);
    resumed.end();
  });

  it('answers what it is answering, and says that it is leaving', async () => {
    const node = stage.platform.node();
    const leaving = await startGateway({ platform: node, port: 0, host: '127.0.0.1', logger: pino({ level: 'silent' }), drainDelay: 500 });
    const open_ = node.open.bind(node);
    const opened = jest.spyOn(node, 'open').mockImplementation(async (scope) => {
      await sleep(1_500);
      return open_(scope);
    });
    const answers = Array.from({ length: 20 }, () => send(`${leaving.url}/graphql`, token, '{ brand { code } }'));
    await eventually(() => expect(opened).toHaveBeenCalledTimes(20));
    const stopping = leaving.stop();
    const ready = await call(`${leaving.url}/readyz`);
    expect([ready.status, ready.headers.get('connection')]).toEqual([503, 'close']);
    expect((await Promise.all(answers)).map(({ status, body }) => [status, body])).toEqual(Array(20).fill([200, { data: { brand: { code: 'tea' } } }]));
    await stopping;
    await expect(call(`${leaving.url}/livez`)).rejects.toThrow('fetch failed');
  });
});
