import { modules } from '../src/plugins';
import type { TestShop } from '@regulars/testing';
import type { Gateway } from '../src/gateway';
import { bearer, send, createStage, type Stage } from './stage';
import { connect, run } from './socket';

let stage: Stage;
let gateway: Gateway;
let shop: TestShop;
let token: string;
let api: string;

beforeAll(async () => {
  stage = await createStage(modules);
  gateway = await stage.gateway();
  shop = await stage.platform.brand({ code: 'tea' });
  token = await shop.token({ permissions: [...shop.everything().scope.actor.permissions] });
  api = `${gateway.url}/graphql`;
});
afterAll(() => stage.stop());

const PAGES = 'query ($n: Int) { members(first: $n) { nodes { id orders(first: $n) { nodes { id } } } } }';
const MODERN = { accept: 'application/graphql-response+json' };
const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { created member { id } userErrors { code } } }';

describe('the limit on what an operation costs', () => {
  const tooDear = (n: number) => 2 + n * (1 + 2 + n);

  it('is held against variables, each time anew', async () => {
    const answers = [];
    for (const n of [1, 50, 1, 50]) answers.push((await send(api, token, PAGES, { n })).body);
    const refused = { errors: [{ message: 'The operation costs too much: ask for less at once', extensions: {
      code: 'COST_EXCEEDED', cost: tooDear(50), maximum: 2_000,
      topPaths: [{ path: 'members.nodes.orders.nodes', cost: 2_500 }, { path: 'members.nodes.orders', cost: 100 }, { path: 'members.nodes', cost: 50 }],
    } }] };
    const good = { data: { members: { nodes: [] } } };
    expect(answers).toEqual([good, refused, good, refused]);
  });

  it('holds for what the schema fills in', async () => {
    const { status, body } = await send(api, token, '{ members { nodes { orders { nodes { member { orders { nodes { lines { sku } } } } } } } } }', {}, MODERN);
    expect(status).toBe(400);
    expect(body.errors[0].extensions).toMatchObject({ code: 'COST_EXCEEDED', maximum: 2_000 });
  });

  it('is lower for members', async () => {
    const { memberJoin } = await shop.everything().ok(JOIN, { input: { phone: '0912345678' }, key: 'cost-1' });
    const memberToken = await shop.token({ audience: 'member', memberId: memberJoin.member.id, name: 'm' });
    const ask = (n: number) => send(`${gateway.url}/member/graphql`, memberToken, 'query ($n: Int) { me { orders(first: $n) { nodes { lines { sku } } } } }', { n });
    expect((await ask(2)).body).toEqual({ data: { me: { orders: { nodes: [] } } } });
    expect((await ask(99)).body.errors[0].extensions).toMatchObject({ code: 'COST_EXCEEDED', maximum: 400 });
  });

  it('holds over a socket, as it does over HTTP', async () => {
    const client = connect(api, token);
    expect((await run(client, PAGES, { n: 0 })).data).toEqual({ members: { nodes: [] } });
    await expect(run(client, PAGES, { n: 50 })).rejects.toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code: 'COST_EXCEEDED', cost: tooDear(50) }) })]);
    await client.dispose();
  });

  it('executes nothing of what it refuses', async () => {
    const before = await shop.digest();
    const inputs = Array.from({ length: 100 }, (_, i) => ({ source: 'pos', externalId: `X${i}`, placedAt: '2026-01-04T04:00:00Z', lines: [] }));
    const document = `mutation ($inputs: [OrderUpsertInput!]!) { ordersUpsert(inputs: $inputs, idempotencyKey: "k") { results { order { lines { sku } effects { kind } member { tags } } } } }`;
    expect((await send(api, token, document, { inputs })).body.errors[0].extensions).toMatchObject({ code: 'COST_EXCEEDED' });
    expect(await shop.digest()).toEqual(before);
  });
});

describe('what an answer says it cost', () => {
  it('is asked, done, and left', async () => {
    const { cost } = await send(api, token, '{ brand { code } members(first: 30) { nodes { id } } }');
    expect(cost).toEqual({ requested: 1 + 2 + 30, actual: 1 + 1 + 1, throttle: { maximum: 500_000, available: 500_000, restoreRate: 100_000 } });
  });

  it('is ten for a mutation, more for what it shows, and less where it answers little', async () => {
    const { body, cost } = await send(api, token, JOIN, { input: { phone: '0912345679' }, key: 'cost-2' });
    expect(body.data.memberJoin.created).toBe(true);
    expect(cost).toMatchObject({ requested: 10 + 1 + 1, actual: 10 + 1 });
  });

  it('is ten for each mutation, though they stand in a fragment', async () => {
    const join = (n: number) => `m${n}: memberJoin(input: { phone: "091234568${n}" }, idempotencyKey: "cost-f${n}") { created }`;
    const { body, cost } = await send(api, token, `mutation { ...All __typename } fragment All on Mutation { ${join(0)} ... { ${join(1)} ${join(2)} } }`);
    expect(body.data).toEqual({ m0: { created: true }, m1: { created: true }, m2: { created: true }, __typename: 'Mutation' });
    expect(cost).toMatchObject({ requested: 30, actual: 30 });
  });

  it('is all that the schema says of a field whose work no answer shows', async () => {
    const { body, cost } = await send(api, token, '{ auditVerify { intact } }');
    expect(body.data.auditVerify.intact).toBe(true);
    expect(cost).toMatchObject({ requested: 500, actual: 500 });
    const five = `{ ${[1, 2, 3, 4, 5].map((n) => `v${n}: auditVerify { intact }`).join(' ')} }`;
    expect((await send(api, token, five)).body.errors[0].extensions).toMatchObject({ code: 'COST_EXCEEDED', cost: 2_500, maximum: 2_000 });
  });

  it('tells what each field cost to those who ask', async () => {
    const { cost } = await send(api, token, '{ brand { code } members(first: 30) { nodes { id } } }', {}, { 'x-cost-debug': '1' });
    expect(cost?.fields).toEqual([{ path: 'members.nodes', cost: 30 }, { path: 'members', cost: 2 }, { path: 'brand', cost: 1 }]);
  });

  it('is the whole estimate when something failed', async () => {
    const { body, cost } = await send(api, token, '{ brand { stores(after: "nonsense") { nodes { id } } } }');
    expect([body.errors.length, cost?.requested, cost?.actual]).toEqual([1, 23, 23]);
  });

  it('is a flat price for introspection, whatever the schema is', async () => {
    const { body, cost } = await send(api, token, '{ __schema { types { name fields { name } } } }');
    expect(body.data.__schema.types.length).toBeGreaterThan(100);
    expect(cost).toMatchObject({ requested: 110, actual: 110 });
  });

  it('is not said of what never ran', async () => {
    expect([(await send(api, token, '{ brand { cod } }')).cost, (await send(api, token, PAGES, { n: 50 })).cost]).toEqual([undefined, undefined]);
  });
});

describe('a caller who asks for too much in a short time', () => {
  const SMALL = { staff: { capacity: 1_000, rate: 1 }, member: { capacity: 100, rate: 1 }, anonymous: { capacity: 100, rate: 1 } };
  const LIST = '{ members(first: 48) { nodes { id } } }'; // 50 points, of which an empty shop gives back 48
  const DEAR = '{ brand { stores(after: "nonsense", first: 47) { nodes { id } } } }'; // 50 points: it fails, and is paid in full
  let nodes: Gateway[];

  beforeAll(async () => {
    nodes = [await stage.gateway({ budgets: SMALL }), await stage.gateway({ budgets: SMALL })];
  });

  /** Until both gateways refuse. */
  async function exhaust(by: string): Promise<number> {
    let spent = 0;
    for (const node of [...nodes, ...nodes]) {
      for (;;) {
        const { status } = await send(`${node.url}/graphql`, by, DEAR);
        if (status === 429) break;
        spent += 50;
        if (spent > 5_000) throw new Error('nothing stops it');
      }
    }
    return spent;
  }

  it('is refused on all gateways once the budget is spent, within a twentieth', async () => {
    const caller = await shop.token({ name: 'greedy', permissions: [...shop.everything().scope.actor.permissions] });
    const began = performance.now();
    const spent = await exhaust(caller);
    expect(spent).toBeGreaterThanOrEqual(950);
    expect(spent).toBeLessThanOrEqual(1_050 + (performance.now() - began) / 1_000);
    const refused = await send(`${nodes[1]?.url}/graphql`, caller, LIST);
    expect(refused.status).toBe(429);
    const [error] = refused.body.errors;
    expect(error).toEqual({
      message: 'Too much was asked for in a short time',
      extensions: { code: 'RATE_LIMITED', retryAfterMs: expect.any(Number), cost: 50, maximum: 1_000, retryable: true },
    });
    expect(error.extensions.retryAfterMs).toBeGreaterThan(10_000);
    expect(error.extensions.retryAfterMs).toBeLessThanOrEqual(100_000);
    expect(Number(refused.headers.get('retry-after'))).toBe(Math.ceil(error.extensions.retryAfterMs / 1_000));
    // Others are not concerned, of this brand and of another.
    expect((await send(`${nodes[1]?.url}/graphql`, token, LIST)).status).toBe(200);
    const other = await stage.platform.brand({ code: 'coffee' });
    expect((await send(`${nodes[1]?.url}/graphql`, await other.token({ name: 'greedy', permissions: ['member:read'] }), LIST)).status).toBe(200);
  });

  it('is refused over a socket, too, and writes nothing', async () => {
    const caller = await shop.token({ name: 'greedier', permissions: [...shop.everything().scope.actor.permissions] });
    await exhaust(caller);
    const before = await shop.digest();
    const client = connect(`${nodes[0]?.url}/graphql`, caller);
    const fifty = `mutation { ${Array.from({ length: 4 }, (_, i) => `a${i}: storeCreate(input: { code: "N${i}", name: "N" }) { store { id } }`).join(' ')} }`;
    await expect(run(client, fifty)).rejects.toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED' }) })]);
    expect((await send(`${nodes[0]?.url}/graphql`, caller, fifty)).status).toBe(429);
    await client.dispose();
    expect(await shop.digest()).toEqual(before);
  });

  it('stands in the database under no name of its own', async () => {
    const rows = await stage.platform.rows<{ text: string }>('SELECT b::text AS text FROM platform.cost_budget b');
    expect(rows.length).toBeGreaterThan(0);
    for (const { text } of rows) expect(text).not.toContain(shop.id);
  });

  it('is not asked for anything before its document is known to be good', async () => {
    const caller = await shop.token({ name: 'clumsy', permissions: ['member:read'] });
    for (let i = 0; i < 30; i++) expect((await send(`${nodes[0]?.url}/graphql`, caller, `{ member(by: 1) { i${i} } }`, {}, bearer(caller))).status).toBe(200);
    expect((await send(`${nodes[0]?.url}/graphql`, caller, LIST)).status).toBe(200);
  });
});
