import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { defineEvent, readId } from '@regulars/plugin-sdk';
import { stampCard } from '@regulars/stamp-card';
import type { TestShop } from '@regulars/testing';
import type { Client } from 'graphql-ws';
import type { Gateway } from '../src/gateway';
import { eventually } from './eventually';
import { connect, run, Stream } from './socket';
import { bearer, call, createStage, send, type Stage } from './stage';

let stage: Stage;
let gateway: Gateway;
let other: Gateway;
let shop: TestShop;
let token: string;
let client: Client;
let elsewhere: Client;
let memberId: string;

beforeAll(async () => {
  stage = await createStage([brand, member, order, stampCard]);
  gateway = await stage.gateway();
  other = await stage.gateway();
  shop = await stage.platform.brand();
  token = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
  client = connect(`${gateway.url}/graphql`, token);
  elsewhere = connect(`${other.url}/graphql`, token);
  memberId = (await shop.everything().one('mutation { memberJoin(input: { email: "m@example.com" }, idempotencyKey: "m") { member { id } userErrors { message } } }')).member.id;
});
afterAll(async () => {
  await client.dispose();
  await elsewhere.dispose();
  await stage.stop();
});

const PROGRAMS = '{ stampCardPrograms { id } }';
const UNKNOWN = [{ message: 'Cannot query field "stampCardPrograms" on type "Query".', locations: expect.any(Array), extensions: { code: 'VALIDATION' } }];
const switchPlugin = (field: string) => send(`${gateway.url}/graphql`, token, `mutation { ${field}(id: "stamp-card") { brand { plugins { id state } } userErrors { code } } }`);
const sdl = async () => (await call(`${gateway.url}/schema.graphql`, { headers: bearer(token) })).body as string;

const StampAdded = defineEvent<object>('stamp.added');
const MemberUpdated = defineEvent<object>('member.updated');
const emit = (event: typeof StampAdded) => shop.context(async (ctx) => ctx.emit(event, { memberId }, readId('mbr', memberId)));
const EVENTS = 'subscription { memberEvents { __typename type } }';
const follows = async (count: number): Promise<void> =>
  eventually(async () => expect((await call(`${gateway.url}/metrics`)).body).toMatch(new RegExp(`^regulars_live_subscribers ${count}$`, 'm')));
const typesOf = (stream: Stream): string[] => stream.data.map(({ memberEvents }) => memberEvents.type);

describe('a plugin that is switched on and off again', () => {
  let before: string;
  let old: Stream;

  it('is not there at first', async () => {
    before = await sdl();
    expect(before).not.toMatch(/stamp/i);
    expect((await send(`${gateway.url}/graphql`, token, PROGRAMS)).body.errors).toEqual(UNKNOWN);
    for (const one of [client, elsewhere]) await expect(run(one, PROGRAMS)).rejects.toEqual(UNKNOWN);
    expect((await send(`${other.url}/graphql`, token, PROGRAMS)).body.errors).toEqual(UNKNOWN);
    const names = (await send(`${gateway.url}/graphql`, token, '{ __schema { types { name fields { name } } } }')).body.data.__schema.types;
    expect(JSON.stringify(names)).not.toMatch(/stamp/i);
    old = new Stream(client, EVENTS);
    await follows(1);
    await emit(StampAdded);
    await emit(MemberUpdated);
    await old.has(1);
    expect(typesOf(old)).toEqual(['member.updated']);
  });

  it('is there on the next request, over HTTP and on the socket that is open, on every gateway', async () => {
    expect((await switchPlugin('pluginEnable')).body.data.pluginEnable).toEqual({ brand: { plugins: [{ id: 'stamp-card', state: 'ENABLED' }] }, userErrors: [] });
    expect((await send(`${gateway.url}/graphql`, token, PROGRAMS)).body).toEqual({ data: { stampCardPrograms: [] } });
    expect(await run(client, PROGRAMS)).toEqual({ data: { stampCardPrograms: [] } });
    expect((await send(`${other.url}/graphql`, token, PROGRAMS)).body).toEqual({ data: { stampCardPrograms: [] } });
    expect(await run(elsewhere, PROGRAMS)).toEqual({ data: { stampCardPrograms: [] } });
    const names = new Stream(client, EVENTS);
    await follows(2);
    await emit(StampAdded);
    await emit(MemberUpdated);
    await Promise.all([names.has(2), eventually(() => expect(typesOf(old).slice(-1)).toEqual(['member.updated']))]);
    expect(names.data).toEqual([{ memberEvents: { __typename: 'StampAddedEvent', type: 'stamp.added' } }, { memberEvents: { __typename: 'MemberUpdatedEvent', type: 'member.updated' } }]);
    names.end();
  });

  it('is gone again without a trace, and who listened goes on listening', async () => {
    await switchPlugin('pluginDisable');
    expect(await sdl()).toBe(before);
    expect((await send(`${gateway.url}/graphql`, token, PROGRAMS)).body.errors).toEqual(UNKNOWN);
    expect((await send(`${other.url}/graphql`, token, PROGRAMS)).body.errors).toEqual(UNKNOWN);
    for (const one of [client, elsewhere]) await expect(run(one, PROGRAMS)).rejects.toEqual(UNKNOWN);
    const count = old.data.length;
    await emit(StampAdded);
    await emit(MemberUpdated);
    await eventually(() => expect(old.data.length).toBeGreaterThan(count));
    expect(typesOf(old).slice(count)).toEqual(['member.updated']);
    expect(old.error).toBeNull();
  });

  it('ends a subscription that asks for what is gone', async () => {
    await switchPlugin('pluginEnable');
    const stream = new Stream(client, 'subscription { memberEvents { type ... on StampAddedEvent { id } } }');
    await eventually(async () => expect((await call(`${gateway.url}/metrics`)).body).toMatch(/^regulars_live_subscribers 2$/m));
    await switchPlugin('pluginDisable');
    await emit(MemberUpdated);
    await eventually(() => expect(stream.error).toEqual([expect.objectContaining({ message: 'Unknown type "StampAddedEvent".', extensions: { code: 'VALIDATION' } })]));
  });
});
