import { randomUUID } from 'node:crypto';
import { modules } from '@regulars/gateway/installation';
import { type Data, schemaOf, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { Client } from 'pg';
import { createWholePlatform, join } from './support/shop';

/**
 * Makes the k-th statement of a mutation fail, whatever it is: BEGIN, a lock, a write, COMMIT. Nothing may remain.
 * `REGULARS_SWEEP=all` takes every k; else the first, the last and some between are taken.
 */
const EVERY = process.env.REGULARS_SWEEP === 'all';
const SOME = 3;

/** Calls that are accepted each time, by mutation. */
const CALLS: Readonly<Record<string, (things: Things, n: number) => { readonly document: string; readonly variables: object }>> = {
  storeCreate: (_, n) => ({ document: 'mutation ($c: String!) { storeCreate(input: { code: $c, name: "S" }) { userErrors { message } } }', variables: { c: `N${n}` } }),
  brandUpdate: (_, n) => ({ document: 'mutation ($name: String!) { brandUpdate(input: { name: $name }) { userErrors { message } } }', variables: { name: `Brand ${n}` } }),
  memberJoin: (_, n) => ({
    document: 'mutation ($i: MemberJoinInput!, $k: String!) { memberJoin(input: $i, idempotencyKey: $k) { userErrors { message } } }',
    variables: { i: { phone: `09${String(20_000_000 + n)}`, name: 'N', consents: [{ purpose: 'MARKETING', channel: 'LINE', granted: true }] }, k: randomUUID() },
  }),
  memberUpdate: ({ memberId }, n) => ({ document: 'mutation ($id: ID!, $name: String!) { memberUpdate(id: $id, input: { name: $name }) { userErrors { message } } }', variables: { id: memberId, name: `Name ${n}` } }),
  recruitLinkCreate: (_, n) => ({ document: 'mutation ($c: String!) { recruitLinkCreate(input: { code: $c, channel: "QR", target: "https://example.com" }) { userErrors { message } } }', variables: { c: `L${n}` } }),
  orderUpsert: ({ memberId }, n) => ({ document: 'mutation ($i: OrderUpsertInput!, $k: String!) { orderUpsert(input: $i, idempotencyKey: $k) { userErrors { message } } }', variables: { i: orderOf(memberId, n), k: randomUUID() } }),
  ordersUpsert: ({ memberId }, n) => ({
    document: 'mutation ($i: [OrderUpsertInput!]!, $k: String!) { ordersUpsert(inputs: $i, idempotencyKey: $k) { userErrors { message } results { userErrors { message } } } }',
    variables: { i: [orderOf(memberId, n), orderOf(memberId, n + 500_000)], k: randomUUID() },
  }),
  pointsGrant: ({ memberId }) => ({ document: 'mutation ($id: ID!, $k: String!) { pointsGrant(memberId: $id, points: 5, reason: "sweep", idempotencyKey: $k) { userErrors { message } } }', variables: { id: memberId, k: randomUUID() } }),
  pointsBurn: ({ memberId }) => ({ document: 'mutation ($id: ID!, $k: String!) { pointsBurn(memberId: $id, points: 1, reason: "sweep", idempotencyKey: $k) { userErrors { message } } }', variables: { id: memberId, k: randomUUID() } }),
  pointsSettingsUpdate: (_, n) => ({ document: 'mutation ($d: Int!) { pointsSettingsUpdate(input: { pendingDays: $d }) { userErrors { message } } }', variables: { d: n % 30 } }),
  earnRuleCreate: (_, n) => ({ document: 'mutation ($c: String!) { earnRuleCreate(input: { code: $c, name: "R", kind: PER_VISIT, points: 1 }) { userErrors { message } } }', variables: { c: `R${n}` } }),
  tierProgramCreate: () => ({ document: 'mutation { tierProgramCreate(input: { tiers: [{ code: "BASE", name: "Base", rank: 0 }] }) { userErrors { message } } }', variables: {} }),
};

interface Things {
  readonly memberId: string;
}

const orderOf = (memberId: string, n: number): object => ({
  source: 'pos', externalId: `SW-${n}`, member: { id: memberId }, placedAt: '2026-01-04T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '250' }],
});

/** The statements of the application, in the order in which they were sent; the `fails`-th is one that fails. */
const wire = { texts: [] as string[], fails: 0, isOn: false };
const query = Client.prototype.query;

function listen(): void {
  Client.prototype.query = function (this: Client & { user?: string }, config: { text: string }, ...rest: unknown[]) {
    if (!wire.isOn || this.user !== 'regulars_app') return (query as (...args: unknown[]) => unknown).call(this, config, ...rest);
    wire.texts.push(config.text);
    return (query as (...args: unknown[]) => unknown).call(this, wire.texts.length === wire.fails ? { text: 'SELECT 1 / 0' } : config, ...rest);
  } as unknown as typeof query;
}

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let things: Things;
let calls = 0;

beforeAll(async () => {
  platform = await createWholePlatform();
  // Without plugins: an order stands though a plugin's reaction to it fails, and that reaction is left for later.
  shop = await platform.brand();
  staff = shop.everything();
  await staff.ok('mutation { earnRuleCreate(input: { code: "V", name: "V", kind: PER_VISIT, points: 3 }) { userErrors { message } } }');
  things = { memberId: await join(staff, 'swept') };
  await staff.ok('mutation ($id: ID!, $k: String!) { pointsGrant(memberId: $id, points: 100000, reason: "sweep", idempotencyKey: $k) { userErrors { message } } }', { id: things.memberId, k: 'first' });
  listen();
});
afterAll(async () => {
  Client.prototype.query = query;
  await platform.stop();
});

async function run(mutation: string, fails: number): Promise<{ readonly answer: Data; readonly texts: readonly string[] }> {
  const { document, variables } = (CALLS[mutation] as (typeof CALLS)[string])(things, ++calls);
  // A brand that was changed is looked at anew first: else the whole mutation would run again, and then succeed.
  await staff.ok('query ($id: ID!) { member(by: { id: $id }) { number } }', { id: things.memberId });
  Object.assign(wire, { texts: [], fails, isOn: true });
  const answer = await staff.run(document, variables as Record<string, unknown>);
  wire.isOn = false;
  return { answer, texts: wire.texts };
}

const isRefused = (answer: Data, mutation: string): boolean => answer.data?.[mutation] == null || answer.data[mutation].userErrors.length > 0;

/** Up to its COMMIT: what fails later fails the answer, and the effect stands. */
async function statementsOf(mutation: string): Promise<number> {
  await run(mutation, 0); // warm caches
  const { answer, texts } = await run(mutation, 0);
  expect([mutation, isRefused(answer, mutation)]).toEqual([mutation, false]);
  return texts.indexOf('COMMIT') + 1;
}

const chosen = (count: number): number[] =>
  EVERY ? Array.from({ length: count }, (_, index) => index + 1) : [...new Set([1, ...Array.from({ length: SOME }, (_, index) => 2 + Math.floor(((index + 1) * (count - 2)) / (SOME + 1))), count])];

it.each(Object.keys(CALLS))('%s leaves nothing when any of its statements fails (P6)', async (mutation) => {
  const count = await statementsOf(mutation);
  expect(count).toBeGreaterThan(3);
  const before = await platform.digest();
  const accepted: string[] = [];
  for (const k of chosen(count)) {
    const { answer, texts } = await run(mutation, k);
    if (!isRefused(answer, mutation)) accepted.push(`${k}: ${texts[k - 1] ?? ''}`);
  }
  expect(accepted).toEqual([]);
  expect(await platform.digest()).toEqual(before);
}, 60_000);

it('knows the mutations it calls', () => {
  const mutations = Object.keys(schemaOf('staff', modules)?.getMutationType()?.getFields() ?? {});
  expect(Object.keys(CALLS).filter((name) => !mutations.includes(name))).toEqual([]);
});
