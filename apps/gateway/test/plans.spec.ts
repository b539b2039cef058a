import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { publicId } from '@regulars/plugin-sdk';
import { stampCard } from '@regulars/stamp-card';
import type { Data, TestShop } from '@regulars/testing';
import type { Client } from 'graphql-ws';
import type { Gateway } from '../src/gateway';
import { eventually } from './eventually';
import { connect, run, Stream } from './socket';
import { call, createStage, send, type Stage } from './stage';

/** Orders at each gateway, one after the other in each lane, while the plan of their brand changes. */
const LANES = 2;
const AROUND = Number(process.env.REGULARS_PLAN_ORDERS ?? 4); // orders in each lane before, between and after the changes

const ORDER = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { message } } }';
const GRANT = `mutation ($m: ID!, $p: ID!, $key: String!) { stampCardGrant(memberId: $m, programId: $p, stamps: 1, reason: "sorry", idempotencyKey: $key) {
  card { stamps } userErrors { __typename code ... on PluginSuspendedError { plugin } } } }`;
const PROGRAMS = '{ stampCardPrograms { id } brand { plugins { id state graceEndsAt } } }';
const EVENTS = 'subscription { memberEvents { type ... on StampAddedEvent { id } } }';
const REFUSED = { card: null, userErrors: [{ __typename: 'PluginSuspendedError', code: 'PLUGIN_SUSPENDED', plugin: 'stamp-card' }] };

interface Sent {
  readonly externalId: string;
  readonly begun: number;
  readonly answered: number;
}

let stage: Stage;
let gateways: readonly Gateway[];
let shop: TestShop;
let token: string;
let operator: string;
let sockets: readonly Client[];
let memberId: string;
let grantedId: string;
let programId: string;

beforeAll(async () => {
  stage = await createStage([brand, member, order, stampCard]);
  gateways = [await stage.gateway(), await stage.gateway()];
  shop = await stage.platform.brand({ plugins: ['stamp-card'] });
  token = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
  operator = await shop.token({ audience: 'platform', permissions: ['brand:install'] });
  sockets = gateways.map(({ url }) => connect(`${url}/graphql`, token));
  const staff = shop.everything();
  memberId = (await staff.one('mutation { memberJoin(input: { email: "m@example.com" }, idempotencyKey: "m") { member { id } userErrors { message } } }')).member.id;
  grantedId = (await staff.one('mutation { memberJoin(input: { email: "g@example.com" }, idempotencyKey: "g") { member { id } userErrors { message } } }')).member.id;
  const input = { name: 'Every order', slots: 200, startsAt: '2025-01-01T00:00:00Z', rewards: [], rules: [{ kind: 'PER_ITEM', sku: ['A'] }] };
  programId = (await staff.one('mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } userErrors { path message } } }', { input })).program.id;
  await staff.ok('mutation ($id: ID!) { stampCardProgramActivate(id: $id) { userErrors { message } } }', { id: programId });
  for (const plan of [{ code: 'FULL', name: 'Full', plugins: ['stamp-card'], limits: {} }, { code: 'BARE', name: 'Bare', plugins: [], limits: {} }]) {
    await asOperator('mutation ($plan: PlanInput!) { planCreate(input: $plan) { userErrors { message } } }', { plan });
  }
});
afterAll(async () => {
  for (const socket of sockets) await socket.dispose();
  await stage.stop();
});

async function asOperator(query: string, variables: object): Promise<Data> {
  const { body } = await send(`${gateways[0]!.url}/platform/graphql`, operator, query, variables);
  expect(body.errors).toBeUndefined();
  return body.data;
}

/** When it was asked for, and when it was answered. */
async function change(plan: string, days = 0): Promise<{ readonly asked: number; readonly answered: number }> {
  const asked = performance.now();
  const data = await asOperator('mutation ($id: ID!, $plan: String!, $days: Int!) { brandPlanChange(brandId: $id, planCode: $plan, graceDays: $days) { brand { plan { code } } userErrors { message } } }', { id: publicId('brd', shop.id), plan, days });
  expect(data).toEqual({ brandPlanChange: { brand: { plan: { code: plan } }, userErrors: [] } });
  return { asked, answered: performance.now() };
}

let grants = 0;
const grant = (one: Client): Promise<Data> => run(one, GRANT, { m: grantedId, p: programId, key: `grant-${++grants}` }).then(({ data }) => data.stampCardGrant);

/** A stream of orders at both gateways; `count()` says how many were answered. */
class Orders {
  readonly sent: Sent[] = [];
  private stopped = false;
  private readonly ended: Promise<unknown>;

  constructor(name: string) {
    this.ended = Promise.all(gateways.flatMap(({ url }, gateway) => Array.from({ length: LANES }, (_, lane) => this.lane(url, `${name}-${gateway}-${lane}`))));
  }

  private async lane(url: string, name: string): Promise<void> {
    for (let n = 0; !this.stopped; n++) {
      const externalId = `${name}-${n}`;
      const begun = performance.now();
      const input = { source: 'pos', externalId, member: { id: memberId }, placedAt: '2026-01-05T03:00:00Z', revision: 1, lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '10' }] };
      const { status, body } = await send(`${url}/graphql`, token, ORDER, { input, key: externalId });
      if (status !== 200 || body.errors || body.data.orderUpsert.userErrors.length > 0) throw new Error(`${externalId} was lost: ${JSON.stringify(body)}`);
      this.sent.push({ externalId, begun, answered: performance.now() });
    }
  }

  async more(count = AROUND * LANES * gateways.length): Promise<void> {
    const until = this.sent.length + count;
    await Promise.race([eventually(() => expect(this.sent.length).toBeGreaterThanOrEqual(until), 60_000), this.ended]);
  }

  async end(): Promise<readonly Sent[]> {
    this.stopped = true;
    await this.ended;
    return this.sent;
  }
}

describe('a plan that changes under a stream of orders', () => {
  it('loses no order, and stamps exactly those that are written while the plan grants it', async () => {
    const orders = new Orders('o');
    await orders.more();
    const gone = await change('BARE');
    await orders.more();
    const back = await change('FULL');
    await orders.more();
    const sent = await orders.end();
    const rows = await stage.platform.rows<{ id: string; stamps: number }>(
      `SELECT o.external_id AS id, coalesce(sum(e.amount_stamps), 0)::int AS stamps FROM "order"."order" o LEFT JOIN stamp_card.entry e ON e.brand_id = o.brand_id AND e.order_id = o.id WHERE o.brand_id = $1 GROUP BY 1`, [shop.id]);
    const stamps = new Map(rows.map(({ id, stamps: n }) => [id, n]));
    expect([...stamps.keys()].sort()).toEqual(sent.map(({ externalId }) => externalId).sort());
    const given = (of: (one: Sent) => boolean): number[] => sent.filter(of).map(({ externalId }) => stamps.get(externalId) ?? -1);
    const phases = [
      given(({ answered }) => answered < gone.asked),
      given(({ begun, answered }) => begun > gone.answered && answered < back.asked),
      given(({ begun }) => begun > back.answered),
    ];
    expect(phases.map((phase) => [...new Set(phase)])).toEqual([[1], [0], [1]]);
    expect(await shop.violations()).toEqual([]);
  }, 30_000);

  it('reaches sockets that are open, on every gateway, which stay open', async () => {
    const streams = sockets.map((socket) => new Stream(socket, EVENTS));
    for (const { url } of gateways) await eventually(async () => expect((await call(`${url}/metrics`)).body).toMatch(/^regulars_live_subscribers 1$/m));
    for (const socket of sockets) expect((await grant(socket)).userErrors).toEqual([]);
    await eventually(() => expect(streams.map(({ data }) => data.filter(({ memberEvents }) => memberEvents.type === 'stamp.added').length)).toEqual([2, 2]));
    const { answered } = await change('BARE');
    for (const socket of sockets) expect(await grant(socket)).toEqual(REFUSED);
    expect(performance.now() - answered).toBeLessThan(5_000);
    for (const socket of sockets) {
      expect(await run(socket, PROGRAMS)).toEqual({ data: { stampCardPrograms: [{ id: programId }], brand: { plugins: [{ id: 'stamp-card', state: 'SUSPENDED', graceEndsAt: null }] } } });
    }
    await change('FULL');
    for (const socket of sockets) expect((await grant(socket)).userErrors).toEqual([]);
    await eventually(() => expect(streams.map(({ data }) => data.filter(({ memberEvents }) => memberEvents.type === 'stamp.added').length)).toEqual([4, 4]));
    expect(streams.map(({ error, isComplete }) => [error, isComplete])).toEqual([[null, false], [null, false]]);
    for (const stream of streams) stream.end();
  });

  it('says until when the plugin acts on', async () => {
    await change('BARE', 7);
    for (const socket of sockets) {
      const { data } = await run(socket, PROGRAMS);
      expect(data.brand.plugins).toEqual([{ id: 'stamp-card', state: 'ENABLED', graceEndsAt: expect.stringMatching(/^2026-01-12T/) }]);
      expect((await grant(socket)).userErrors).toEqual([]);
    }
    await change('FULL');
    expect((await run(sockets[1]!, PROGRAMS)).data.brand.plugins).toEqual([{ id: 'stamp-card', state: 'ENABLED', graceEndsAt: null }]);
  });
});
