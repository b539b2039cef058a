import { brand } from '@regulars/brand';
import type { PlatformRuntime, Scope } from '@regulars/kernel';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import type { MaskKind } from '@regulars/plugin-sdk';
import type { TestShop } from '@regulars/testing';
import type { Client } from 'graphql-ws';
import type { Gateway } from '../src/gateway';
import { eventually } from './eventually';
import { connect, Stream } from './socket';
import { call, createStage, send, type Stage } from './stage';

let stage: Stage;
let runtime: PlatformRuntime;
let gateway: Gateway;
let shop: TestShop;
let token: string;
const clients: Client[] = [];
/** What each token's holder is narrowed to, beside what its credential says. */
const narrowed = new Map<string, Partial<Scope['actor']>>();

beforeAll(async () => {
  stage = await createStage([brand, member, order]);
  runtime = stage.platform.node();
  const authenticate = runtime.authenticate.bind(runtime);
  jest.spyOn(runtime, 'authenticate').mockImplementation(async (shown, audience) => {
    const scope = await authenticate(shown, audience);
    return scope && { ...scope, actor: { ...scope.actor, ...narrowed.get(shown) } };
  });
  gateway = await stage.gateway({ platform: runtime });
  shop = await stage.platform.brand({ code: 'tea' });
  token = await tokenOf('everything');
});
afterAll(async () => {
  for (const one of clients) await one.dispose();
  await stage.stop();
});

const tokenOf = (name: string): Promise<string> => shop.token({ name, permissions: [...shop.everything().scope.actor.permissions] });

async function holder(name: string, rights: Partial<Scope['actor']>): Promise<{ client: Client; token: string }> {
  const shown = await tokenOf(name);
  narrowed.set(shown, rights);
  const client = connect(`${gateway.url}/graphql`, shown);
  clients.push(client);
  return { client, token: shown };
}

const metric = async (name: string): Promise<number> => Number(new RegExp(`^${name} (\\d+)`, 'm').exec((await call(`${gateway.url}/metrics`)).body)?.[1]);

async function follow(client: Client, query: string): Promise<Stream> {
  const before = await metric('regulars_live_subscribers');
  const stream = new Stream(client, query, {});
  await eventually(async () => expect(await metric('regulars_live_subscribers')).toBe(before + 1));
  return stream;
}

const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code message } } }';

describe('live events', () => {
  const mask = (kind: MaskKind): Partial<Scope['actor']> => ({ masks: new Map([['Member.phone', kind]]) });

  it('are executed once for each caller who is shown a member, and a frame of one is never another\'s', async () => {
    const holders = await Promise.all([holder('clear', {}), holder('part', mask('PARTIAL')), holder('part too', mask('PARTIAL')), holder('hidden', mask('HIDE'))]);
    const streams: Stream[] = [];
    for (const { client } of holders) streams.push(await follow(client, 'subscription { memberEvents { member { name phone } } }'));
    // Two see the same, but each is written down by name.
    expect(await metric('regulars_live_groups')).toBe(4);
    await send(`${gateway.url}/graphql`, token, JOIN, { input: { phone: '0912345678', name: 'Ann' }, key: 'ann' });
    await Promise.all(streams.map((stream) => stream.has(1)));
    expect(streams.map(({ data }) => data[0].memberEvents.member.phone)).toEqual(['+886912345678', '0912***678', '0912***678', null]);
    const shown = await stage.platform.rows(`SELECT actor_name AS name, fields FROM platform.audit_entry WHERE operation = 'memberEvents' ORDER BY actor_name`);
    expect(shown).toEqual(['clear', 'hidden', 'part', 'part too'].map((name) => ({ name, fields: name === 'hidden' ? ['Member.name'] : ['Member.name', 'Member.phone'] })));
  });

  it('end when the holder is masked meanwhile, so that it connects anew', async () => {
    const one = await holder('leaver', {});
    const closed = new Promise<number>((resolve) => one.client.on('closed', (event) => resolve((event as { code: number }).code)));
    await follow(one.client, 'subscription { memberEvents { member { email } } }');
    narrowed.set(one.token, mask('HIDE'));
    expect(await closed).toBe(1012);
  });
});
