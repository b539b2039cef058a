import { setTimeout as sleep } from 'node:timers/promises';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { Client } from 'pg';
import { order } from '../src';
import { join, newKey, orderJson, ORDERS_UPSERT, upsert } from './documents';

const RENAME = 'mutation ($id: ID!, $name: String) { memberUpdate(id: $id, input: { name: $name }) { member { id } userErrors { code path } } }';

let platform: TestPlatform;
let shop: TestShop;
let till: TestCaller;
/** Ids in the order in which members are locked. */
let first: string;
let second: string;
let other: Client;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order]);
  shop = await platform.brand();
  till = shop.everything();
  [first, second] = [await join(till, '0912345678'), await join(till, '0912345679')].sort((a, b) => (uuid(a) < uuid(b) ? -1 : 1)) as [string, string];
  other = new Client({ connectionString: platform.ownerUrl });
  await other.connect();
});
afterAll(async () => {
  await other.end();
  await platform.stop();
});

const uuid = (id: string): string => readId('mbr', id) as string;
const eventsOf = async (id: string): Promise<string[]> =>
  (await platform.rows<{ told: string }>(
    "SELECT name || coalesce(' ' || (payload ->> 'externalId'), '') AS told FROM platform.event WHERE brand_id = $1 AND member_id = $2 AND name <> 'member.joined' ORDER BY xid, id", [shop.id, uuid(id)],
  )).map(({ told }) => told);

/** Runs `early` up to the lock that `hold` takes, then `late` to its end, and lets `early` go on. */
async function overtaken(hold: string, early: () => Promise<unknown>, late: () => Promise<unknown>): Promise<void> {
  await other.query(`BEGIN; ${hold}`);
  const { rows: [holder] } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const waiting = early();
  while ((await platform.rows('SELECT FROM pg_stat_activity WHERE datname = current_database() AND $1::int = ANY(pg_blocking_pids(pid))', [holder?.pid])).length === 0) await sleep(2);
  await late();
  await other.query('COMMIT');
  await waiting;
}

it('tells of a member in the order of the changes, though the key of the later one was claimed before', async () => {
  await overtaken(
    // An order's request has claimed its key and looks for the order, before it locks the member.
    'LOCK TABLE "order"."order" IN ACCESS EXCLUSIVE MODE',
    () => upsert(till, { externalId: 'claimed-early', member: { id: first } }),
    () => till.ok(RENAME, { id: first, name: 'Ann' }),
  );
  expect(await eventsOf(first)).toEqual(['member.updated', 'order.paid claimed-early']);
});

it('tells of each member of a batch in the order of the changes, though the batch had locked another one before', async () => {
  const inputs = [orderJson({ externalId: 'batch-1', member: { id: first } }), orderJson({ externalId: 'batch-2', member: { id: second } })];
  await overtaken(
    `SELECT FROM member.member WHERE id = '${uuid(first)}' FOR UPDATE`,
    () => till.ok(ORDERS_UPSERT, { inputs, key: newKey() }),
    () => upsert(till, { externalId: 'alone', member: { id: second } }),
  );
  expect(await eventsOf(second)).toEqual(['order.paid alone', 'order.paid batch-2']);
  expect(await eventsOf(first)).toEqual(['member.updated', 'order.paid claimed-early', 'order.paid batch-1']);
});
