import { firstSeed, numbersFrom, type TestPlatform, type TestShop } from '@regulars/testing';
import { grant, orderOf } from './support/life';
import { createWholePlatform, join, openShop, upload, type WholeShop } from './support/shop';
import { type Fault, Wire } from './support/statement-sweep/wire';

/**
 * Makes a statement of what nobody waits for fail: an import, handlers of events, points that expire, tiers that are
 * judged anew. Once it was done again, everything is as if nothing had failed. `REGULARS_SWEEP=all` takes every
 * statement, refused and with the connection cut; else some are drawn by `REGULARS_SEED`.
 */
const EVERY = process.env.REGULARS_SWEEP === 'all';
const SEED = firstSeed();
const SOME = 2;
const FAULTS: readonly Fault[] = ['REFUSED', 'CUT'];

let platform: TestPlatform;
let wire: Wire;

beforeAll(async () => {
  platform = await createWholePlatform();
  wire = new Wire(platform.runtime, 'WORK');
});
afterAll(async () => {
  wire?.stop();
  await platform?.stop();
});

const ROWS = Array.from({ length: 6 }, (_, index) => `imported-${index},Imported ${index},09${String(30_000_000 + index)}`);

/** A brand with an import to be done, events to be handled, and points and a tier that come to their end. */
async function prepare(): Promise<WholeShop> {
  const whole = await openShop(platform);
  const { shop, staff } = whole;
  const member = await join(staff, 'buyer');
  await grant(staff, member, 40, new Date((await shop.now()).getTime() + 24 * 3_600_000).toISOString());
  for (const id of ['W-1', 'W-2', 'W-3']) {
    await staff.ok('mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { userErrors { message path } } }', { input: orderOf(member, { id, amount: 500 }), key: id });
  }
  await staff.ok('mutation ($id: ID!, $until: DateTime!) { tierSet(memberId: $id, tierCode: "GOLD", until: $until, reason: "guest", idempotencyKey: "set") { userErrors { message path } } }', {
    id: member, until: new Date(Date.UTC(2026, 0, 6, 16)).toISOString(),
  });
  await staff.ok('mutation ($input: ImportCreateInput!) { importCreate(input: $input, idempotencyKey: "import") { userErrors { message path } } }', {
    input: { kind: 'MEMBERS', file: await upload(shop, `externalId,name,phone\n${ROWS.join('\n')}\n`), source: 'pos' },
  });
  return whole;
}

interface Work {
  readonly name: string;
  /** May fail. */
  readonly run: (shop: TestShop) => Promise<unknown>;
}

const inBackground: Work = { name: 'imports and handlers', run: () => platform.tryDrain() };
const overTime: Work = { name: 'points that expire and tiers that are judged', run: (shop) => shop.advance({ days: 3 }) };

/** Does what is left, however often it takes, and whatever is due in `days`. */
async function finish(shop: TestShop, days: number): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    await platform.owner.query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL');
    const { failures } = await platform.retry();
    if (failures.length === 0) break;
  }
  await shop.advance({ days });
  await platform.drain();
}

/** Tell how work goes on, or of what is still to come: not said again of what was done over, nor of what is past by then. */
const PASSING = ['job.updated', 'points.expiring'];
/** Who was told of what is still to come; and the events themselves with who handles them, which are counted apart. */
const COUNTED_OTHERWISE = ['points.notice', 'platform.event', 'platform.delivery'];

/** How many rows of each table and events of each kind the brand has, and what its members hold. */
async function stateOf({ shop, staff }: WholeShop): Promise<object> {
  const rows = Object.fromEntries(Object.entries(await shop.digest()).filter(([table]) => !COUNTED_OTHERWISE.includes(table)).map(([table, sum]) => [table, sum.split(',')[0]]));
  const events = await platform.rows('SELECT name, count(*)::int AS count FROM platform.event WHERE brand_id = $1 AND name <> ALL ($2) GROUP BY name ORDER BY name', [shop.id, PASSING]);
  const handled = await platform.rows(`
    SELECT e.name, d.handler, d.state, count(*)::int AS count FROM platform.delivery AS d JOIN platform.event AS e ON e.brand_id = d.brand_id AND e.id = d.event_id
     WHERE d.brand_id = $1 AND e.name <> ALL ($2) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, [shop.id, PASSING]);
  const { nodes } = await staff.one('{ members(first: 50, orderBy: { by: JOINED_AT }) { nodes { status points { balance lifetimeEarned } tier { tier { code } } } } }');
  const { nodes: jobs } = await staff.one('{ jobs(first: 5) { nodes { status created failed } } }');
  const members = (nodes as object[]).map((member) => JSON.stringify(member)).sort();
  return { rows, events, handled, members, jobs, violations: await shop.violations() };
}

/** Works through both, the one in which a statement fails first; answers how many statements it sent. */
async function workThrough(work: Work, strike: { readonly at: number; readonly fault: Fault } | null): Promise<{ readonly sent: number; readonly struck: string | null; readonly state: object }> {
  const whole = await prepare();
  if (work === overTime) await platform.drain();
  const { texts, struck } = await wire.listen(strike, () => work.run(whole.shop).catch(() => undefined));
  // The clock may have moved by then, or not.
  await finish(whole.shop, 4);
  return { sent: texts.length, struck, state: await stateOf(whole) };
}

it.each([inBackground, overTime])(`$name are as if nothing had failed (seed ${SEED})`, async (work) => {
  const { sent, state } = await workThrough(work, null);
  expect(state).toMatchObject({ violations: [], jobs: [{ status: 'SUCCEEDED', created: 6, failed: 0 }] });
  const next = numbersFrom(SEED);
  const places = Array.from({ length: EVERY ? sent : SOME }, (_, index) => 1 + (EVERY ? index : next(sent)));
  const strikes = places.flatMap((at, index) => (EVERY ? FAULTS : [FAULTS[index % 2] as Fault]).map((fault) => ({ at, fault })));
  for (const strike of strikes) {
    const tried = await workThrough(work, strike);
    expect([strike, tried.struck, tried.state]).toEqual([strike, expect.any(String), state]);
  }
  if (EVERY) process.stdout.write(`${work.name}: ${strikes.length} times with a statement that failed\n`);
}, EVERY ? 3_600_000 : 60_000);

it('sees a row that was lost', async () => {
  const whole = await prepare();
  await platform.drain();
  const state = await stateOf(whole);
  expect(await stateOf(whole)).toEqual(state);
  await platform.owner.query(`DELETE FROM member.identity WHERE ctid = (SELECT ctid FROM member.identity WHERE brand_id = $1 LIMIT 1)`, [whole.shop.id]);
  expect(await stateOf(whole)).not.toEqual(state);
});
