import './support/open-loopback';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { MemberUpdated, type MemberUpdatedPayload } from '@regulars/member/contract';
import { defineEvent, newUuid, publicId } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { webhook } from '../src';
import { CREATE, DELETE, DRY_RUN, ENDPOINTS, join, newKey, QUERY, REDELIVER, REPLAY, ROTATE, UPDATE } from './support/documents';
import { isVerified, Receiver } from './support/receiver';

let platform: TestPlatform;
let receiver: Receiver;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, webhook]);
});
afterAll(() => platform?.stop());
beforeEach(async () => {
  receiver = await Receiver.open();
  shop = await platform.brand();
  staff = shop.everything();
});
afterEach(() => receiver.close());

async function endpoint(input: object = {}): Promise<Data> {
  return staff.one(CREATE, { input: { url: `${receiver.url}/hook?a=1`, types: ['member.joined'], query: QUERY, apiKeyId: await newKey(staff), ...input } });
}
/** What the one mutation of the document answers, refused or not. */
async function answered(caller: TestCaller, document: string, variables: object): Promise<Data> {
  const { data, errors } = await caller.run(document, variables as Record<string, unknown>);
  expect(errors).toBeUndefined();
  return Object.values(data as object)[0] as Data;
}
const only = async (): Promise<Data> => (await staff.one(ENDPOINTS))[0];
const deliveries = async (): Promise<Data[]> => (await only()).deliveries.nodes;
/** Whatever failed, and whoever was paused, is due at once. */
async function again(): Promise<void> {
  await platform.owner.query(`UPDATE platform.tap_delivery SET due_at = clock_timestamp() WHERE state = 'PENDING'`);
  await platform.owner.query('UPDATE platform.event_tap SET resumes_at = NULL');
  await platform.drain();
}
const nextIn = ({ nextAt }: Data): number => (Date.parse(nextAt) - Date.now()) / 1_000;

describe('an event', () => {
  it('is posted as the selection has it, signed, under its own id', async () => {
    const { secret } = await endpoint();
    const number = await join(shop, 'Ann');
    await platform.drain();
    const [message] = receiver.received;
    expect(receiver.received).toHaveLength(1);
    expect(JSON.parse(message!.body)).toEqual({
      id: message!.id, type: 'member.joined', occurredAt: expect.any(String), cursor: expect.stringMatching(/^\d+\.[0-9a-f-]{36}$/), member: { number, name: 'Ann', phone: expect.any(String) },
    });
    expect(message).toMatchObject({ path: '/hook?a=1', headers: { 'content-type': 'application/json', 'user-agent': 'Regulars-Webhooks/1' } });
    expect([isVerified(message!, secret), isVerified({ ...message!, body: `${message!.body} ` }, secret)]).toEqual([true, false]);
    expect(await deliveries()).toEqual([{ id: expect.stringMatching(/^whd_/), eventId: message!.id, type: 'member.joined', state: 'DELIVERED', attempts: 1, lastStatus: 204, lastError: null, nextAt: null }]);
    await platform.drain();
    expect(receiver.received).toHaveLength(1);
  });

  it('of another type, or of another brand, is not', async () => {
    await endpoint({ types: ['member.updated'] });
    await join(shop);
    await join(await platform.brand());
    await platform.drain();
    expect([receiver.connections, await deliveries()]).toEqual([0, []]);
  });

  it('shows what the key may see, and who was shown it is written down', async () => {
    await endpoint({ apiKeyId: await newKey(shop.everything({ masks: { 'Member.phone': 'HIDE' } })) });
    await join(shop, 'Bob');
    await platform.drain();
    expect(JSON.parse(receiver.received[0]!.body).member).toEqual({ number: expect.any(String), name: 'Bob', phone: null });
    const { nodes } = await staff.one('{ auditEntries(first: 3, where: { operation: { eq: "memberEvents" } }) { nodes { actor actorKind fields } } }');
    expect(nodes).toEqual([{ actor: 'hooks', actorKind: 'integration', fields: ['Member.name'] }]);
  });

  it('of a store the key is not for is not sent, and nobody can tell that there was one', async () => {
    const { store } = await staff.one('mutation { storeCreate(input: { code: "S1", name: "One" }) { store { id } userErrors { message } } }');
    await endpoint({ apiKeyId: await newKey(staff, ['member:events'], { storeIds: [store.id] }), types: ['member.updated'], query: '{ data }' });
    const about = newUuid();
    for (const storeCode of ['S2', 'S1']) await shop.context((ctx) => Promise.resolve(ctx.emit(MemberUpdated, { memberId: publicId('mbr', about), changed: [], storeCode } as MemberUpdatedPayload, about)));
    await platform.drain();
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.storeCode)).toEqual(['S1']);
    expect((await deliveries()).map(({ state }) => state)).toEqual(['DELIVERED']);
  });

  it('that the brand\'s schema does not have any more is given up, and others are not', async () => {
    await endpoint();
    await platform.owner.query(`UPDATE platform.event_tap SET names = names || '{gone.event}'`);
    await shop.context((ctx) => Promise.resolve(ctx.emit(defineEvent<object>('gone.event'), {}, newUuid())));
    await join(shop);
    await platform.drain();
    expect((await deliveries()).map(({ type, state, lastError }) => [type, state, lastError])).toEqual([['member.joined', 'DELIVERED', null], ['gone.event', 'DEAD', 'The brand\'s schema has no event gone.event.']]);
  });

  it('comes signed with both secrets for a day after a rotation, and then with the new one', async () => {
    const { secret: first, endpoint: { id } } = await endpoint();
    const { secret: second } = await staff.one(ROTATE, { id });
    await join(shop);
    await platform.drain();
    expect([first, second].map((secret) => isVerified(receiver.received[0]!, secret))).toEqual([true, true]);
    await platform.owner.query(`UPDATE webhook.secret SET expires_at = expires_at - interval '24 hours' WHERE expires_at IS NOT NULL`);
    await join(shop);
    await platform.drain();
    expect([first, second].map((secret) => isVerified(receiver.received[1]!, secret))).toEqual([false, true]);
    const secrets = await platform.rows<{ sealed: Buffer }>('SELECT sealed FROM webhook.secret');
    expect(secrets.filter(({ sealed }) => sealed.includes('whsec_'))).toEqual([]);
  });
});

describe('a receiver that does not take it', () => {
  it('is asked ten times more, later each time, and then the event is kept as dead until somebody sends it again', async () => {
    receiver.behave(() => ({ status: 500 }));
    await endpoint();
    await join(shop);
    await platform.drain();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt++) {
      const [delivery] = await deliveries();
      expect(delivery).toMatchObject({ state: 'PENDING', attempts: attempt, lastStatus: 500, lastError: 'The receiver answered 500' });
      waits.push(nextIn(delivery!));
      await again();
    }
    const steps = [5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400];
    // Up to a tenth later; this machine may have taken some seconds to ask.
    expect(waits.map((wait, index) => wait > steps[index]! - 5 && wait <= steps[index]! * 1.1)).toEqual(steps.map(() => true));
    expect([receiver.received.length, new Set(receiver.received.map(({ id }) => id)).size]).toEqual([11, 1]);
    const [{ id }] = await deliveries() as [Data];
    expect(await only()).toMatchObject({ state: 'PAUSED', deliveries: { nodes: [{ state: 'DEAD', attempts: 11, nextAt: null }] } });
    await again();
    expect(receiver.received).toHaveLength(11);
    receiver.behave(() => ({ status: 200 }));
    expect((await staff.one(REDELIVER, { id })).delivery).toEqual({ id, state: 'PENDING', attempts: 0 });
    await again();
    expect(await only()).toMatchObject({ state: 'ACTIVE', deliveries: { nodes: [{ state: 'DELIVERED', attempts: 1, lastStatus: 200 }] } });
  });

  it('is not asked before it wants to be, for this event or another', async () => {
    receiver.behave(() => ({ status: 429, headers: { 'retry-after': '120' } }));
    await endpoint();
    await join(shop);
    await platform.drain();
    await join(shop);
    await platform.drain();
    expect(receiver.received).toHaveLength(1);
    const [second, first] = await deliveries() as [Data, Data];
    expect([second.attempts, first.attempts, Math.round(nextIn(first) / 10)]).toEqual([0, 1, 12]);
  });

  it.each([[301, 'The receiver answered 301: redirects are not followed'], [404, 'The receiver answered 404']])('is told of with its answer: %s', async (status, lastError) => {
    receiver.behave(() => ({ status, headers: { location: `${receiver.url}/elsewhere` } }));
    await endpoint();
    await join(shop);
    await platform.drain();
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook?a=1']);
    expect(await deliveries()).toMatchObject([{ state: 'PENDING', lastStatus: status, lastError }]);
  });

  it('and is gone, is sent nothing more, until somebody updates the endpoint', async () => {
    receiver.behave((_, nth) => ({ status: nth === 1 ? 410 : 204 }));
    const { endpoint: { id, apiKeyId } } = await endpoint();
    await join(shop);
    await platform.drain();
    await join(shop);
    await again();
    expect(receiver.received).toHaveLength(1);
    expect(await only()).toMatchObject({ state: 'DISABLED', reason: 'The receiver answered 410 Gone', deliveries: { nodes: [{ state: 'DEAD', lastStatus: 410 }] } });
    const [{ id: dead }] = await deliveries() as [Data];
    const refused = await answered(staff, REDELIVER, { id: dead });
    expect(refused).toEqual({ delivery: null, userErrors: [{ code: 'INVALID_INPUT', path: ['deliveryId'], message: 'The endpoint is disabled: update it first.' }] });
    await staff.ok(UPDATE, { id, input: { url: `${receiver.url}/new`, types: ['member.joined'], query: '{ id }', apiKeyId } });
    await join(shop);
    await platform.drain();
    expect(receiver.received.map(({ path, body }) => [path, Object.keys(JSON.parse(body))])[1]).toEqual(['/new', ['id']]);
    expect(await only()).toMatchObject({ state: 'ACTIVE', reason: null });
  });

  it('for five days, is sent nothing more', async () => {
    receiver.behave(() => ({ status: 500 }));
    await endpoint();
    await join(shop);
    await join(shop);
    await platform.drain();
    await platform.owner.query(`UPDATE platform.event_tap SET failing_since = clock_timestamp() - interval '5 days 1 minute'`);
    await again();
    expect(await only()).toMatchObject({ state: 'DISABLED', reason: 'No delivery succeeded for 5 days' });
    expect((await deliveries()).map(({ state }) => state)).toEqual(['DEAD', 'DEAD']);
  });
});

describe('a key', () => {
  it('that is revoked ends its deliveries, and says so', async () => {
    const { endpoint: { apiKeyId } } = await endpoint();
    await staff.ok('mutation ($id: ID!) { apiKeyRevoke(id: $id) { userErrors { message } } }', { id: apiKeyId });
    await join(shop);
    await platform.drain();
    expect(receiver.connections).toBe(0);
    expect(await only()).toMatchObject({ state: 'DISABLED', reason: 'The API key was revoked or has expired', deliveries: { nodes: [{ state: 'DEAD', lastError: 'The API key was revoked or has expired', attempts: 1 }] } });
  });

  it('can be used only by who may do and see as much', async () => {
    const input = { url: receiver.url, types: ['member.joined'], query: QUERY, apiKeyId: await newKey(staff) };
    for (const caller of [shop.as({ permissions: ['webhook:manage', 'member:events'] }), shop.everything({ masks: { 'Member.phone': 'PARTIAL' } }), shop.everything({ storeIds: [newUuid()] })]) {
      expect((await answered(caller, CREATE, { input })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['input', 'apiKeyId'], message: 'The key may do or see more than you may.' }]);
      expect((await caller.run(DRY_RUN, { input, eventId: publicId('evt', newUuid()) })).errors).toHaveLength(1);
    }
    expect((await answered(staff, CREATE, { input: { ...input, apiKeyId: await newKey(staff, ['member:read']) } })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['input', 'apiKeyId'], message: 'The key lacks member:events.' }]);
    expect((await staff.one(ENDPOINTS))).toEqual([]);
  });
});

describe('an endpoint', () => {
  it.each([
    [{ url: 'ftp://example.com/' }, 'url'], [{ url: 'http://user:secret@127.0.0.1/' }, 'url'], [{ url: 'http://10.0.0.1/' }, 'url'], [{ url: 'http://[::1]/' }, 'url'],
    [{ types: [] }, 'types'], [{ types: ['member.joined', 'nobody.knows'] }, 'types.1'], [{ query: '{ id' }, 'query'], [{ query: '{ nothing }' }, 'query'],
    [{ query: 'subscription ($a: String) { memberEvents(after: $a) { id } }' }, 'query'], [{ query: 'mutation { memberJoin }' }, 'query'], [{ query: '{ id } { type }' }, 'query'],
    [{ query: `{ ${'a: id '.repeat(20)} }` }, 'query'], [{ query: `{ member { ${'timeline(first: 100) { nodes { member { '.repeat(3)} id ${'} } }'.repeat(3)} } }` }, 'query'],
    [{ apiKeyId: publicId('key', newUuid()) }, 'apiKeyId'],
  ])('is refused for what could not be sent: %j', async (input, path) => {
    const asked = { url: receiver.url, types: ['member.joined'], query: QUERY, apiKeyId: await newKey(staff), ...input };
    const { endpoint: made, secret, userErrors } = await answered(staff, CREATE, { input: asked });
    expect([made, secret, [...new Set(userErrors.map((error: Data) => error.path.join('.')))]]).toEqual([null, null, [`input.${path}`]]);
    expect(await staff.one(ENDPOINTS)).toEqual([]);
  });

  it('selects with fragments and types, and as a subscription would', async () => {
    await endpoint({ query: 'subscription { memberEvents { ... on MemberJoinedEvent { joined: type } ...Place } } fragment Place on MemberEvent { cursor }' });
    await join(shop);
    await platform.drain();
    expect(JSON.parse(receiver.received[0]!.body)).toEqual({ joined: 'member.joined', cursor: expect.any(String) });
  });

  it('that is deleted is sent nothing, and nothing of it is left to see', async () => {
    const { endpoint: { id } } = await endpoint();
    await join(shop);
    expect(await staff.one(DELETE, { id })).toEqual({ endpoint: null, userErrors: [] });
    await platform.drain();
    expect([receiver.connections, await staff.one(ENDPOINTS), (await answered(staff, DELETE, { id })).userErrors[0].code]).toEqual([0, [], 'NOT_FOUND']);
  });

  it('is sent once more what came after a cursor', async () => {
    const { endpoint: { id } } = await endpoint();
    for (const name of ['Ann', 'Bob', 'Cy']) await join(shop, name);
    await platform.drain();
    const [first, second, third] = receiver.received.map(({ body }) => JSON.parse(body) as Data);
    await staff.ok(REPLAY, { id, after: first!.cursor });
    await platform.drain();
    expect(receiver.received.map((message) => message.id)).toEqual([first, second, third, second, third].map((event) => event!.id));
    const early = await staff.one('query { members(first: 5) { nodes { name timeline(first: 1) { nodes { cursor } } } } }');
    await staff.ok(REPLAY, { id, after: early.nodes.find(({ name }: Data) => name === 'Bob').timeline.nodes[0].cursor });
    await platform.drain();
    expect(receiver.received.slice(5).map((message) => message.id)).toEqual([third!.id]);
    for (const after of ['nonsense', `1.${newUuid()}`, `99999999999999999999.${newUuid()}`]) {
      expect((await answered(staff, REPLAY, { id, after })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['after'], message: 'It is no cursor of an event of the last 7 days.' }]);
    }
  });
});

describe('a dry run', () => {
  it('shows what would be posted, and sends nothing', async () => {
    await join(shop, 'Dee');
    await platform.drain();
    const [event] = await platform.rows<{ id: string }>(`SELECT id FROM platform.event WHERE brand_id = $1 AND name = 'member.joined'`, [shop.id]);
    const input = { url: receiver.url, types: ['member.joined'], query: '{ id member { name } }', apiKeyId: await newKey(staff) };
    const eventId = publicId('evt', event!.id);
    const { body, headers, errors } = await staff.one(DRY_RUN, { input, eventId });
    expect([body, errors]).toEqual([{ id: eventId, member: { name: 'Dee' } }, []]);
    expect(headers).toEqual({ 'content-type': 'application/json', 'user-agent': 'Regulars-Webhooks/1', 'webhook-id': eventId, 'webhook-timestamp': expect.stringMatching(/^\d{10}$/), 'webhook-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/) });
    const partial = await staff.one(DRY_RUN, { input: { ...input, query: '{ id member { name timeline(after: "nowhere") { nodes { id } } } }' }, eventId });
    expect([partial.body, partial.errors]).toEqual([{ id: eventId, member: null }, ['member.timeline: This is no cursor of this list.']]);
    const other = await platform.brand();
    const foreign = await other.everything().run(DRY_RUN, { input: { ...input, apiKeyId: await newKey(other.everything()) }, eventId });
    expect([foreign.errors?.[0]?.message, receiver.connections]).toEqual(['There is no such event, or the key may not see it.', 0]);
  });
});
