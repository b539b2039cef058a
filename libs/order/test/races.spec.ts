import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { join, line, newKey, ORDERS_UPSERT, orderJson, upsert } from './documents';
import { createProbe } from './probe';

let platform: TestPlatform;
let shop: TestShop;
/** The same till at two gateways. */
let tills: readonly [TestCaller, TestCaller];
const members: string[] = [];

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, createProbe().plugin]);
  shop = await platform.brand();
  const till = shop.everything();
  tills = [till, till.via(platform.node())];
  for (let index = 0; index < 4; index++) members.push(await join(till, `091234567${index}`));
});
afterAll(() => platform.stop());

const till = (index: number): TestCaller => tills[index % 2] as TestCaller;
const at = (minute: number): string => `2026-01-05T11:${String(minute).padStart(2, '0')}:00+08:00`;

const rowOf = (externalId: string) =>
  platform.rows<{ revision: number; net: bigint; lines: number; stray: number }>(
    `SELECT o.revision, o.net, (SELECT count(*)::int FROM "order".line l WHERE l.order_id = o.id) AS lines,
       (SELECT count(*)::int FROM "order".line l WHERE NOT EXISTS (SELECT FROM "order"."order" x WHERE x.id = l.order_id)) AS stray
     FROM "order"."order" o WHERE o.brand_id = $1 AND o.external_id = $2`, [shop.id, externalId],
  );

it.each([
  ['of a guest', () => null],
  ['of one member', () => members[0]],
  ['of a member who changes', (revision: number) => members[revision % 4]],
  ["of a guest's that gets a member", (revision: number) => (revision < 5 ? null : members[revision % 4])],
])('sixteen revisions at once of an order %s end as the last', async (_, ownerOf) => {
  for (let round = 0; round < 5; round++) {
    const externalId = `race-${_}-${round}`;
    const revisions = Array.from({ length: 16 }, (__, index) => index + 1);
    const answers = await Promise.all(revisions.map((revision) => {
      const owner = ownerOf(revision);
      return upsert(till(revision), { externalId, revision, updatedAt: at(revision), lines: [line({ quantity: revision }), line({ number: 2 })], ...(owner ? { member: { id: owner } } : {}) });
    }));
    expect(answers.flatMap((answer) => answer.userErrors)).toEqual([]);
    expect(await rowOf(externalId)).toEqual([{ revision: 16, net: 900n, lines: 2, stray: 0 }]);
  }
}, 60_000);

it('the same order sixteen times at once is one order', async () => {
  const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => upsert(till(index), { externalId: 'same', member: { id: members[0] as string } })));
  expect(new Set(answers.map((answer) => answer.order.id)).size).toBe(1);
  expect(await rowOf('same')).toEqual([{ revision: 1, net: 100n, lines: 1, stray: 0 }]);
  expect(await platform.rows("SELECT name FROM platform.event WHERE payload ->> 'externalId' = 'same'")).toEqual([{ name: 'order.paid' }]);
});

it('one key sixteen times at once is one effect and one answer', async () => {
  const key = newKey();
  const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => upsert(till(index), { externalId: 'keyed' }, key)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
});

it('batches that meet in every order finish without a deadlock shown', async () => {
  for (let round = 0; round < 5; round++) {
    const ids = Array.from({ length: 20 }, (_, index) => `batch-${round}-${index}`);
    const batchOf = (revision: number) => ids.map((externalId, index) => orderJson({
      externalId, revision, updatedAt: at(revision), placedAt: `2026-01-05T0${1 + ((index * 7 + revision) % 9)}:00:00+08:00`,
      lines: [line({ quantity: revision })], ...((index + revision) % 5 === 0 ? {} : { member: { id: members[(index + revision) % 4] as string } }),
    }));
    const batches = Array.from({ length: 6 }, (_, index) => (index % 2 ? batchOf(index + 1) : batchOf(index + 1).reverse()));
    const answers = await Promise.all(batches.map((inputs, index) => till(index).run(ORDERS_UPSERT, { inputs, key: newKey() })));
    expect(answers.flatMap((answer) => answer.errors ?? answer.data.ordersUpsert.results.flatMap((result: { userErrors: unknown[] }) => result.userErrors))).toEqual([]);
    for (const externalId of ids) expect(await rowOf(externalId)).toEqual([{ revision: 6, net: 300n, lines: 1, stray: 0 }]);
  }
}, 60_000);
